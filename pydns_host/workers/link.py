"""A worker's end of the pipe: what it asks the supervisor for, and what it is told to do.

What serving is, is not here.
"""

from __future__ import annotations

import asyncio
import select
import socket
from collections.abc import Callable, Sequence
from itertools import count
from typing import Any, NoReturn

from pydns_host.cli.reloading import Asked
from pydns_host.errors import StartError
from pydns_host.generation import Key
from pydns_host.transports.addresses import Pair
from pydns_host.transports.udp import WildcardSocket
from pydns_host.workers.channel import Channel, Message

_ORPHANED = 1  # exit status
Tell = Callable[[str, str], Any]
Adopt = Callable[[Key, str, socket.socket], None]


class Link:
    """Lives in the event loop of its worker. `orders` are what is to be done one after the other: "reload", "stop"."""

    def __init__(self, channel: Channel) -> None:
        self.orders: asyncio.Queue[Message] = asyncio.Queue()
        self._channel = channel
        self._came: list[Message] = []  # while an answer was waited for
        self._numbers = count()
        self._asked: dict[int, asyncio.Future[list[Any]]] = {}
        self._reloading: list[Asked] = []
        self._tell: Tell | None = None
        self._adopt: Adopt | None = None
        self._writing = False
        self._over = False

    def start(self, tell: Tell, adopt: Adopt) -> None:
        """Hear what is said from now on.

        `tell` gives what this worker knows at an address and path of HTTP; `adopt` takes sockets for an address of a
        wildcard's.
        """
        self._tell, self._adopt = tell, adopt
        asyncio.get_running_loop().add_reader(self._channel.fileno(), self._hear)

    def open_pair(self, host: str, port: int, own: Sequence[socket.socket]) -> Pair:
        """This worker's UDP and TCP sockets at an address and port; raises `StartError`."""
        answer = self._ask("dns", host, port)
        sockets = [_socket(descriptor) for descriptor in answer.descriptors]
        (udp,) = answer.values
        return sockets[:udp], sockets[udp:]

    def open_http(self, host: str, port: int, own: Sequence[socket.socket]) -> list[socket.socket]:
        """The TCP sockets on which all workers answer HTTP; raises `StartError`."""
        return [_socket(descriptor) for descriptor in self._ask("http", host, port).descriptors]

    def ask_beside(self, key: Key, wildcard: WildcardSocket, host: str) -> None:
        """Have an address of the machine that is asked often given sockets of its own, one for each worker."""
        self.send("beside", key, host)

    def _ask(self, kind: str, *values: Any) -> Message:
        """Ask the supervisor, and wait for what it says, which never takes long."""
        self._channel.send(kind, *values)
        while True:
            poll = select.poll()
            poll.register(self._channel, select.POLLIN | (select.POLLOUT if self._channel.unsent else 0))
            poll.poll()
            self._channel.flush()
            answer = None
            for message in self._receive():
                if message.kind in ("sockets", "none"):
                    answer = message
                else:
                    self._came.append(message)
            if answer is not None:
                asyncio.get_running_loop().call_soon(self._sort)
                if answer.kind == "none":
                    raise StartError(*answer.values)
                return answer

    async def everywhere(self, address: str, path: str) -> list[Any]:
        """What all workers know at an address and path of HTTP; None for those that do not say."""
        number = next(self._numbers)
        asked: asyncio.Future[list[Any]] = asyncio.get_running_loop().create_future()
        self._asked[number] = asked
        try:
            self.send("gather", number, address, path)
            return await asked
        finally:
            del self._asked[number]

    def reload(self) -> Asked:
        """Have all workers serve what the Corefile says now; what is wrong with it, nothing when it is served."""
        asked: Asked = asyncio.get_running_loop().create_future()
        self._reloading.append(asked)
        self.send("reload")
        return asked

    def leave(self, status: int) -> None:
        """End this worker and all others, from the event loop."""
        self.send("leave", status)
        asyncio.get_running_loop().call_soon(self._exit, status)

    def _exit(self, status: int) -> NoReturn:
        """End this process. Nothing is heard while it cleans up: being told to end again would keep it from that."""
        self._over = True
        asyncio.get_running_loop().remove_reader(self._channel.fileno())
        raise SystemExit(status)

    def close(self) -> None:
        """Say and hear no more."""
        self._over = True
        asyncio.get_running_loop().remove_reader(self._channel.fileno())
        asyncio.get_running_loop().remove_writer(self._channel.fileno())
        self._channel.close()

    def send(self, kind: str, *values: Any) -> None:
        """Say something."""
        self._channel.send(kind, *values)
        if self._channel.unsent and not self._writing:
            self._writing = True
            asyncio.get_running_loop().add_writer(self._channel.fileno(), self._flush)

    def _flush(self) -> None:
        self._channel.flush()
        if not self._channel.unsent:
            self._writing = False
            asyncio.get_running_loop().remove_writer(self._channel.fileno())

    def _hear(self) -> None:
        self._came.extend(self._receive())
        self._sort()

    def _receive(self) -> list[Message]:
        try:
            return self._channel.receive()
        except EOFError:
            self._exit(_ORPHANED)  # the supervisor is gone, and its successor needs the sockets

    def _sort(self) -> None:
        came, self._came = self._came, []
        for message in came if not self._over else ():
            self._heed(message.kind, message.values, message)

    def _heed(self, kind: str, values: tuple[Any, ...], message: Message) -> None:
        if kind == "quit":
            self._exit(0)
        if kind == "tell":
            key, address, path = values
            self.send("told", key, None if self._tell is None else self._tell(address, path))
        elif kind == "gathered":
            number, parts = values
            if number in self._asked and not self._asked[number].done():
                self._asked[number].set_result(parts)
        elif kind == "beside":
            for sock in map(_socket, message.descriptors):
                key, host = values
                if self._adopt is not None:
                    self._adopt(key, host, sock)
        elif kind == "reloaded":
            _answer(self._reloading, values[0])
        else:
            self.orders.put_nowait(message)


def _answer(asked: list[Asked], failed: list[str]) -> None:
    first = asked.pop(0)
    if not first.done():  # who asked may have ended with the old configuration
        first.set_result(failed)


def _socket(descriptor: int) -> socket.socket:
    sock = socket.socket(fileno=descriptor)
    sock.setblocking(False)
    return sock
