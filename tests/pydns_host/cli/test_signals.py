"""What signals ask for, one at a time. That they reach a process is tested on one (`process`)."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import AsyncIterator

import pytest

import corefile
from corefile import CorefileError, Diagnostic, Severity
from pydns_host.assemble import Plan
from pydns_host.cli.signals import FORCED, Signals, reload
from pydns_host.errors import StartError
from pydns_host.testing import Served, serving

from ..doubles import Says

NUMBERS = (signal.SIGINT, signal.SIGTERM, signal.SIGQUIT, signal.SIGUSR1)


@pytest.fixture
async def served() -> AsyncIterator[Served]:
    handlers = {number: signal.getsignal(number) for number in (*NUMBERS, signal.SIGHUP)}
    async with serving(". {\n says old\n}\n", plugins=[Says]) as one:
        yield one
    for number in NUMBERS:
        asyncio.get_running_loop().remove_signal_handler(number)
    for number, handler in handlers.items():
        signal.signal(number, handler)


class Loader:
    """Gives what the test has for it: Corefiles, or errors to raise."""

    def __init__(self, served: Served, *given: str | Exception) -> None:
        self.given = list(given)
        self.asked = 0
        self._served = served

    def plan(self) -> Plan:
        self.asked += 1
        given = self.given.pop(0) if len(self.given) > 1 else self.given[0]
        if isinstance(given, Exception):
            raise given
        return self._served.plan(given)


NEW = ". {\n says new\n}\n"
WRONG = CorefileError(
    Diagnostic(corefile.Span("Corefile", line, 2, line, 3), Severity.ERROR, "CF1", f"wrong {line}") for line in (3, 5)
)


async def _text(served: Served) -> str:
    text: str = (await served.ask("a.test")).answer[0][0].to_text()
    return text


@pytest.mark.parametrize(
    ("given", "lines", "serves"),
    [
        (NEW, ["[INFO] Reloading complete"], '"new"'),
        (
            "\\300. {\n says new\n}\n. {\n says new\n}\n",
            [
                "[WARNING] Corefile:1:1: no question can ever be for the zone \\300.",
                "[INFO] Reloading complete",
            ],
            '"new"',
        ),
        (
            WRONG,
            [
                "[ERROR] Reload failed, the old configuration serves on: Corefile:3:2: wrong 3",
                "[ERROR] Reload failed, the old configuration serves on: Corefile:5:2: wrong 5",
            ],
            '"old"',
        ),
        (
            StartError("plugin/a: one\nplugin/b: two"),
            [
                "[ERROR] Reload failed, the old configuration serves on: plugin/a: one",
                "[ERROR] Reload failed, the old configuration serves on: plugin/b: two",
            ],
            '"old"',
        ),
        (
            OSError(13, "Permission denied"),
            ["[ERROR] Reload failed, the old configuration serves on: [Errno 13] Permission denied"],
            '"old"',
        ),
    ],
    ids=["right", "odd", "wrong", "lacking", "unreadable"],
)
async def test_a_reload_says_what_became_of_it(
    served: Served, given: str | Exception, lines: list[str], serves: str
) -> None:
    await reload(served.server, Loader(served, given))  # type: ignore[arg-type]
    assert served.lines == lines
    assert await _text(served) == serves


async def test_signals_are_taken_one_after_the_other_until_one_that_ends(served: Served) -> None:
    signals = Signals(served.server.logs.host)
    await _serve_to_the_end(served, signals, Loader(served, NEW), signal.SIGHUP, signal.SIGUSR1, signal.SIGTERM)
    assert served.lines == [
        "[INFO] SIGUSR1: Reloading",
        "[INFO] Reloading complete",
        "[INFO] SIGTERM: Shutting down servers then terminating",
    ]


async def _serve_to_the_end(served: Served, signals: Signals, loader: Loader, *numbers: signal.Signals) -> None:
    serving_ = asyncio.ensure_future(signals.serve(served.server, loader))  # type: ignore[arg-type]
    await asyncio.sleep(0)
    for number in numbers:
        signal.raise_signal(number)
        await asyncio.sleep(0)
    await serving_


async def test_however_many_reloads_are_asked_for_one_more_is_made(served: Served) -> None:
    signals = Signals(served.server.logs.host)
    loader = Loader(served, NEW)
    for _ in range(50):
        signals._reload()
    signals._starting = None
    signals._end(signal.SIGTERM)
    await signals.serve(served.server, loader)  # type: ignore[arg-type]
    assert loader.asked == 1


async def test_the_second_interrupt_ends_at_once(served: Served) -> None:
    signals = Signals(served.server.logs.host)
    signals._starting = None
    signals._interrupt()
    with pytest.raises(SystemExit) as ended:
        signals._interrupt()
    assert ended.value.code == FORCED
    assert served.lines == ["[INFO] SIGINT: Force quit"]
