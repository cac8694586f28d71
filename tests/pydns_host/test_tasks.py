"""Tasks beside the queries: one that fails is logged and counted, all end together."""

from __future__ import annotations

import asyncio

from pydns_host.testing import Bench, block


async def test_a_failing_task_is_logged_and_counted() -> None:
    bench = Bench(block())
    tasks = bench.services("forward").tasks

    async def fail() -> None:
        raise ValueError("boom")

    task = tasks.spawn(fail(), "health check")
    await asyncio.wait([task])
    await asyncio.sleep(0)
    assert bench.lines == ["[ERROR] plugin/forward: health check failed: ValueError: boom"]
    assert bench.counted("pydns_task_failures_total") == {("health check",): 1}


async def test_stop_ends_what_still_runs() -> None:
    tasks = Bench(block()).services("forward").tasks
    task = tasks.spawn(asyncio.Event().wait(), "for ever")
    await tasks.stop()
    assert task.cancelled()
