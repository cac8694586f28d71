"""Many sockets, one wake-up: each is served, a removed one is not."""

from __future__ import annotations

import asyncio
import socket

from pydns_host.readers import Readers


def _pair() -> tuple[socket.socket, socket.socket]:
    left, right = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
    left.setblocking(False)
    return left, right


async def test_every_socket_that_has_something_is_served() -> None:
    readers = Readers()
    pairs = [_pair() for _ in range(5)]
    read: list[bytes] = []
    done = asyncio.Event()

    def reader(sock: socket.socket) -> None:
        read.append(sock.recv(10))
        if len(read) == 5:
            done.set()

    for index, (left, right) in enumerate(pairs):
        readers.add(left, lambda left=left: reader(left))  # type: ignore[misc]
        right.send(b"%d" % index)
    await done.wait()
    assert sorted(read) == [b"0", b"1", b"2", b"3", b"4"]
    readers.close()
    for pair in pairs:
        for sock in pair:
            sock.close()


async def test_a_socket_removed_by_an_earlier_callback_is_left_alone() -> None:
    readers = Readers()
    first, second = _pair(), _pair()
    served: list[str] = []
    done = asyncio.Event()

    def serve(name: str, mine: socket.socket, other: socket.socket) -> None:
        mine.recv(10)
        readers.remove(other)
        served.append(name)
        done.set()

    readers.add(first[0], lambda: serve("first", first[0], second[0]))
    readers.add(second[0], lambda: serve("second", second[0], first[0]))
    for _, right in (first, second):
        right.send(b"x")
    await done.wait()
    await asyncio.sleep(0)
    assert len(served) == 1
    readers.close()
    for sock in (*first, *second):
        sock.close()


async def test_removing_a_socket_that_was_never_added_is_nothing() -> None:
    readers = Readers()
    left, right = _pair()
    readers.remove(left)
    readers.close()
    left.close()
    right.close()
