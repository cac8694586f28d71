"""What signals ask for, one at a time. That they reach a process is tested on one (`process`)."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import AsyncIterator

import pytest

from pydns_host.cli.reloading import Asked
from pydns_host.cli.signals import FORCED, Signals
from pydns_host.errors import StartError
from pydns_host.testing import Served, serving

from ..doubles import Says
from .given import NEW, OLD, Given

NUMBERS = (signal.SIGINT, signal.SIGTERM, signal.SIGQUIT, signal.SIGUSR1)


@pytest.fixture
async def served() -> AsyncIterator[Served]:
    handlers = {number: signal.getsignal(number) for number in (*NUMBERS, signal.SIGHUP)}
    async with serving(OLD, plugins=[Says]) as one:
        yield one
    for number in NUMBERS:
        asyncio.get_running_loop().remove_signal_handler(number)
    for number, handler in handlers.items():
        signal.signal(number, handler)


async def test_signals_are_taken_one_after_the_other_until_one_that_ends(served: Served) -> None:
    signals = Signals(served.server.logs.host)
    await _serve_to_the_end(served, signals, Given(served, NEW), signal.SIGHUP, signal.SIGUSR1, signal.SIGTERM)
    assert served.lines == [
        "[INFO] SIGUSR1: Reloading",
        "[INFO] Reloading",
        "[INFO] Reloading complete",
        "[INFO] SIGTERM: Shutting down servers then terminating",
    ]


async def _serve_to_the_end(served: Served, signals: Signals, loader: Given, *numbers: signal.Signals) -> None:
    serving_ = asyncio.ensure_future(signals.serve(served.server, loader))  # type: ignore[arg-type]
    await asyncio.sleep(0)
    for number in numbers:
        signal.raise_signal(number)
        await asyncio.sleep(0)
    await serving_


async def test_however_many_reloads_are_asked_for_one_more_is_made(served: Served) -> None:
    signals = Signals(served.server.logs.host)
    loader = Given(served, NEW)
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


async def test_a_reload_that_fails_says_what_asked_for_it(served: Served) -> None:
    signals = Signals(served.server.logs.host)
    wrong = Given(served, StartError("plugin/a: one\nplugin/b: two"))
    await _serve_to_the_end(served, signals, wrong, signal.SIGUSR1, signal.SIGTERM)
    assert served.lines[2:-1] == [
        "[ERROR] Restart failed: plugin/a: one",
        "[ERROR] Restart failed: plugin/b: two",
        "[ERROR] SIGUSR1: starting with listener file descriptors: plugin/a: one",
        "[ERROR] SIGUSR1: starting with listener file descriptors: plugin/b: two",
    ]


async def test_a_reload_that_is_submitted_is_made_in_its_turn_and_answered(served: Served) -> None:
    signals = Signals(served.server.logs.host)
    asked: list[Asked] = [asyncio.get_running_loop().create_future() for _ in range(3)]
    asked[1].cancel()  # by whoever ended in the meantime
    for each in asked:
        signals.submit(each)
    loader = Given(served, NEW, NEW, StartError("plugin/a: one"))
    await _serve_to_the_end(served, signals, loader, signal.SIGTERM)
    assert [each.result() for each in asked if not each.cancelled()] == [[], ["plugin/a: one"]]
    assert loader.asked == 3
