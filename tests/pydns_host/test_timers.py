"""Coarse timers: never early, never after cancel, one wake-up for many."""

from __future__ import annotations

import asyncio

from pydns_host.testing import Clock
from pydns_host.timers import TICK, Timers


async def test_a_timer_calls_back_once_and_not_early() -> None:
    called = asyncio.Event()
    loop = asyncio.get_running_loop()
    began = loop.time()
    Timers().after(0.02, called.set)
    await called.wait()
    assert loop.time() - began >= 0.02


async def test_a_cancelled_timer_stays_silent() -> None:
    called: list[str] = []
    last = asyncio.Event()
    timers = Timers()
    timers.after(0, lambda: called.append("cancelled")).cancel()
    timers.after(0, lambda: called.append("kept"))
    timers.after(TICK, last.set)
    await last.wait()
    assert called == ["kept"]


async def test_stopped_timers_forget_everything() -> None:
    timers = Timers(Clock())
    timers.after(0, lambda: None)
    timers.stop()
    assert timers.after(1, lambda: None).callback is not None
    timers.stop()
