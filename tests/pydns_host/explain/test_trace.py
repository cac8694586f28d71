"""The hops of a question: who asked whom, what came of it, and after which time."""

from __future__ import annotations

from typing import Any

import pytest

from pydns_host.chain import Next, Plugin, build
from pydns_host.errors import QueryError, StartError
from pydns_host.explain.trace import Trace
from pydns_host.message import NXDOMAIN, Request, Response
from pydns_host.testing import Bench, Clock, ask, block, request


class Passing(Plugin):
    """Asks `next`, after a second."""

    name = "passing"

    async def serve(self, request: Request, next: Next) -> Response | None:
        self.config.advance(1)
        return await next(request)


class Renaming(Passing):
    """Asks for another name."""

    name = "renaming"

    async def serve(self, request: Request, next: Next) -> Response | None:
        return await next(request.replace(qname=b"\1b\0"))


class Changing(Plugin):
    """Makes any answer another one."""

    name = "changing"

    async def serve(self, request: Request, next: Next) -> Response | None:
        response = await next(request)
        return response and response.replace(rcode=NXDOMAIN)


class Answering(Plugin):
    """Answers, after two seconds."""

    name = "answering"

    async def serve(self, request: Request, next: Next) -> Response | None:
        self.config.advance(2)
        return request.reply()


class Failing(Plugin):
    """Does neither start nor serve."""

    name = "failing"

    async def start(self) -> None:
        raise StartError("no disk")

    async def serve(self, request: Request, next: Next) -> Response | None:
        raise QueryError("no disk", 5)


def _chain(trace: Trace, clock: Clock, *plugins: type[Plugin]) -> list[Any]:
    bench = Bench(block())
    return [trace.traced(each, f"Corefile:{n}")(clock, bench.services(each.name)) for n, each in enumerate(plugins, 1)]


async def _hops(*plugins: type[Plugin]) -> list[tuple[Any, ...]]:
    clock = Clock()
    trace = Trace(clock)
    await ask(build(_chain(trace, clock, *plugins)), "a.")
    hops = trace.hops(request("a."))
    return [(hop.directive, hop.inside, hop.question, hop.outcome, hop.microseconds) for hop in hops]


async def test_each_plugin_takes_the_time_of_those_inside_of_it() -> None:
    assert await _hops(Passing, Passing, Answering) == [
        ("passing", None, "a. A", "passes on NOERROR", 4_000_000),
        ("passing", 0, "a. A", "passes on NOERROR", 3_000_000),
        ("answering", 1, "a. A", "answers NOERROR", 2_000_000),
    ]


async def test_another_question_is_told() -> None:
    hops = await _hops(Renaming, Answering)
    assert [hop[1:4] for hop in hops] == [(None, "a. A", "passes on NOERROR"), (0, "b. A", "answers NOERROR")]


async def test_an_answer_that_is_changed_is_told() -> None:
    assert (await _hops(Changing, Answering))[0][3] == "makes it NXDOMAIN"


async def test_a_plugin_that_did_not_start_is_noted_and_passes_on() -> None:
    clock = Clock()
    trace = Trace(clock)
    plugins = _chain(trace, clock, Failing, Answering)
    await plugins[0].start()
    await ask(build(plugins), "a.")
    assert [hop.directive for hop in trace.hops(request("a."))] == ["answering"]
    assert trace.notes == ["failing (Corefile:1) did not start, and is left out: no disk"]


async def test_an_error_is_told_with_its_rcode() -> None:
    clock = Clock()
    trace = Trace(clock)
    with pytest.raises(QueryError):
        await ask(build(_chain(trace, clock, Failing)), "a.")
    (hop,) = trace.hops(request("a."))
    assert hop.outcome == "REFUSED: no disk"


async def test_what_plugins_ask_by_themselves_is_no_hop_of_the_question() -> None:
    clock = Clock()
    trace = Trace(clock)
    chain = build(_chain(trace, clock, Answering))
    await ask(chain, "own.")
    await ask(chain, "a.")
    assert [hop.question for hop in trace.hops(request("a."))] == ["a. A"]
