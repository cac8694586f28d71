"""Plugins that fail in every way: only their own query does, with one log line and one count."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

import dns.message
import dns.rcode
import pytest

from pydns_host import listener
from pydns_host.chain import Next, Plugin
from pydns_host.drive import Wait
from pydns_host.errors import QueryError
from pydns_host.listener import LIMIT
from pydns_host.message import Request, Response
from pydns_host.records import Record
from pydns_host.testing import Served, serving

from .doubles import Gate, Says, gated

Way = Callable[[Request], Awaitable[Any]]
modes = pytest.mark.parametrize("runs_inline", [True, False], ids=["without a task", "as a task"])
protocols = pytest.mark.parametrize("proto", ["udp", "tcp"])


def failing(way: Way, *, runs_inline: bool = True) -> type[Plugin]:
    """A plugin `failing` that serves names beginning with "bad" in this way, and all others well."""

    class Failing(Plugin):
        name = "failing"
        before = "says"
        inline = runs_inline

        async def serve(self, request: Request, next: Next) -> Response | None:
            if not request.text.startswith("bad"):
                return await next(request)
            found: Response | None = await way(request)
            return found

    return Failing


def chain(way: Way, runs_inline: bool) -> tuple[str, list[type[Plugin]]]:
    return ". {\n failing\n says x\n}\n", [failing(way, runs_inline=runs_inline), Says]


async def bug(request: Request) -> None:
    raise ZeroDivisionError("a bug")


async def bug_of_many_lines(request: Request) -> None:
    raise ValueError("one\n[ERROR] two\r\nthree")


async def bug_without_a_text(request: Request) -> None:
    class Unspeakable(Exception):
        def __str__(self) -> str:
            raise RuntimeError("not even this")

    raise Unspeakable


async def bug_later(request: Request) -> None:
    await asyncio.sleep(0)
    raise ZeroDivisionError("a bug")


async def deep_recursion(request: Request) -> None:
    await deep_recursion(request)


async def no_memory(request: Request) -> None:
    raise MemoryError


@modes
@protocols
@pytest.mark.parametrize(
    ("way", "said"),
    [
        (bug, "plugin/failing: ZeroDivisionError: a bug"),
        (bug_later, "plugin/failing: ZeroDivisionError: a bug"),
        (bug_of_many_lines, "plugin/failing: ValueError: one [ERROR] two"),
        (bug_without_a_text, "plugin/failing: "),
        (deep_recursion, "plugin/failing: RecursionError: "),
        (no_memory, "plugin/failing: MemoryError"),
    ],
)
async def test_an_exception_is_servfail_with_one_line_that_names_the_plugin_and_one_count(
    way: Way, said: str, proto: str, runs_inline: bool
) -> None:
    text, plugins = chain(way, runs_inline)
    async with serving(text, plugins=plugins) as served:
        answer = await served.ask("bad.test.", proto=proto)
        assert answer.rcode() == dns.rcode.SERVFAIL
        [line] = served.lines
        assert line.startswith("[ERROR] Recovered from an exception in server dns://:53: bad.test. A: ")
        assert said in line
        assert "\n" not in line
        assert "\r" not in line
        assert served.counted("coredns_panics_total") == {(): 1}
        assert (await served.ask("good.test.", proto=proto)).rcode() == dns.rcode.NOERROR


@protocols
@pytest.mark.parametrize("error", [asyncio.CancelledError(), SystemExit(3), KeyboardInterrupt(), GeneratorExit()])
async def test_what_ends_other_programs_ends_a_query(error: BaseException, proto: str) -> None:
    async def way(request: Request) -> None:
        raise error

    text, plugins = chain(way, True)
    async with serving(text, plugins=plugins) as served:
        assert (await served.ask("bad.test.", proto=proto)).rcode() == dns.rcode.SERVFAIL
        assert (await served.ask("good.test.", proto=proto)).rcode() == dns.rcode.NOERROR


@modes
async def test_a_stack_trace_is_logged_where_the_corefile_wants_it(runs_inline: bool) -> None:
    text, plugins = chain(bug, runs_inline)
    async with serving(text.replace("failing", "debug\n failing"), plugins=plugins) as served:
        await served.ask("bad.test.")
        assert "[ERROR] Traceback (most recent call last):" in served.lines
        assert "[ERROR] ZeroDivisionError: a bug" in served.lines


async def text_for_an_answer(request: Request) -> str:
    return "an answer?"


async def record_of_nonsense(request: Request) -> Response:
    return request.reply(0, [Record(b"no name", 1, 1, 60, b"")]).replace(answer=[(1, 2)])


async def rcode_of_nonsense(request: Request) -> Response:
    return request.reply(1 << 40)


async def options_without_end(request: Request) -> Response:
    return request.reply().replace(options=bytes(70_000))


async def error_that_cannot_be_sent(request: Request) -> None:
    raise QueryError("meant", ede=(70_000, ""))


async def error_with_an_rcode_of_nonsense(request: Request) -> None:
    raise QueryError("meant", rcode=1 << 40)


@modes
@protocols
@pytest.mark.parametrize(
    ("way", "said"),
    [
        (text_for_an_answer, "TypeError: one of failing, says returned str, not Response"),
        (record_of_nonsense, "Error: "),
        (rcode_of_nonsense, "OverflowError: "),
        (options_without_end, "OverflowError: "),
        (error_that_cannot_be_sent, "OverflowError: "),
        (error_with_an_rcode_of_nonsense, "OverflowError: "),
    ],
)
async def test_an_answer_that_is_none_is_servfail_with_one_line_and_one_count(
    way: Way, said: str, proto: str, runs_inline: bool
) -> None:
    text, plugins = chain(way, runs_inline)
    async with serving(text, plugins=plugins) as served:
        assert (await served.ask("bad.test.", proto=proto, use_edns=0)).rcode() == dns.rcode.SERVFAIL
        [line] = served.lines
        assert said in line
        assert served.counted("coredns_panics_total") == {(): 1}
        assert (await served.ask("good.test.", proto=proto)).rcode() == dns.rcode.NOERROR


async def test_a_serve_that_is_no_coroutine_fails_its_queries_only() -> None:
    class Plain(Plugin):
        name = "failing"
        before = "says"
        inline = True

        def serve(self, request: Request, next: Next) -> Any:
            if request.text.startswith("bad"):
                raise ZeroDivisionError("before there is a coroutine")
            return next(request)

    async with serving(". {\n failing\n says x\n}\n", plugins=[Plain, Says]) as served:
        assert (await served.ask("bad.test.")).rcode() == dns.rcode.SERVFAIL
        assert (await served.ask("good.test.")).rcode() == dns.rcode.NOERROR


async def forever(request: Request) -> None:
    await Wait[None]()


async def forever_on_a_future(request: Request) -> None:
    await asyncio.get_running_loop().create_future()


def overdue(served: Served) -> None:
    [endpoint] = served.server.endpoints.values()
    [query] = endpoint.listener.in_flight
    endpoint.listener.end_overdue(query.since + LIMIT + 1)


@modes
@protocols
@pytest.mark.parametrize("way", [forever, forever_on_a_future])
async def test_a_query_that_is_never_answered_is_ended_by_the_host(way: Way, proto: str, runs_inline: bool) -> None:
    text, plugins = chain(way, runs_inline)
    async with serving(text, plugins=plugins) as served:
        asking = asyncio.ensure_future(served.ask("bad.test.", proto=proto))
        [endpoint] = served.server.endpoints.values()
        while not endpoint.listener.in_flight:
            await asyncio.sleep(0)
        [query] = endpoint.listener.in_flight
        endpoint.listener.end_overdue(query.since + LIMIT - 1)
        assert not asking.done()
        overdue(served)
        assert (await asking).rcode() == dns.rcode.SERVFAIL
        assert served.counted("pydns_overdue_queries_total") == {("dns://:53",): 1}
        assert served.counted("coredns_panics_total") == {(): 0}
        assert not endpoint.listener.in_flight


@modes
async def test_a_chain_that_ignores_its_end_has_its_client_answered_and_stays_counted(runs_inline: bool) -> None:
    waits, released = asyncio.Event(), asyncio.Event()

    async def stubborn(request: Request) -> Response:
        asyncio.get_running_loop().call_soon(waits.set)
        while not released.is_set():
            with suppress(QueryError, asyncio.CancelledError):
                await asyncio.get_running_loop().create_future()
        return request.reply()

    text, plugins = chain(stubborn, runs_inline)
    async with serving(text, plugins=plugins) as served:
        asking = asyncio.ensure_future(served.ask("bad.test."))
        await waits.wait()
        [endpoint] = served.server.endpoints.values()
        [query] = endpoint.listener.in_flight
        for _ in range(3):
            endpoint.listener.end_overdue(query.since + LIMIT + 1)
        assert (await asking).rcode() == dns.rcode.SERVFAIL
        assert query in endpoint.listener.in_flight
        assert served.counted("pydns_overdue_queries_total") == {("dns://:53",): 1}
        released.set()
        query.ending = False
        query.end(QueryError("now it listens"))
        while endpoint.listener.in_flight:
            await asyncio.sleep(0)
        assert (await served.ask("good.test.")).rcode() == dns.rcode.NOERROR


@modes
async def test_beyond_its_bound_the_newest_query_is_dropped_and_counted(
    monkeypatch: pytest.MonkeyPatch, runs_inline: bool
) -> None:
    monkeypatch.setattr(listener, "MAX_IN_FLIGHT", 3)
    gate = Gate()
    async with serving(". {\n gated\n says x\n}\n", plugins=[gated(gate, runs_inline=runs_inline), Says]) as served:
        slow = [asyncio.ensure_future(served.ask(f"slow{number}.test.")) for number in range(3)]
        await gate.holds(3)
        assert await served.wire(dns.message.make_query("slow.test.", "A").to_wire()) is None
        assert served.counted("pydns_shed_queries_total") == {("dns://:53",): 1}
        gate.open.set()
        assert [answer.rcode() for answer in await asyncio.gather(*slow)] == [dns.rcode.NOERROR] * 3


async def test_a_query_that_was_dropped_over_tcp_is_no_longer_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listener, "MAX_IN_FLIGHT", 0)
    gate = Gate()
    async with serving(". {\n gated\n says x\n}\n", plugins=[gated(gate), Says]) as served:
        assert await served.wire(dns.message.make_query("slow.test.", "A").to_wire(), "tcp") is None
        while served.server.room.connections:
            await asyncio.sleep(0)
