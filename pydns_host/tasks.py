"""Coroutines that run beside the queries: health checks, reloads of files, late ends of sub-queries.

One that fails is logged and counted and takes nothing down; all end with the server.
"""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any

from pydns_host.logs import PluginLog
from pydns_host.metrics import Metrics


class Tasks:
    """A set of tasks with one end."""

    def __init__(self, log: PluginLog, metrics: Metrics) -> None:
        self._log = log
        self._failed = metrics.counter("pydns_task_failures_total", "Background tasks that raised.", ["task"])
        self._running: set[asyncio.Task[Any]] = set()

    def spawn(self, coroutine: Coroutine[Any, Any, Any], name: str) -> asyncio.Task[Any]:
        """Start `coroutine`; `name` stands in the log when it fails."""
        task = asyncio.get_running_loop().create_task(coroutine, name=name)
        self._running.add(task)
        task.add_done_callback(self._ended)
        return task

    def _ended(self, task: asyncio.Task[Any]) -> None:
        self._running.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            self._failed.inc(task.get_name())
            self._log.error(f"{task.get_name()} failed: {type(error).__name__}: {error}")

    async def stop(self) -> None:
        """Cancel what still runs and wait for its end."""
        running = list(self._running)
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)
