"""Runs chains without a task each: a coroutine is stepped inline and resumed by whoever has what it waits for.

Futures, tasks and timers per query are what asyncio costs (docs/performance.md). Nothing here knows of DNS.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Generator, Sequence
from functools import partial
from typing import Any, Generic, Protocol, TypeVar

from pydns_host.timers import Timers

T = TypeVar("T")
Done = Callable[[Any, BaseException | None], None]


class _State:
    """Whether the code that runs now is stepped by a `Drive` (true) or by an asyncio task (false)."""

    driven = False


class Resumed(Protocol):
    """Whoever is told that a wait is over."""

    def step(self) -> None:
        """Go on."""


class Wait(Generic[T]):
    """One value that one coroutine waits for; `set` or `fail` resumes that coroutine before it returns.

    Works in a driven chain and in a plain asyncio task alike. Only the first `set` or `fail` counts; `value` and
    `error` are theirs once it is `done`.
    """

    __slots__ = ("_drive", "_future", "done", "error", "value")

    def __init__(self) -> None:
        self.done = False
        self.value: T | None = None
        self.error: BaseException | None = None
        self._drive: Resumed | None = None
        self._future: asyncio.Future[None] | None = None

    def set(self, value: T) -> None:
        """Give the value, once."""
        if self.done:
            return
        self.value = value
        drive = self._drive
        if drive is None:
            self._finish()
        else:  # nearly always: without a call
            self.done = True
            self._drive = None
            drive.step()

    def fail(self, error: BaseException) -> None:
        """Raise `error` in the waiting coroutine."""
        if not self.done:
            self.error = error
            self._finish()

    def _finish(self) -> None:
        self.done = True
        if self._drive is not None:
            drive, self._drive = self._drive, None
            drive.step()
        elif self._future is not None and not self._future.done():
            self._future.set_result(None)

    def attach(self, resumed: Resumed | None) -> None:
        """Name who is to be resumed, in place of who was before; None for nobody any more."""
        self._drive = resumed

    def __await__(self) -> Generator[Any, None, T]:
        if not self.done:
            if _State.driven:
                yield self
            else:
                self._future = asyncio.get_running_loop().create_future()
                yield from self._future
        if self.error is not None:
            raise self.error
        return self.value  # type: ignore[return-value]


class Drive:
    """Steps one coroutine to its end; a subclass says in `ended` what becomes of its result or exception.

    An asyncio future awaited inside is followed too; `asyncio.current_task()` is None there, so a plugin that
    needs a task (`asyncio.timeout` does) leaves `Plugin.inline` false and gets a plain task instead.
    """

    __slots__ = ("_coroutine", "_waiting")

    def __init__(self, coroutine: Coroutine[Any, Any, Any]) -> None:
        self._coroutine: Any = coroutine
        self._waiting: Any = None

    def ended(self, result: Any, error: BaseException | None) -> None:
        """Take the coroutine's end."""
        raise NotImplementedError

    def step(self, error: BaseException | None = None) -> None:
        """Run to the next wait or to the end, raising `error` where the coroutine stands if one is given."""
        outer = _State.driven
        _State.driven = True
        try:
            yielded = self._coroutine.send(None) if error is None else self._coroutine.throw(error)
        except StopIteration as stop:
            _State.driven = outer
            self.ended(stop.value, None)
        except BaseException as failure:
            _State.driven = outer
            self.ended(None, failure)
        else:
            _State.driven = outer
            self.follow(yielded)

    def follow(self, yielded: Any) -> None:
        """Go on when what the coroutine waits for is there."""
        self._waiting = yielded
        if isinstance(yielded, Wait):
            yielded.attach(self)
        elif getattr(yielded, "_asyncio_future_blocking", False):
            yielded._asyncio_future_blocking = False
            yielded.add_done_callback(self._wake)
        else:  # a bare yield: asyncio.sleep(0)
            self._waiting = asyncio.get_running_loop().call_soon(self.step)

    def _wake(self, _future: asyncio.Future[Any]) -> None:
        self.step()

    def throw(self, error: BaseException) -> None:
        """Raise `error` where the coroutine waits: how a deadline ends a plugin that never returns."""
        waiting = self._waiting
        if isinstance(waiting, Wait):
            waiting.attach(None)
        elif isinstance(waiting, asyncio.Handle):
            waiting.cancel()
        elif waiting is not None:
            waiting.remove_done_callback(self._wake)
        self.step(error)


class Calling(Drive):
    """A drive that calls `done(result, error)` at the end."""

    __slots__ = ("ended",)

    def __init__(self, coroutine: Coroutine[Any, Any, Any], done: Done) -> None:
        super().__init__(coroutine)
        self.ended = done  # type: ignore[method-assign, assignment]


def start(coroutine: Coroutine[Any, Any, Any], done: Done, inline: bool) -> Drive | asyncio.Task[Any]:
    """Run `coroutine` at once, stepped inline or as a task, and call `done(result, error)` at its end."""
    if inline:
        drive = Calling(coroutine, done)
        drive.step()
        return drive
    task = asyncio.get_running_loop().create_task(coroutine)
    task.add_done_callback(lambda ended: done(*_ending(ended)))
    return task


def first_step(coroutine: Coroutine[Any, Any, T]) -> tuple[T | None, Any, bool]:
    """Run `coroutine` to its first wait: (result, None, True) when it ends before one, else (None, wait, False).

    What it waits for goes to `Drive.follow`. Raises what the coroutine raises.
    """
    outer = _State.driven
    _State.driven = True
    try:
        return None, coroutine.send(None), False
    except StopIteration as stop:
        return stop.value, None, True
    finally:
        _State.driven = outer


def _ending(task: asyncio.Task[Any]) -> tuple[Any, BaseException | None]:
    if task.cancelled():
        return None, asyncio.CancelledError()
    error = task.exception()
    return (None, error) if error is not None else (task.result(), None)


class Together(Generic[T]):
    """Coroutines run side by side; `outcomes` holds what each has come to, in their order, None until then.

    What has not ended when the waiting does goes on by itself: its end is only recorded here.
    """

    __slots__ = ("_every", "_timers", "_wait", "outcomes", "pending")

    def __init__(self, coroutines: Sequence[Coroutine[Any, Any, T]], timers: Timers) -> None:
        self.outcomes: list[T | BaseException | None] = [None] * len(coroutines)
        self.pending = set(range(len(coroutines)))
        self._wait: Wait[bool] | None = None
        self._every = False
        self._timers = timers
        inline = _State.driven
        for index, coroutine in enumerate(coroutines):
            start(coroutine, partial(self._record, index), inline)

    def _record(self, index: int, result: Any, error: BaseException | None) -> None:
        self.outcomes[index] = result if error is None else error
        self.pending.discard(index)
        if self._wait is not None and (self._every or not self.pending):
            self._wait.set(True)

    async def finish(self, timeout: float | None = None) -> bool:
        """Wait until all have ended; False when `timeout` seconds pass first."""
        return await self._until(False, timeout)

    async def change(self, timeout: float | None = None) -> bool:
        """Wait until one more has ended; False when `timeout` seconds pass first."""
        return await self._until(True, timeout)

    async def _until(self, every: bool, timeout: float | None) -> bool:
        if not self.pending:
            return True
        self._every = every
        wait: Wait[bool] = Wait()
        self._wait = wait
        timer = None if timeout is None else self._timers.after(timeout, partial(wait.set, False))
        try:
            return await wait
        finally:
            self._wait = None
            if timer is not None:
                timer.cancel()
