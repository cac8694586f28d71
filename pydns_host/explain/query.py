"""Runs one question through the chains of a Corefile, without a listening socket, and tells what became of it.

Plugins are made and started as in a server; what each of them did is kept by `trace`.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from typing import Any

from corefile import Severity
from pydns_host.assemble import Link, Plan, PlannedBlock
from pydns_host.errors import StartError
from pydns_host.explain.build import place
from pydns_host.explain.guard import Guard
from pydns_host.explain.model import Answer
from pydns_host.explain.trace import Trace
from pydns_host.interfaces import Interfaces
from pydns_host.logs import Logs
from pydns_host.message import Request, Response, Via
from pydns_host.mnemonics import RCODES
from pydns_host.question import Question
from pydns_host.records import Record
from pydns_host.registry import Registry
from pydns_host.server import Endpoint, Server
from pydns_host.understand import Understood

LIMIT = 30.0  # seconds after which nobody waits any more
_FLAGS = {0x0400: "aa", 0x0200: "tc", 0x0100: "rd", 0x0080: "ra", 0x0020: "ad", 0x0010: "cd"}
_EDE = 15


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks, over what and where: `at` is a port, or None for the first listener that takes the question.

    Without `send`, no plugin opens a socket or starts a program.
    """

    client: str = "127.0.0.1"
    proto: str = "udp"
    at: int | None = None
    send: bool = False


class _Lines(Logs):
    """A log that keeps its lines."""

    def __init__(self) -> None:
        super().__init__(lambda octets: None)
        self.kept: list[str] = []

    def line(self, text: str) -> None:
        """Keep a line."""
        self.kept.append(text)


def run(understood: Understood, registry: Registry, question: Question, asker: Asker) -> Answer:
    """Ask; raises `StartError` and `CorefileError` for what could not be served at all."""
    guard, interfaces = Guard(), Interfaces.of_this_machine()
    with asyncio.Runner() as runner:
        runner.get_loop()  # it has sockets of its own
        with nullcontext() if asker.send else guard:
            found = runner.run(_asked(understood, registry, question, asker, guard, interfaces))
    return found


async def _asked(
    understood: Understood,
    registry: Registry,
    question: Question,
    asker: Asker,
    guard: Guard,
    interfaces: Interfaces,
) -> Answer:
    trace, logs = Trace(time.perf_counter), _Lines()
    plan = _plan(understood, registry, trace)
    server = Server(logs, None, lambda: interfaces, lambda host, port, own: ([], []))
    await server.start(plan)
    try:
        (host, port), endpoint = _listening(server, question, asker)
        via = Via(asker.proto, endpoint.listener.label, host or "127.0.0.1", port)
        request = Request(question, client=asker.client, via=via)
        async with asyncio.timeout(LIMIT):
            response = await endpoint.listener.ask(request)
    except TimeoutError:
        raise StartError(f"no answer within {LIMIT:g} seconds") from None
    finally:
        await server.stop()
    refused = [f"{what} was wanted, and not given; --send allows it" for what in guard.attempts]
    return _answer(endpoint.listener.label, request, response, trace, logs, [*trace.notes, *refused])


def _plan(understood: Understood, registry: Registry, trace: Trace) -> Plan:
    blocks = []
    for block in understood.blocks:
        links = []
        for link in block.links:
            at = place(block.source.directives[link.name][0])
            plugin = registry.get(link.name)
            if plugin is None:
                trace.notes.append(f"{link.name} ({at}) is not served by this version, and left out")
            else:
                links.append(Link(trace.traced(plugin, at), link.config))
        for name in block.source.directives:
            if name not in registry.order:
                at = place(block.source.directives[name][0])
                trace.notes.append(f"{name} ({at}) is not known, and left out")
        blocks.append(PlannedBlock(block.block, block.keys, links))
    return Plan(blocks, understood.of(Severity.WARNING), understood.files)


def _listening(server: Server, question: Question, asker: Asker) -> tuple[tuple[str, int], Endpoint]:
    """The listener that is asked."""
    at = {key: found for key, found in server.endpoints.items() if asker.at in (None, key[1])}
    if not at:
        raise StartError(f"nothing listens on port {asker.at}")
    taking = (key for key, found in at.items() if found.listener.zones.find(question) is not None)
    key = next(taking, next(iter(at)))
    return key, at[key]


def _answer(
    listener: str, request: Request, response: Response | None, trace: Trace, logs: _Lines, notes: list[str]
) -> Answer:
    facts: dict[str, Any] = {"rcode": None, "flags": (), "answer": (), "authority": (), "additional": (), "errors": ()}
    if response is not None:
        facts = {
            "rcode": RCODES[response.rcode],
            "flags": tuple(text for bit, text in _FLAGS.items() if response.flags & bit),
            "answer": _lines(response.answer),
            "authority": _lines(response.authority),
            "additional": _lines(response.additional),
            "errors": tuple(_errors(response.options or b"")),
        }
    return Answer(listener, hops=trace.hops(request), log=tuple(logs.kept), notes=tuple(dict.fromkeys(notes)), **facts)


def _lines(records: Any) -> tuple[str, ...]:
    found: list[Record] = list(records)
    return tuple(record.to_text() for record in found)


def _errors(options: bytes) -> Iterator[str]:
    """Extended DNS errors among EDNS options (RFC 6891 section 6.1.2, RFC 8914 section 2)."""
    while len(options) >= 4:
        code, length = int.from_bytes(options[:2], "big"), int.from_bytes(options[2:4], "big")
        body, options = options[4 : 4 + length], options[4 + length :]
        if code == _EDE and len(body) >= 2:
            yield f"{int.from_bytes(body[:2], 'big')} {body[2:].decode(errors='replace')}".rstrip()
