"""Whether an upstream is well: a check after an error, again and again until it answers, as the reference does.

How a check is sent is the endpoint's business, what its failures mean for queries is the plugin's.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from pydns_host.tasks import Tasks
from pydns_host.upstream.errors import UpstreamError

MIN_INTERVAL = 0.05  # seconds; `health_check 0s` must not keep a closed port busy


class Health:
    """Counts failed checks in a row; one check at a time."""

    def __init__(
        self, probe: Callable[[], Awaitable[object]], interval: float, told: Callable[[int], None], tasks: Tasks
    ) -> None:
        """`probe` raises `UpstreamError` for an upstream that is not well; `told` learns `fails` after each check."""
        self.fails = 0
        self._probe = probe
        self._interval = max(interval, MIN_INTERVAL)
        self._told = told
        self._tasks = tasks
        self._task: asyncio.Task[None] | None = None

    def check(self) -> None:
        """Begin to check, unless that is under way."""
        if self._task is None:
            self._task = self._tasks.spawn(self._until_well(), "health check")

    async def _until_well(self) -> None:
        try:
            while not await self._well():
                await asyncio.sleep(self._interval)
        finally:
            self._task = None

    async def _well(self) -> bool:
        try:
            await self._probe()
        except UpstreamError:
            self.fails += 1
        else:
            self.fails = 0
        self._told(self.fails)
        return not self.fails

    async def close(self) -> None:
        """Check no more."""
        task = self._task
        if task is not None:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
