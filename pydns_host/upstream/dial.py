"""Opens TCP and TLS connections to upstreams, with a bound on the time that it takes and Go's words for failures.

What goes over a connection is its protocol's business.
"""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import Callable
from typing import TypeVar

from pydns_host.upstream.errors import end_of_file, failed, timed_out, tls_failed
from pydns_host.upstream.flights import Means

P = TypeVar("P", bound=asyncio.Protocol)
# Seconds for connection and handshake. The reference begins with 30 s and then adapts, so that a host that drops
# packets eats the whole of a query's time; here its neighbour gets a turn.
DIAL_TIMEOUT = 2.0


async def dial(means: Means, protocol: Callable[[], P]) -> P:
    """A connection to the upstream of `means`; raises `UpstreamError`. Needs a task of its own."""
    source = means.settings.source
    ends = (f"{source}:0" if source else "", means.to)
    try:
        sock = socket.socket(means.address.family, socket.SOCK_STREAM | socket.SOCK_NONBLOCK)
    except OSError as error:
        raise failed("dial", "tcp", ends, error) from None
    try:
        async with asyncio.timeout(DIAL_TIMEOUT):
            if source:
                sock.bind((source, 0))
            await asyncio.get_running_loop().sock_connect(sock, means.address.sockaddr)
            return await _upgrade(means, protocol, sock)
    except BaseException as error:
        sock.close()
        if isinstance(error, TimeoutError):
            raise timed_out("dial", "tcp", ends) from None
        if isinstance(error, OSError):
            raise failed("dial", "tcp", ends, error) from None
        raise


async def _upgrade(means: Means, protocol: Callable[[], P], sock: socket.socket) -> P:
    """The protocol over a connected socket, behind a TLS handshake if the settings want one."""
    context = means.settings.tls
    name = None if context is None else means.settings.servername or means.address.host.partition("%")[0]
    try:
        _, made = await asyncio.get_running_loop().create_connection(
            protocol, sock=sock, ssl=context, server_hostname=name
        )
    except ssl.SSLError as error:
        raise tls_failed(error, means.address, name or "") from None
    except ConnectionError:
        raise end_of_file() from None
    return made
