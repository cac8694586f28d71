"""A loop that serves readers while it waits. What readers do in any loop is tested beside them."""

from __future__ import annotations

import asyncio
import socket

import pytest

from pydns_host import loop
from pydns_host.readers import Readers


def test_a_socket_is_served_beside_timers_tasks_and_threads() -> None:
    async def main(readers: Readers) -> list[str]:
        left, right = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
        seen: list[str] = []
        got = asyncio.Event()

        def read() -> None:
            seen.append(left.recv(20).decode())
            got.set()

        with left, right:
            readers.add(left, read)
            asyncio.get_running_loop().call_later(0, right.send, b"by a timer")
            await got.wait()
            got.clear()
            await asyncio.to_thread(right.send, b"by a thread")
            await got.wait()
            readers.remove(left)
        return seen

    assert loop.run(main) == ["by a timer", "by a thread"]


def test_streams_of_asyncio_work_as_in_its_own_loop() -> None:
    async def main(readers: Readers) -> bytes:
        async def echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            writer.write(await reader.readline())
            writer.close()

        server = await asyncio.start_server(echo, "127.0.0.1", 0)
        async with server:
            reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname()[:2])
            writer.write(b"line\n")
            line = await reader.readline()
            writer.close()
            await writer.wait_closed()
        return line

    assert loop.run(main) == b"line\n"


def test_a_reader_that_raises_is_reported_and_the_others_are_served() -> None:
    async def main(readers: Readers) -> list[str]:
        reported: list[str] = []
        served = asyncio.Event()
        pairs = [socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM) for _ in range(2)]
        asyncio.get_running_loop().set_exception_handler(lambda _, context: reported.append(str(context["exception"])))

        def fail() -> None:
            pairs[0][0].recv(10)
            raise ValueError("a mistake")

        readers.add(pairs[0][0], fail)
        readers.add(pairs[1][0], served.set)
        for _, right in pairs:
            right.send(b"x")
        await served.wait()
        for sock in (sock for pair in pairs for sock in pair):
            readers.remove(sock)
            sock.close()
        return reported

    assert loop.run(main) == ["a mistake"]


def test_what_main_raises_comes_out() -> None:
    async def main(readers: Readers) -> None:
        raise KeyError("gone")

    with pytest.raises(KeyError):
        loop.run(main)
