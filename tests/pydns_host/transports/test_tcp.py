"""TCP: many queries on one connection, answered as they are ready, within bounds."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import dns.message
import pytest

from pydns_host.testing import Clock, Served, serving
from pydns_host.transports import tcp
from pydns_host.transports.limits import IDLE

from ..doubles import Gate, Says, gated


@asynccontextmanager
async def _connected(served: Served) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    reader, writer = await asyncio.open_connection(*served.address())
    try:
        yield reader, writer
    finally:
        writer.close()
        with suppress(ConnectionError):
            await writer.wait_closed()


def _framed(name: str, id: int) -> bytes:
    query = dns.message.make_query(name, "A", id=id)
    octets = query.to_wire()
    return len(octets).to_bytes(2, "big") + octets


async def _message(reader: asyncio.StreamReader) -> dns.message.Message:
    async with asyncio.timeout(10):
        length = int.from_bytes(await reader.readexactly(2), "big")
        return dns.message.from_wire(await reader.readexactly(length))


async def test_pipelined_queries_are_answered_as_they_are_ready() -> None:
    gate = Gate()
    async with (
        serving(". {\n gated\n says x\n}\n", plugins=[gated(gate), Says]) as served,
        _connected(served) as (reader, writer),
    ):
        writer.write(_framed("slow.test.", 1) + _framed("quick.test.", 2))
        assert (await _message(reader)).id == 2
        gate.open.set()
        assert (await _message(reader)).id == 1


async def test_a_message_may_come_octet_by_octet() -> None:
    async with (
        serving(". {\n says x\n}\n", plugins=[Says]) as served,
        _connected(served) as (reader, writer),
    ):
        for octet in _framed("a.test.", 7):
            writer.write(bytes([octet]))
            await writer.drain()
        assert (await _message(reader)).id == 7


async def test_a_connection_with_more_in_flight_than_its_bound_is_read_on_when_some_are_answered(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(tcp, "PIPELINED", 4)
    gate = Gate()
    async with (
        serving(". {\n gated\n says x\n}\n", plugins=[gated(gate), Says]) as served,
        _connected(served) as (reader, writer),
    ):
        writer.write(b"".join(_framed("slow.test.", id) for id in range(20)))
        await gate.holds(4)
        assert gate.waiting == 4
        gate.open.set()
        assert {(await _message(reader)).id for _ in range(20)} == set(range(20))


@pytest.mark.parametrize("octets", [b"\0\0", b"\0\5hello"], ids=["empty", "shorter than a header"])
async def test_a_message_that_cannot_be_one_is_passed_over(octets: bytes) -> None:
    async with (
        serving(". {\n says x\n}\n", plugins=[Says]) as served,
        _connected(served) as (reader, writer),
    ):
        writer.write(octets + _framed("a.test.", 7))
        assert (await _message(reader)).id == 7


async def test_an_idle_connection_is_closed_and_a_busy_one_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    gate = Gate()
    async with (
        serving(". {\n gated\n says x\n}\n", plugins=[gated(gate), Says]) as served,
        _connected(served) as (idle, idle_writer),
        _connected(served) as (busy, busy_writer),
    ):
        (endpoint,) = served.server.endpoints.values()
        room = endpoint.tcp[0].room
        clock = Clock(room.clock())
        monkeypatch.setattr(room, "clock", clock)
        idle_writer.write(_framed("quick.test.", 1))
        await _message(idle)
        busy_writer.write(_framed("slow.test.", 2))
        await gate.holds(1)
        clock.advance(IDLE + 1)
        room.close_idle()
        async with asyncio.timeout(10):
            assert await idle.read() == b""
        gate.open.set()
        assert (await _message(busy)).id == 2
