"""Coarse timers for deadlines of queries: one timer of the loop for all of them, not one each.

What must be exact to the millisecond uses the loop's own `call_later`, not this module.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable

TICK = 0.05  # seconds; a deadline is met at most this much late


class Timer:
    """A callback that is still to come; `cancel` forgets it."""

    __slots__ = ("callback",)

    def __init__(self, callback: Callable[[], object]) -> None:
        self.callback: Callable[[], object] | None = callback

    def cancel(self) -> None:
        """Never call back."""
        self.callback = None


class Timers:
    """Buckets of timers, one bucket a tick; the loop is asked to wake up only while there are some."""

    def __init__(self, clock: Callable[[], float] | None = None) -> None:
        """`clock` gives monotonic seconds; the running loop's own by default."""
        self._clock = clock
        self._buckets: dict[int, list[Timer]] = {}
        self._handle: asyncio.TimerHandle | None = None

    def _now(self) -> float:
        return self._clock() if self._clock is not None else asyncio.get_running_loop().time()

    def after(self, seconds: float, callback: Callable[[], object]) -> Timer:
        """Call back once, at least `seconds` from now and at most one tick later."""
        timer = Timer(callback)
        tick = int((self._now() + seconds) / TICK) + 1
        bucket = self._buckets.get(tick)
        if bucket is None:
            self._buckets[tick] = [timer]
            if self._handle is None:
                self._schedule()
        else:
            bucket.append(timer)
        return timer

    def _schedule(self) -> None:
        self._handle = asyncio.get_running_loop().call_later(TICK, self._run)

    def _run(self) -> None:
        self._handle = None
        now = int(self._now() / TICK)
        for tick in sorted(tick for tick in self._buckets if tick <= now):
            for timer in self._buckets.pop(tick):
                if timer.callback is not None:
                    timer.callback()
        if self._buckets and self._handle is None:
            self._schedule()

    def stop(self) -> None:
        """Forget all timers; nothing calls back any more."""
        self._buckets.clear()
        if self._handle is not None:
            self._handle.cancel()
            self._handle = None
