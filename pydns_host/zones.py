"""Which server block takes a question: the longest match at label borders, without case.

What a block does with the question is its chain's business.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pydns_host import names
from pydns_host.block import Block
from pydns_host.names import ROOT

if TYPE_CHECKING:
    from pydns_host.again import Again
    from pydns_host.chain import Next, Quick
    from pydns_host.message import Request
    from pydns_host.question import Question

_IN, _DS = 1, 43


@dataclass(frozen=True, slots=True)
class Site:
    """One zone of a server block on a listener; `chain` is None for a block without plugins, which refuses.

    `inline` tells whether the chain may be stepped without a task (`Plugin.inline` of all of its plugins), `quick` is
    the part of it that may answer at once, `again` the one that is asked about answers given again. It takes the
    queries that all of `takes` are true of.
    """

    zone: bytes
    block: Block
    chain: Next | None
    inline: bool = False
    quick: Quick | None = None
    again: Again | None = None
    takes: tuple[Callable[[Request], bool], ...] = ()


def zone_key(zone: str) -> bytes | None:
    """A zone of the Corefile as questions' names are compared with it; None for one that no question can have."""
    try:
        return names.from_text(zone).lower()
    except names.BadName:
        return None


class Zones:
    """The sites of one listener; `other_classes` lets questions of classes other than IN pass."""

    def __init__(self, sites: Iterable[Site], other_classes: bool = False) -> None:
        self.sites: dict[bytes, list[Site]] = {}
        for site in sites:
            self.sites.setdefault(site.zone, []).append(site)
        self.other_classes = other_classes
        self._only = self.sites[ROOT][0] if self.sites.keys() == {ROOT} else None

    def find(self, question: Question) -> Site | None:
        """The site for a question; None refuses it: nobody here serves the zone or the class.

        DS lives in the parent zone (RFC 4035 section 3.1.4.1), so it goes to the shortest match, the root only as
        the last resort: as CoreDNS does. A block without plugins on the way refuses. Of several sites for one zone
        the first one counts that takes the query; what none of them takes goes to the next match.
        """
        if question.rclass != _IN and not self.other_classes:
            return None
        nearest = self._nearest(question.key)
        if question.type != _DS and (nearest is None or not nearest.takes):  # as nearly always
            return nearest
        matches = (site for suffix in names.suffixes(question.key) for site in self.sites.get(suffix, ()))
        return _first(_parents_first(list(matches)) if question.type == _DS else matches)

    def _nearest(self, key: bytes) -> Site | None:
        """The first site of the longest match; without a generator, since this is done for each new question."""
        if self._only is not None:
            return self._only
        offset = 0
        while length := key[offset]:
            found = self.sites.get(key[offset:])
            if found is not None:
                return found[0]
            offset += length + 1
        return self.sites[ROOT][0] if ROOT in self.sites else None


def _parents_first(matches: list[Site]) -> list[Site]:
    below_root = [site for site in matches if site.zone != ROOT]
    refusing = [site for site in below_root if site.chain is None]
    return refusing[:1] or [*reversed(below_root), *matches[len(below_root) :]]


def _first(matches: Iterable[Site]) -> Site | None:
    """The site that takes the question, or where that hangs on more, one that stands for all that may take it."""
    candidates: list[Site] = []
    for site in matches:
        candidates.append(site)
        if not site.takes:
            break
    first = candidates[0] if candidates else None
    if first is None or not first.takes:
        return first
    from pydns_host.choice import choosing  # loads what serves, which whoever only reads a Corefile does without

    return Site(first.zone, first.block, choosing(candidates), all(site.inline for site in candidates))
