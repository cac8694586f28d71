"""Coroutines stepped without a task: waits, errors, futures, deadlines, several side by side."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any

import pytest

from pydns_host.drive import Calling, Drive, Together, Wait, first_step, start
from pydns_host.timers import Timers

Ends = list[tuple[Any, BaseException | None]]


def _drive(coroutine: Coroutine[Any, Any, Any]) -> tuple[Drive, Ends]:
    ends: Ends = []
    drive = Calling(coroutine, lambda result, error: ends.append((result, error)))
    drive.step()
    return drive, ends


async def _await(wait: Wait[Any]) -> Any:
    return await wait


def test_a_coroutine_without_a_wait_ends_in_its_first_step() -> None:
    async def answer() -> int:
        return 42

    assert _drive(answer())[1] == [(42, None)]
    assert first_step(answer()) == (42, None, True)


def test_a_wait_resumes_its_coroutine_before_set_returns() -> None:
    wait: Wait[str] = Wait()
    _, ends = _drive(_await(wait))
    assert ends == []
    wait.set("now")
    assert ends == [("now", None)]


def test_a_wait_set_before_it_is_awaited_does_not_suspend() -> None:
    wait: Wait[str] = Wait()
    wait.set("early")
    assert _drive(_await(wait))[1] == [("early", None)]


def test_only_the_first_value_counts() -> None:
    wait: Wait[str] = Wait()
    _, ends = _drive(_await(wait))
    wait.set("first")
    wait.set("second")
    wait.fail(ValueError("third"))
    assert ends == [("first", None)]


def test_a_failed_wait_raises_where_it_is_awaited() -> None:
    wait: Wait[str] = Wait()
    error = ValueError("no")
    _, ends = _drive(_await(wait))
    wait.fail(error)
    assert ends == [(None, error)]


def test_a_thrown_error_ends_the_coroutine_and_a_late_value_finds_nobody() -> None:
    wait: Wait[str] = Wait()
    drive, ends = _drive(_await(wait))
    error = TimeoutError()
    drive.throw(error)
    wait.set("late")
    assert ends == [(None, error)]


def test_a_first_step_can_be_resumed_later() -> None:
    wait: Wait[str] = Wait()
    coroutine = _await(wait)
    result, waiting, ended = first_step(coroutine)
    ends: Ends = []
    Calling(coroutine, lambda result, error: ends.append((result, error))).follow(waiting)
    wait.set("value")
    assert (result, ended, ends) == (None, False, [("value", None)])


async def test_wait_in_a_task() -> None:
    wait: Wait[str] = Wait()
    task = asyncio.create_task(_await(wait))
    await asyncio.sleep(0)
    wait.set("value")
    assert await task == "value"


async def test_futures_and_bare_yields_in_a_drive() -> None:
    future: asyncio.Future[str] = asyncio.get_running_loop().create_future()
    ended = asyncio.Event()

    async def both() -> str:
        await asyncio.sleep(0)
        return await future

    ends: Ends = []

    def end(result: object, error: BaseException | None) -> None:
        ends.append((result, error))
        ended.set()

    start(both(), end, inline=True)
    future.set_result("value")
    await ended.wait()
    assert ends == [("value", None)]


async def test_a_throw_detaches_from_a_future() -> None:
    future: asyncio.Future[str] = asyncio.get_running_loop().create_future()

    async def wait() -> str:
        return await future

    drive, ends = _drive(wait())
    drive.throw(TimeoutError("late"))
    future.set_result("value")
    await asyncio.sleep(0)
    assert [type(error) for _, error in ends] == [TimeoutError]


async def test_current_task_in_a_task_started_chain() -> None:
    ended = asyncio.Event()
    seen: list[object] = []

    async def chain() -> None:
        async with asyncio.timeout(5):
            seen.append(asyncio.current_task())

    task = start(chain(), lambda result, error: ended.set(), inline=False)
    await ended.wait()
    assert seen == [task]


@pytest.mark.parametrize("driven", [True, False], ids=["driven", "in a task"])
async def test_side_by_side(driven: bool) -> None:
    waits: list[Wait[str]] = [Wait(), Wait(), Wait()]
    timers = Timers()
    found: list[Any] = []
    ended = asyncio.Event()

    async def parent() -> None:
        together: Together[str] = Together([_await(wait) for wait in waits], timers)
        found.append(await together.change())
        found.append(list(together.outcomes))
        found.append(await together.finish())
        found.append(list(together.outcomes))

    running = start(parent(), lambda result, error: ended.set(), inline=driven)
    error = ValueError("second")
    await asyncio.sleep(0)
    for index, value in ((1, error), (0, "a"), (2, "c")):
        if isinstance(value, str):
            waits[index].set(value)
        else:
            waits[index].fail(value)
        for _ in range(4):
            await asyncio.sleep(0)
    await ended.wait()
    assert running is not None
    assert found == [True, [None, error, None], True, ["a", error, "c"]]


async def test_side_by_side_until_a_timeout() -> None:
    silent: Wait[str] = Wait()
    quick: Wait[str] = Wait()
    quick.set("quick")
    ended = asyncio.Event()
    found: list[Any] = []

    async def parent() -> None:
        together: Together[str] = Together([_await(quick), _await(silent)], Timers())
        found.append(await together.finish(timeout=0.01))
        found.append(list(together.outcomes))
        found.append(set(together.pending))

    start(parent(), lambda result, error: ended.set(), inline=True)
    await ended.wait()
    assert found == [False, ["quick", None], {1}]
    silent.set("late and heard by nobody")
