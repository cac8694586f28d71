"""How long a client over TCP may take, and how much it may ask: what the Corefile says of it holds."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import dns.message
import pytest

from pydns_host.block import Timeouts
from pydns_host.testing import Clock, Served, serving
from pydns_host.transports.limits import Limits
from pydns_host.transports.room import Room
from pydns_host.transports.tcp import Connection

from ..doubles import Gate, Says, gated


@asynccontextmanager
async def _connected(served: Served) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    reader, writer = await asyncio.open_connection(*served.address())
    try:
        async with asyncio.timeout(10):
            yield reader, writer
    finally:
        writer.close()
        with suppress(ConnectionError):
            await writer.wait_closed()


def _framed(name: str, id: int = 1) -> bytes:
    octets = dns.message.make_query(name, "A", id=id).to_wire()
    return len(octets).to_bytes(2, "big") + octets


async def _id(reader: asyncio.StreamReader) -> int:
    length = int.from_bytes(await reader.readexactly(2), "big")
    return int.from_bytes((await reader.readexactly(length))[:2], "big")


async def _closed(reader: asyncio.StreamReader) -> None:
    """The server closes the connection; octets that it never read make the system reset it."""
    with suppress(ConnectionResetError):
        assert await reader.read() == b""


def _room(served: Served, monkeypatch: pytest.MonkeyPatch) -> tuple[Room, Clock]:
    """The room of a server, and the clock that it goes by from now on."""
    [endpoint] = served.server.endpoints.values()
    room = endpoint.tcp[0].room
    clock = Clock(room.clock())
    monkeypatch.setattr(room, "clock", clock)
    return room, clock


@pytest.mark.parametrize(
    ("said", "limits"),
    [
        ([], Limits()),
        ([Timeouts()], Limits()),
        ([Timeouts(idle=60.0), Timeouts()], Limits(idle=60.0)),
        ([Timeouts(read=2.0, queries=7), Timeouts(read=9.0, write=1.0)], Limits(9.0, 1.0, 10.0, 7)),
        ([Timeouts(queries=7), Timeouts(queries=-1)], Limits(queries=-1)),
    ],
    ids=["nothing", "no directive", "one of two blocks", "the last word", "any number after all"],
)
def test_of_each_limit_the_last_word_of_the_blocks_counts(said: list[Timeouts], limits: Limits) -> None:
    assert Limits.of(said) == limits


@pytest.mark.parametrize(
    ("directive", "asks", "stays", "goes"),
    [
        ("", False, 2.9, 0.2),
        ("", True, 9.9, 0.2),
        ("timeouts {\n read 30s\n}", False, 29.0, 2.0),
        ("timeouts {\n read 30s\n}", True, 9.9, 0.2),
        ("timeouts {\n idle 1m\n}", True, 59.0, 2.0),
    ],
    ids=[
        "before a query",
        "after a query",
        "a longer read",
        "a read counts for the first alone",
        "a longer idle",
    ],
)
async def test_a_connection_is_closed_when_its_time_is_over(
    monkeypatch: pytest.MonkeyPatch, directive: str, asks: bool, stays: float, goes: float
) -> None:
    async with (
        serving(f". {{\n says x\n {directive}\n}}\n", plugins=[Says]) as served,
        _connected(served) as (reader, writer),
    ):
        room, clock = _room(served, monkeypatch)
        writer.write(_framed("a.test.")[:-1])
        while not room.connections:
            await asyncio.sleep(0)
        if asks:
            writer.write(_framed("a.test.")[-1:])
            await _id(reader)
        [guest] = room.connections
        guest.last = clock()
        clock.advance(stays)
        room.close_idle()
        assert list(room.connections) == [guest]
        clock.advance(goes)
        room.close_idle()
        await _closed(reader)


async def test_a_connection_is_closed_once_the_queries_that_it_may_bring_are_answered() -> None:
    gate = Gate()
    corefile = ". {\n gated\n says x\n timeouts {\n maxtcpqueries 3\n}\n}\n"
    async with (
        serving(corefile, plugins=[gated(gate), Says]) as served,
        _connected(served) as (reader, writer),
    ):
        writer.write(_framed("slow.test.", 1) + _framed("quick.test.", 2))
        assert await _id(reader) == 2
        writer.write(_framed("quick.test.", 3) + _framed("quick.test.", 4))
        assert await _id(reader) == 3
        gate.open.set()
        assert await _id(reader) == 1
        await _closed(reader)


@pytest.mark.parametrize("catches_up", [False, True], ids=["leaves them", "catches up"])
async def test_a_client_that_leaves_answers_unread_for_too_long_is_given_up(
    monkeypatch: pytest.MonkeyPatch, catches_up: bool
) -> None:
    async with (
        serving(". {\n says x\n timeouts {\n write 5s\n idle 1h\n}\n}\n", plugins=[Says]) as served,
        _connected(served) as (reader, writer),
    ):
        writer.write(_framed("a.test."))
        await _id(reader)
        room, clock = _room(served, monkeypatch)
        [guest] = room.connections
        assert isinstance(guest, Connection)
        guest.pause_writing()
        clock.advance(4.9)
        room.close_idle()
        assert list(room.connections) == [guest]
        if catches_up:
            guest.resume_writing()
        clock.advance(0.2)
        room.close_idle()
        if catches_up:
            writer.write(_framed("b.test.", 2))
            assert await _id(reader) == 2
        else:
            await _closed(reader)


async def test_a_reload_changes_what_open_connections_may(monkeypatch: pytest.MonkeyPatch) -> None:
    async with (
        serving(". {\n says x\n}\n", plugins=[Says]) as served,
        _connected(served) as (reader, writer),
    ):
        writer.write(_framed("a.test."))
        await _id(reader)
        room, clock = _room(served, monkeypatch)
        await served.reload(". {\n says x\n timeouts {\n idle 2s\n}\n}\n")
        clock.advance(3.0)
        room.close_idle()
        await _closed(reader)
