"""A worker: the ordinary server, on sockets that the supervisor keeps, reloaded and stopped when that one says so.

What serving is, is `server`'s business.
"""

from __future__ import annotations

import asyncio
import signal
import socket
from collections.abc import Awaitable
from functools import partial

from corefile import CorefileError, Resolved
from pydns_host import loop
from pydns_host.cli.garbage import settle
from pydns_host.cli.loader import Loader
from pydns_host.cli.reports import told
from pydns_host.errors import StartError
from pydns_host.generation import Key
from pydns_host.http.endpoints import Endpoints
from pydns_host.logs import Logs, to_shared_descriptor
from pydns_host.readers import Readers
from pydns_host.server import Server
from pydns_host.transports.udp import WildcardSocket
from pydns_host.workers.channel import Message
from pydns_host.workers.link import Link
from pydns_host.workers.supervisor import Birth

_REFUSED = 1
_STDOUT = 1
_IGNORED = (signal.SIGINT, signal.SIGUSR1, signal.SIGHUP)  # the supervisor gets them, too, and passes them on


class Shared:
    """The Corefile of all workers, for plugins of the one that watches it (`Configuration`)."""

    def __init__(self, loader: Loader, link: Link, changed: bool) -> None:
        """`changed` is what the worker before had to say of that."""
        self._loader = loader
        self._link = link
        self._tried = ("", "")  # what was to be served, after what; until this worker gets the next one to serve
        self.changed = changed

    @property
    def fingerprint(self) -> str:
        """That of the Corefile which was tried last."""
        before, tried = self._tried
        return tried if before == self._loader.fingerprint else self._loader.fingerprint

    def read(self) -> str:
        """The fingerprint of what it says now; blocks, and raises `CorefileError`."""
        self._found = self._loader.read()
        return self._found

    def reload(self) -> Awaitable[list[str]]:
        """Have all workers serve what it says now."""
        self._tried = self._loader.fingerprint, self._found
        self.changed = True
        return self._link.reload()


def serve(birth: Birth, loader: Loader) -> int:
    """Serve until told to end; the exit status."""
    for number in _IGNORED:
        signal.signal(number, signal.SIG_IGN)
    return loop.run(partial(_serve, birth, loader))


async def _serve(birth: Birth, loader: Loader, readers: Readers) -> int:
    logs = Logs(to_shared_descriptor(_STDOUT))
    link = Link(birth.channel)
    http = Endpoints(link.open_http, link.everywhere)
    server = Server(
        logs,
        readers=readers,
        configuration=Shared(loader, link, birth.changed) if birth.place == 0 else None,  # one watches for all
        opening=link.open_pair,
        http=http,
        leave=link.leave,
        seed=birth.seed,
        give=link.ask_beside,
    )
    try:
        link.start(http.part, partial(_adopt, server))
        stop = partial(link.orders.put_nowait, Message("stop", (), []))
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop)
        try:
            await server.start(birth.plan)
        except (CorefileError, StartError, OSError) as error:
            link.send("refused", told(error))
            return _REFUSED
        try:
            _tell(server, link)
            await _obey(server, link, loader)
        finally:
            await server.stop()
    finally:
        logs.close()
        link.close()
    return 0


async def _obey(server: Server, link: Link, loader: Loader) -> None:
    """Reload when told to, until told to stop."""
    while (order := await link.orders.get()).kind == "reload":
        (resolved,) = order.values
        failed = await _reload(server, loader, resolved)
        if failed:
            link.send("kept", failed)
        else:
            _tell(server, link)


async def _reload(server: Server, loader: Loader, resolved: Resolved) -> list[str]:
    """What is wrong with a Corefile, nothing when it is served."""
    try:
        await server.start(loader.plan_of(resolved))
    except CorefileError as error:
        return [diagnostic.line() for diagnostic in error.diagnostics]
    except (StartError, OSError) as error:
        return str(error).splitlines()
    return []


def _adopt(server: Server, key: Key, host: str, sock: socket.socket) -> None:
    """Take what is for one address of a wildcard from a UDP socket of its own, where that is still wanted."""
    endpoint = None if (host, key[1]) in server.endpoints else server.endpoints.get(key)
    for wildcard in endpoint.udp if endpoint else ():
        if isinstance(wildcard, WildcardSocket) and wildcard.sock.family == sock.family:
            wildcard.adopt(host, sock)
            return
    sock.close()


def _tell(server: Server, link: Link) -> None:
    settle()
    link.send("serving", frozenset(server.endpoints), frozenset(server.http.keys()), server.banner())
