"""Sub-queries without coroutines: all begun at once, and the answer made as soon as every cluster has answered.

Where anything is otherwise (a failure, a silent cluster, nothing found), the plugin's `serve` goes on from here.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from pydns_host.drive import Wait
from pydns_host.message import Request, Response
from pydns_host.plugins.gathersrv.waiting import PATIENCE
from pydns_host.timers import Timers

Found = Response | Wait[Response] | None


class Begun(NamedTuple):
    """What is under way for a question since the second `since`: each sub-query, and what came of beginning it."""

    owner: object
    subs: Sequence[tuple[Request, Found]]
    since: float


class Unsettled(Exception):
    """There is more to be done than to merge answers."""


class Gathering(Wait[Response]):
    """The merged answer to come; `merge` makes it of the clusters' answers, or None when `serve` has to."""

    __slots__ = ("_left", "_merge", "_subs", "_timer")

    def __init__(
        self, begun: Begun, waits: int, merge: Callable[[list[Response]], Response | None], timers: Timers
    ) -> None:
        """So many of what was begun are `waits`; none has ended."""
        super().__init__()
        self._subs = begun.subs
        self._merge = merge
        self._left = waits
        for _, found in begun.subs:
            if isinstance(found, Wait):
                found.attach(self)
        # With one cluster to ask there is nothing to weigh its answer against: it takes what time it takes.
        self._timer = timers.after(PATIENCE, self._give_up) if len(begun.subs) > 1 else None

    def step(self) -> None:
        """One more sub-query has ended."""
        self._left -= 1
        if self._left or self.done:
            return
        if self._timer is not None:
            self._timer.cancel()
        answers: list[Response] = []
        for _, found in self._subs:
            answer = found.value if isinstance(found, Wait) else found
            if answer is None:
                self._give_up()
                return
            answers.append(answer)
        try:
            merged = self._merge(answers)
        except Exception as error:
            self.fail(error)
            return
        if merged is None:
            self._give_up()
        else:
            self.set(merged)

    def _give_up(self) -> None:
        self.fail(Unsettled())
