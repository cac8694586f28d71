"""Sub-queries without coroutines: all begun at once, and the answer made as soon as every cluster has answered.

Where anything is otherwise (a failure, a silent cluster, nothing found), the plugin's `serve` goes on from here.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from pydns_host.drive import Wait
from pydns_host.message import Request, Response
from pydns_host.plugins.gathersrv.plan import Plan
from pydns_host.plugins.gathersrv.waiting import PATIENCE, ROUNDING
from pydns_host.timers import Timer, Timers

Found = Response | Wait[Response] | None
Subs = Sequence[tuple[Request, Found]]  # each sub-query, and what came of beginning it
Begun = tuple[Subs, float]  # and the second when they were begun
Merge = Callable[[Request, Plan, list[Response]], Response | None]


class Unsettled(Exception):
    """There is more to be done than to merge answers."""


class Overdue:
    """Gives gatherings up that have waited for `PATIENCE`: one timer for all, since most have ended long before."""

    def __init__(self, timers: Timers, clock: Callable[[], float]) -> None:
        self._timers = timers
        self._clock = clock
        self._timer: Timer | None = None
        self.since: dict[Gathering, float] = {}  # the one that began first is the first

    def add(self, gathering: Gathering, since: float) -> None:
        """Watch what began at this second, not earlier than all before; whoever ends takes itself out of `since`."""
        self.since[gathering] = since
        if self._timer is None:
            self._timer = self._timers.after(PATIENCE, self._look)

    def _look(self) -> None:
        self._timer = None
        now = self._clock()
        while self.since:
            gathering, since = next(iter(self.since.items()))
            left = since + PATIENCE - now
            if left > ROUNDING:
                self._timer = self._timers.after(left, self._look)
                return
            del self.since[gathering]
            gathering.give_up()


class Gathering(Wait[Response]):
    """The merged answer to come; `merge` makes it of the clusters' answers, or None when `serve` has to."""

    __slots__ = ("_left", "_merge", "_overdue", "_planned", "_request", "_subs")

    def __init__(self, request: Request, planned: Plan, subs: Subs, waits: int, merge: Merge, overdue: Overdue) -> None:
        """So many of what was begun are `waits`; none has ended."""
        Wait.__init__(self)
        self._request = request
        self._planned = planned
        self._subs = subs
        self._left = waits
        self._merge = merge
        self._overdue = overdue.since
        for _, found in subs:
            if isinstance(found, Wait):
                found.attach(self)

    def step(self) -> None:
        """One more sub-query has ended."""
        self._left -= 1
        if self._left or self.done:
            return
        self._overdue.pop(self, None)
        answers: list[Response] = []
        for _, found in self._subs:
            answer = found.value if isinstance(found, Wait) else found
            if answer is None:
                self.give_up()
                return
            answers.append(answer)
        try:
            merged = self._merge(self._request, self._planned, answers)
        except Exception as error:
            self.fail(error)
            return
        if merged is None:
            self.give_up()
        else:
            self.set(merged)

    def give_up(self) -> None:
        """Leave the rest to `serve`."""
        self.fail(Unsettled())
