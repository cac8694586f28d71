"""Questions of one worker to all of them, such as what they have counted: asked, waited for and answered together.

What workers say is theirs; only counters are looked at, since they must outlive who counted.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any

from pydns_host.metrics import Metrics
from pydns_host.summed import lasting, summed
from pydns_host.workers.member import Member

PATIENCE = 1.0  # seconds for an answer of a worker


@dataclass(slots=True)
class _Question:
    asker: Member
    pid: int  # of the asker, who may have a successor when the answer is there
    number: int
    waiting: set[int]
    parts: dict[int, Any]
    due: float


class Gathering:
    """The questions under way."""

    def __init__(self, team: Sequence[Member], own: Metrics, clock: Callable[[], float]) -> None:
        """`own` is what the supervisor counts itself."""
        self._team = team
        self._own = own
        self._clock = clock
        self._gone = Metrics()  # what those counted that are no more, as far as it was told
        self._numbers = count()
        self._questions: dict[int, _Question] = {}

    @property
    def due(self) -> float | None:
        """When the next question has waited long enough."""
        return min((question.due for question in self._questions.values()), default=None)

    def ask(self, asker: Member, number: int, address: str, path: str) -> None:
        """Ask every worker that serves what it knows at a path."""
        key = next(self._numbers)
        asked = {member.index for member in self._team if member.serving}
        self._questions[key] = _Question(asker, asker.pid, number, asked, {}, self._clock() + PATIENCE)
        for member in self._team:
            if member.serving:
                member.tell("tell", key, address, path)

    def told(self, member: Member, key: int, part: Any) -> None:
        """A worker answers."""
        if isinstance(part, Metrics):
            member.counted = part
        question = self._questions.get(key)
        if question is not None and member.index in question.waiting:
            question.waiting.discard(member.index)
            question.parts[member.index] = part

    def died(self, member: Member) -> None:
        """A worker answers no more; what it had counted stays in all sums."""
        if member.counted is not None:
            self._gone = summed([self._gone, lasting(member.counted)])
        for question in self._questions.values():
            question.waiting.discard(member.index)
            if isinstance(question.parts.get(member.index), Metrics):
                del question.parts[member.index]  # it is among those that are gone now

    def settle(self) -> None:
        """Answer the questions that need not wait any longer."""
        now = self._clock()
        for key, question in list(self._questions.items()):
            if not question.waiting or question.due <= now:
                del self._questions[key]
                if question.asker.pid == question.pid:
                    question.asker.tell("gathered", question.number, self._answer(question.parts))

    def _answer(self, told: dict[int, Any]) -> list[Any]:
        parts = [told.get(member.index) for member in self._team]
        if not any(isinstance(part, Metrics) for part in parts):
            return parts
        late = [member.counted if part is None else part for member, part in zip(self._team, parts, strict=True)]
        return [*late, self._gone, self._own]
