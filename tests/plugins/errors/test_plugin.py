"""Which errors are logged, one by one or counted, and that they all go on to the client."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, cast

import pytest

from pydns_host import regexps
from pydns_host.errors import QueryError
from pydns_host.plugins.errors.plugin import Errors
from pydns_host.testing import Bench, answering, ask, block, configure, failing
from pydns_host.timers import Timer, Timers

TIMEOUT = "read udp 10.0.0.1:4242->10.8.0.1:53: i/o timeout"


class Waiting:
    """Timers that only a test lets run out."""

    def __init__(self) -> None:
        self.running: list[tuple[float, Timer]] = []

    def after(self, seconds: float, callback: Callable[[], object]) -> Timer:
        timer = Timer(callback)
        self.running.append((seconds, timer))
        return timer

    def run_out(self) -> None:
        due, self.running = self.running, []
        for _, timer in due:
            if timer.callback is not None:
                timer.callback()


class Setup:
    """The plugin made from a directive, with what it logs and the timers that it waits for."""

    def __init__(self, directive: str, **facts: Any) -> None:
        self.bench = Bench(block(**facts))
        self.timers = Waiting()
        services = replace(self.bench.services("errors"), timers=cast(Timers, self.timers))
        self.plugin = Errors(configure(Errors, directive, self.bench.block), services)

    @property
    def lines(self) -> list[str]:
        return self.bench.lines

    async def fail(self, error: QueryError | str = TIMEOUT, times: int = 1) -> None:
        for _ in range(times):
            with pytest.raises(QueryError):
                await ask(self.plugin, "Host.Example.org", "AAAA", failing(error))


async def test_an_error_is_logged_and_goes_on() -> None:
    setup = Setup("errors")
    error = QueryError("no such upstream", rcode=5, ede=(23, "x"))
    with pytest.raises(QueryError) as caught:
        await ask(setup.plugin, "Host.Example.org", "AAAA", failing(error))
    assert caught.value is error
    assert setup.lines == ["[ERROR] plugin/errors: 5 host.example.org. AAAA: no such upstream"]


async def test_an_answer_passes_unseen() -> None:
    setup = Setup("errors")
    found = await ask(setup.plugin, "example.org", "A", answering(rcode=2))
    assert found.rcode == 2
    assert setup.lines == []


async def test_an_exception_that_nobody_meant_is_not_logged_here() -> None:
    setup = Setup("errors")
    with pytest.raises(ZeroDivisionError):
        await ask(setup.plugin, "example.org", "A", failing(ZeroDivisionError()))
    assert setup.lines == []


async def test_matching_errors_are_logged_as_one_count_at_the_end_of_the_period() -> None:
    setup = Setup('errors {\nconsolidate 90s ".* i/o timeout$" warning\n}')
    await setup.fail(times=3)
    assert setup.lines == []
    assert [seconds for seconds, _ in setup.timers.running] == [90.0]
    setup.timers.run_out()
    assert setup.lines == ["[WARNING] plugin/errors: 3 errors like '.* i/o timeout$' occurred in last 1m30s"]


async def test_the_next_matching_error_begins_a_new_period() -> None:
    setup = Setup("errors {\nconsolidate 1s timeout\n}")
    for _ in range(2):
        await setup.fail()
        setup.timers.run_out()
    assert setup.lines == ["[ERROR] plugin/errors: 1 errors like 'timeout' occurred in last 1s"] * 2


async def test_other_errors_are_logged_at_once() -> None:
    setup = Setup("errors {\nconsolidate 1s ^timeout\n}")
    await setup.fail()
    assert setup.lines == [f"[ERROR] plugin/errors: 2 host.example.org. AAAA: {TIMEOUT}"]


async def test_the_first_matching_consolidation_counts() -> None:
    setup = Setup("errors {\nconsolidate 1s read info\nconsolidate 1s timeout\n}")
    await setup.fail()
    setup.timers.run_out()
    assert setup.lines == ["[INFO] plugin/errors: 1 errors like 'read' occurred in last 1s"]


@pytest.mark.parametrize(
    ("times", "summary"),
    [(1, []), (3, ["[WARNING] plugin/errors: 3 errors like 'timeout' occurred in last 1s"])],
    ids=["one", "three"],
)
async def test_the_first_error_may_be_shown_and_a_count_of_one_is_not(times: int, summary: list[str]) -> None:
    setup = Setup("errors {\nconsolidate 1s timeout warning show_first\n}")
    await setup.fail(times=times)
    assert setup.lines == [f"[WARNING] plugin/errors: 2 host.example.org. AAAA: {TIMEOUT}"]
    setup.timers.run_out()
    assert setup.lines[1:] == summary


@pytest.mark.parametrize("debug", [True, False])
async def test_the_debug_level_needs_the_debug_plugin(debug: bool) -> None:
    setup = Setup("errors {\nconsolidate 1s timeout debug\n}", debug=debug)
    await setup.fail()
    setup.timers.run_out()
    assert setup.lines == ["[DEBUG] plugin/errors: 1 errors like 'timeout' occurred in last 1s"] * debug


async def test_stopping_logs_what_was_counted_and_then_each_error() -> None:
    setup = Setup("errors {\nconsolidate 1h timeout info\n}")
    await setup.fail(times=2)
    await setup.plugin.stop()
    assert setup.lines == ["[INFO] plugin/errors: 2 errors like 'timeout' occurred in last 1h0m0s"]
    setup.timers.run_out()
    await setup.fail()
    assert setup.lines[1:] == [f"[INFO] plugin/errors: 2 host.example.org. AAAA: {TIMEOUT}"]


@pytest.mark.parametrize(
    ("engine", "directive", "lines"),
    [
        ("re2", "errors {\nconsolidate 1s x\n}", 0),
        ("re", "errors {\nconsolidate 1s x\n}", 1),
        ("re", "errors", 0),
    ],
)
async def test_a_start_tells_when_patterns_are_not_read_as_go_reads_them(
    monkeypatch: pytest.MonkeyPatch, engine: str, directive: str, lines: int
) -> None:
    setup = Setup(directive)
    monkeypatch.setattr(regexps, "ENGINE", engine)
    await setup.plugin.start()
    assert len(setup.lines) == lines
