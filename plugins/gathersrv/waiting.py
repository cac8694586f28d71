"""How long the answers of the clusters are waited for: a silent one must not hold back the others' for long.

What answers say is looked at only as far as that needs; what is made of them is `merge`'s business.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from pydns_host.drive import Together
from pydns_host.header import NOERROR, NXDOMAIN, SERVFAIL
from pydns_host.message import Response
from pydns_host.plugins.gathersrv.merge import has_records

PATIENCE = 1.0  # seconds from the sub-queries on: clients ask again after 2 to 5
SHORT_PATIENCE = 0.2  # seconds, with a cluster that was silent the last time
ROUNDING = 0.001  # seconds that a timer may seem to be early by


class Patience:
    """Remembers which clusters were silent; each is patiently waited for again once it has answered."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self.silent: set[int] = set()

    def heard(self, cluster: int, response: Response | None) -> None:
        """Take note of an answer, in time or late; SERVFAIL may be another server's word about a silent one."""
        if response is not None and response.rcode != SERVFAIL:
            self.silent.discard(cluster)

    async def wait(
        self, together: Together[Response | None], clusters: Sequence[int], deadline: float | None, began: float
    ) -> None:
        """Return when all have ended, at the deadline, or when what has come in is worth more than to wait on.

        That is: records, once the patience with each silent cluster is over; a negative answer, only when all that
        are silent were so before. Nothing at all is waited on. `clusters` are those asked since the second `began`, in
        `together`'s order.
        """
        patience = max(0.0, began + PATIENCE - self._clock())
        if not self.silent and deadline is None and await together.finish(patience):
            return  # as nearly always
        known = self.silent.intersection(clusters)
        patient = True
        while together.pending:
            now = self._clock()
            pending = [clusters[index] for index in together.pending]
            until = began + (SHORT_PATIENCE if known.issuperset(pending) else PATIENCE)
            if patient and now >= until - ROUNDING:
                patient = False
                self.silent.update(pending)
            if deadline is not None and now >= deadline - ROUNDING:
                self.silent.update(pending)
                return
            if not patient and _enough(together, known.issuperset(pending)):
                return
            ends = [end for end in (until if patient else None, deadline) if end is not None]
            timeout = min(ends) - now if ends else None
            if patient and not known:
                await together.finish(timeout)
            else:
                await together.change(timeout)


def _enough(together: Together[Response | None], negative: bool) -> bool:
    """Whether records have come in or, where `negative` answers count, any answer."""
    for outcome in together.outcomes:
        if isinstance(outcome, Response):
            if has_records(outcome):
                return True
            if negative and outcome.rcode in (NOERROR, NXDOMAIN):
                return True
    return False
