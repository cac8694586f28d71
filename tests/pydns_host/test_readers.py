"""Many sockets, one wake-up: each is served, a removed one is not."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable
from functools import partial
from typing import Any

from pydns_host.readers import MAX_HELD, Readers


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


class Out:
    """Notes what it is to send; fails for what it is told."""

    def __init__(self, failing: bytes = b"") -> None:
        self.sent: list[bytes] = []
        self._failing = failing

    def emit(self, octets: bytes) -> None:
        if octets == self._failing:
            raise ZeroDivisionError(octets)
        self.sent.append(octets)


async def _woken(*sends: Callable[[Readers], None]) -> None:
    """Have each of these called back in one wake-up."""
    readers = Readers()
    pairs = [_pair() for _ in sends]
    for (left, right), each in zip(pairs, sends, strict=True):
        readers.add(left, partial(each, readers))
        right.send(b"x")
    readers.poll(0)
    readers.close()
    for pair in pairs:
        for sock in pair:
            sock.close()


async def test_what_one_wake_up_sends_goes_out_together_at_its_end() -> None:
    out = Out()
    before: list[int] = []

    def send(readers: Readers) -> None:
        readers.send(out.emit, b"datagram")
        before.append(len(out.sent))

    await _woken(send, send, send)
    assert before == [0, 0, 0]
    assert out.sent == [b"datagram"] * 3


async def test_when_much_is_held_it_does_not_wait_for_the_end() -> None:
    out = Out()
    before: list[int] = []

    def send(readers: Readers) -> None:
        before.append(len(out.sent))
        for number in range(MAX_HELD):
            readers.send(out.emit, bytes([number & 255]))

    await _woken(send, send)
    assert before == [0, MAX_HELD]
    assert len(out.sent) == 2 * MAX_HELD


async def test_outside_of_a_wake_up_a_datagram_goes_out_at_once() -> None:
    out = Out()
    Readers().send(out.emit, b"datagram")
    assert out.sent == [b"datagram"]


async def test_a_datagram_that_fails_takes_no_other_with_it() -> None:
    out = Out(failing=b"2")
    told: list[dict[str, Any]] = []
    asyncio.get_running_loop().set_exception_handler(lambda loop, context: told.append(context))

    def send(readers: Readers) -> None:
        for octets in (b"1", b"2", b"3"):
            readers.send(out.emit, octets)

    await _woken(send)
    assert out.sent == [b"1", b"3"]
    assert [type(context["exception"]) for context in told] == [ZeroDivisionError]
