"""Clients over TCP, many at a time: some idle, some asking one question after the other, some that come and go.

All of them live in one event loop; what their figures mean for the row is in `load`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass

import dns.message

from bench.scorecard.canary import NAMES, host, is_right

LIMIT = 10.0  # seconds that anything of a connection may take
_AT_A_TIME = 50  # of those that come and go

Address = tuple[str, int]


@dataclass(frozen=True)
class Size:
    """How many connections of each kind."""

    idle: int = 1_000
    active: int = 100
    passing: int = 10_000


@dataclass
class Seen:
    """What the clients saw: answers and errors on the active connections, and how the passing ones went."""

    active: int = 0
    answered: int = 0
    errors: int = 0
    opened: int = 0
    refused: int = 0


def play(address: Address, size: Size) -> Seen:
    """The whole crowd, in an event loop of its own."""
    return asyncio.run(_play(address, size))


async def _play(address: Address, size: Size) -> Seen:
    seen = Seen(active=size.active)
    writers = [(await _open(address))[1] for _ in range(size.idle)]
    over = asyncio.Event()
    active = [asyncio.create_task(_active(address, number, over, seen)) for number in range(size.active)]
    left = iter(range(size.passing))
    await asyncio.gather(*(_passing(address, left, seen) for _ in range(min(_AT_A_TIME, size.passing))))
    over.set()
    await asyncio.gather(*active)
    for writer in writers:
        await _close(writer)
    return seen


async def _open(address: Address) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    return await asyncio.wait_for(asyncio.open_connection(*address), LIMIT)


async def _close(writer: asyncio.StreamWriter) -> None:
    writer.close()
    with suppress(OSError):  # the server may have closed it, as it does with idle ones
        await writer.wait_closed()


async def _active(address: Address, number: int, over: asyncio.Event, seen: Seen) -> None:
    try:
        reader, writer = await _open(address)
        while not over.is_set():
            name, wanted = host(number % NAMES)
            query = dns.message.make_query(name, "A").to_wire()
            writer.write(len(query).to_bytes(2, "big") + query)
            length = await asyncio.wait_for(reader.readexactly(2), LIMIT)
            answer = await asyncio.wait_for(reader.readexactly(int.from_bytes(length, "big")), LIMIT)
            seen.answered += 1
            seen.errors += answer[:2] != query[:2] or not is_right(answer, wanted)
            await asyncio.sleep(0.05)
        await _close(writer)
    except (OSError, EOFError, TimeoutError):
        seen.errors += 1


async def _passing(address: Address, left: Iterator[int], seen: Seen) -> None:
    for _ in left:
        try:
            _, writer = await _open(address)
            seen.opened += 1
            await _close(writer)
        except (OSError, TimeoutError):
            seen.refused += 1
