"""What the supervisor knows of one worker, and when a successor of one that died is due. It acts on nothing."""

from __future__ import annotations

from dataclasses import dataclass, field

from pydns_host.assemble import Plan
from pydns_host.generation import Key
from pydns_host.metrics import Metrics
from pydns_host.workers.channel import Channel

STEADY = 1.0  # seconds of serving after which a worker has not died of what it began with
_FIRST = 0.1  # seconds until the successor of one that died again, the first time
_LONGEST = 10.0


@dataclass(slots=True)
class Member:
    """A place in the team: the worker that has it, if one does, and what became of those before.

    `dns` and `http` are the addresses that it serves, `counted` what it told last of its counters, `due` when its
    successor is to begin, `plan` what it was told to serve last.
    """

    index: int
    pid: int = 0
    channel: Channel | None = None
    serving: bool = False
    since: float = 0.0
    due: float = 0.0
    plan: Plan | None = None
    dns: frozenset[Key] = frozenset()
    http: frozenset[Key] = frozenset()
    counted: Metrics | None = None
    _deaths: int = field(default=0, repr=False)  # one soon after the other

    @property
    def alive(self) -> bool:
        """Whether there is a process."""
        return self.pid != 0

    def born(self, pid: int, channel: Channel, plan: Plan, now: float) -> None:
        """A process has taken the place."""
        self.pid, self.channel, self.plan, self.since = pid, channel, plan, now

    def serves(self, dns: frozenset[Key], http: frozenset[Key], now: float) -> None:
        """It answers at these addresses."""
        if not self.serving:
            self.since = now
        self.serving, self.dns, self.http = True, dns, http

    def died(self, now: float) -> None:
        """Its process is gone. The next one is due at once, unless they die one soon after the other."""
        if self.serving and now - self.since >= STEADY:
            self._deaths = 0
        self.due = now + (min(_LONGEST, _FIRST * 2 ** (self._deaths - 1)) if self._deaths else 0.0)
        self._deaths = min(self._deaths + 1, 16)
        if self.channel is not None:
            self.channel.close()
        self.pid, self.channel, self.serving, self.counted = 0, None, False, None
        self.dns = self.http = frozenset()

    def tell(self, kind: str, *values: object, descriptors: tuple[int, ...] = ()) -> None:
        """Say something to it, if it is there."""
        if self.channel is not None:
            self.channel.send(kind, *values, descriptors=descriptors)
