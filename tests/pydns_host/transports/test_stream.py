"""A connection's octets: none is lost or turned round, and few system calls carry them."""

from __future__ import annotations

import asyncio
import socket
import struct
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pydns_host.readers import Readers
from pydns_host.transports import stream
from pydns_host.transports.stream import HIGH, LOW, Stream


class Counting(socket.socket):
    """Knows how often it was asked to send."""

    sends = 0

    def send(self, *arguments: Any) -> int:
        self.sends += 1
        return super().send(*arguments)


class Notes(asyncio.Protocol):
    """What a stream tells; `answer` is done with what comes."""

    def __init__(self, answer: Callable[[Stream, bytes], None], keeps_open: bool) -> None:
        self.told: list[str] = []
        self.lost: asyncio.Future[Exception | None] = asyncio.get_running_loop().create_future()
        self._answer = answer
        self._keeps_open = keeps_open
        self._stream: Any = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._stream = transport

    def data_received(self, data: bytes) -> None:
        self._answer(self._stream, data)

    def eof_received(self) -> bool:
        self.told.append("eof")
        return self._keeps_open

    def pause_writing(self) -> None:
        self.told.append("full")

    def resume_writing(self) -> None:
        self.told.append("room")

    def connection_lost(self, exc: Exception | None) -> None:
        self.lost.set_result(exc)


class End:
    """A stream with its protocol and socket, and the client at the other end."""

    def __init__(self, answer: Callable[[Stream, bytes], None], keeps_open: bool) -> None:
        listening = socket.create_server(("127.0.0.1", 0))
        self.client = socket.create_connection(listening.getsockname())
        accepted, _ = listening.accept()
        listening.close()
        self.sock = Counting(fileno=accepted.detach())
        for sock in (self.sock, self.client):
            sock.setblocking(False)
        self.readers = Readers()
        self.notes = Notes(answer, keeps_open)
        self.stream = Stream(self.sock, self.notes, self.readers)
        self.stream.start()

    async def send(self, octets: bytes) -> None:
        """As the client."""
        await asyncio.get_running_loop().sock_sendall(self.client, octets)

    async def read(self, size: int) -> bytes:
        """As the client: so many octets, or all until the end."""
        found = b""
        while len(found) < size and (octets := await asyncio.get_running_loop().sock_recv(self.client, 65536)):
            found += octets
        return found


@asynccontextmanager
async def an_end(
    answer: Callable[[Stream, bytes], None] = Stream.write, keeps_open: bool = False
) -> AsyncIterator[End]:
    """For ten seconds at most."""
    async with asyncio.timeout(10):
        end = End(answer, keeps_open)
        try:
            yield end
        finally:
            end.stream.abort()
            await end.notes.lost
            end.client.close()
            end.readers.close()


def thrice(stream: Stream, octets: bytes) -> None:
    for _ in range(3):
        stream.write(octets)


async def test_what_is_written_in_one_wake_up_is_sent_with_one_call() -> None:
    async with an_end(thrice) as end:
        await end.send(b"ab")
        assert await end.read(6) == b"ababab"
        assert end.sock.sends == 1


async def test_what_is_written_by_one_callback_is_sent_with_one_call() -> None:
    async with an_end() as end:
        thrice(end.stream, b"ab")
        assert await end.read(6) == b"ababab"
        assert end.sock.sends == 1


async def test_much_does_not_wait_for_the_end_of_the_wake_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stream, "MAX_HELD", 3)
    async with an_end(thrice) as end:
        await end.send(b"abc")
        assert await end.read(9) == b"abc" * 3
        assert end.sock.sends == 3


@given(st.lists(st.binary(min_size=1, max_size=5000), min_size=1, max_size=20))
def test_what_comes_goes_back_whole_and_in_order(sent: list[bytes]) -> None:
    async def scene() -> None:
        async with an_end() as end:
            for octets in sent:
                await end.send(octets)
            assert await end.read(sum(map(len, sent))) == b"".join(sent)

    asyncio.run(scene())


async def test_a_client_that_does_not_read_fills_the_stream_and_then_gets_all() -> None:
    async with an_end() as end:
        total = 0
        while end.notes.told != ["full"]:
            end.stream.write(bytes(100_000))
            total += 100_000
            await asyncio.sleep(0)
        assert end.stream.get_write_buffer_size() > HIGH
        assert await end.read(total) == bytes(total)
        assert end.notes.told == ["full", "room"]
        assert end.stream.get_write_buffer_size() <= LOW


async def test_closing_sends_what_is_left_first() -> None:
    async with an_end() as end:
        end.stream.write(bytes(8_000_000))
        end.stream.close()
        assert end.stream.is_closing()
        assert not end.notes.lost.done()
        assert len(await end.read(9_000_000)) == 8_000_000
        assert await end.notes.lost is None


async def test_aborting_sends_nothing_more() -> None:
    async with an_end() as end:
        end.stream.write(b"lost")
        end.stream.abort()
        end.stream.write(b"lost, too")
        assert await end.notes.lost is None
        assert await end.read(10) == b""


@pytest.mark.parametrize("keeps_open", [False, True])
async def test_a_client_that_sends_no_more_is_answered_when_the_protocol_wants_it(keeps_open: bool) -> None:
    async with an_end(keeps_open=keeps_open) as end:
        await end.send(b"last")
        end.client.shutdown(socket.SHUT_WR)
        if keeps_open:
            assert await end.read(4) == b"last"
            end.stream.write(b" words")
            end.stream.close()
            assert await end.read(7) == b" words"
        assert await end.notes.lost is None
        assert end.notes.told == ["eof"]


async def test_a_connection_that_the_client_breaks_is_lost_with_the_reason() -> None:
    async with an_end() as end:
        end.client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        end.client.close()
        assert isinstance(await end.notes.lost, ConnectionResetError)


async def test_nothing_is_taken_while_reading_pauses() -> None:
    async with an_end() as end:
        end.stream.pause_reading()
        end.stream.pause_reading()
        await end.send(b"later")
        await asyncio.sleep(0)
        assert end.sock.sends == 0
        end.stream.resume_reading()
        end.stream.resume_reading()
        assert await end.read(5) == b"later"
