"""A new Corefile for all workers or for none: one tries it first, and the others follow when it can be served.

Who asks for it, and what is wrong with a Corefile, is not known here.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence

from corefile import CorefileError, Resolved
from pydns_host.assemble import Plan
from pydns_host.cli.loader import Loader
from pydns_host.configuration import failures
from pydns_host.errors import StartError
from pydns_host.logs import PluginLog
from pydns_host.metrics import Metrics
from pydns_host.workers.count import OTHER_NUMBER, workers
from pydns_host.workers.member import Member


class Reloading:
    """One reload at a time; `plan` is what workers are to serve."""

    def __init__(
        self,
        plan: Plan,
        loader: Loader,
        team: Sequence[Member],
        log: PluginLog,
        counts: Metrics,
        replace: Callable[[Member], None],
        settled: Callable[[], None],
    ) -> None:
        """`replace` ends a worker so that another takes its place; `settled` is called when a reload is over."""
        self.plan = plan
        self._resolved = loader.resolved  # what the plan was made of
        self._loader = loader
        self._team = team
        self._log = log
        self._counts = counts
        self._replace = replace
        self._settled = settled
        self._asked: deque[Member | None] = deque()
        self._asker: Member | None = None
        self._next: Plan | None = None  # what the first worker tries, while it does
        self._waiting: set[int] = set()
        self._under_way = False
        self.changed = False  # whether a worker has ever asked, because the Corefile had changed

    def ask(self, asker: Member | None) -> None:
        """Reload when it is its turn; `asker` is told what became of it, None stands for a signal."""
        if asker is None and None in self._asked:
            return  # the reload that waits for its turn sees what is meant
        self.changed = self.changed or asker is not None
        self._asked.append(asker)
        self._go_on()

    @property
    def under_way(self) -> bool:
        """Whether workers may serve different Corefiles at this moment."""
        return self._under_way

    def _go_on(self) -> None:
        while self._asked and not self._under_way:
            self._under_way = True
            self._asker = self._asked.popleft()
            if self._asker is None:
                self._log.info("SIGUSR1: Reloading")
            self._log.info("Reloading")
            self._begin()

    def _begin(self) -> None:
        try:
            self._next = self._loader.plan()
        except CorefileError as error:
            self._end([diagnostic.line() for diagnostic in error.diagnostics])
            return
        except (StartError, OSError) as error:
            self._end(str(error).splitlines())
            return
        first = next((member for member in self._team if member.serving), None)
        if first is None:  # none to try it: those that come up next do
            self._adopt(self._next)
            self._end([])
            return
        self._tell(first, self._next, self._loader.resolved)

    def _adopt(self, plan: Plan) -> None:
        self.plan, self._resolved, self._next = plan, self._loader.resolved, None

    def _tell(self, member: Member, plan: Plan, resolved: Resolved | None) -> None:
        self._waiting.add(member.index)
        member.plan = plan
        member.tell("reload", resolved)

    def serves(self, member: Member) -> None:
        """A worker serves what it was told to."""
        self._waiting.discard(member.index)
        if self._next is not None:
            if member.plan is not self._next:
                return
            self._adopt(self._next)
        for other in self._team:
            if other.serving and other.plan is not self.plan:
                self._tell(other, self.plan, self._resolved)
        self._end_when_all_do()

    def kept(self, member: Member, failed: list[str]) -> None:
        """A worker goes on with what it served before."""
        self._waiting.discard(member.index)
        if self._tries(member):
            member.plan, self._next = self.plan, None
            self._end(failed)
            return
        for line in failed:
            self._log.error(f"worker {member.index}: {line}")
        self._replace(member)
        self._end_when_all_do()

    def died(self, member: Member) -> None:
        """A worker is gone, for whatever reason."""
        if member.index not in self._waiting:
            return
        self._waiting.discard(member.index)
        if self._tries(member):
            self._next = None
            self._end([f"worker {member.index} died of it"])
        else:
            self._end_when_all_do()

    def _tries(self, member: Member) -> bool:
        return self._next is not None and member.plan is self._next

    def _end_when_all_do(self) -> None:
        if self._under_way and not self._waiting and self._next is None:
            self._end([])

    def _end(self, failed: list[str]) -> None:
        self._under_way = False
        if not failed:
            if workers(self._loader.options.workers, self.plan) != len(self._team):
                self._log.warning(OTHER_NUMBER.format(len(self._team)))
            for warning in self.plan.warnings:
                self._log.warning(warning.line())
            self._log.info("Reloading complete")
        else:
            failures(self._counts).inc()
        for line in failed:
            self._log.error(f"Restart failed: {line}")
            if self._asker is None:
                self._log.error(f"SIGUSR1: starting with listener file descriptors: {line}")
        if self._asker is not None:
            self._asker.tell("reloaded", failed)
        self._settled()
        self._go_on()
