"""Which server block takes a question: the longest match at label borders, without case.

What a block does with the question is its chain's business.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pydns_host import names
from pydns_host.block import Block

if TYPE_CHECKING:
    from pydns_host.again import Again
    from pydns_host.chain import Next, Quick
    from pydns_host.question import Question

_IN, _DS = 1, 43


@dataclass(frozen=True, slots=True)
class Site:
    """One zone of a server block on a listener; `chain` is None for a block without plugins, which refuses.

    `inline` tells whether the chain may be stepped without a task (`Plugin.inline` of all of its plugins), `quick` is
    the part of it that may answer at once, `again` the one that is asked about answers given again.
    """

    zone: bytes
    block: Block
    chain: Next | None
    inline: bool = False
    quick: Quick | None = None
    again: Again | None = None


def zone_key(zone: str) -> bytes | None:
    """A zone of the Corefile as questions' names are compared with it; None for one that no question can have."""
    try:
        return names.from_text(zone).lower()
    except names.BadName:
        return None


class Zones:
    """The sites of one listener; `other_classes` lets questions of classes other than IN pass."""

    def __init__(self, sites: Iterable[Site], other_classes: bool = False) -> None:
        self.sites = {site.zone: site for site in sites}
        self.other_classes = other_classes

    def find(self, question: Question) -> Site | None:
        """The site for a question; None refuses it: nobody here serves the zone or the class.

        DS lives in the parent zone (RFC 4035 section 3.1.4.1), so it goes to the shortest match, the root only as
        the last resort: as CoreDNS does. A block without plugins on the way refuses.
        """
        if question.rclass != _IN and not self.other_classes:
            return None
        sites = self.sites
        if question.type == _DS:
            return self._find_parent(question.key)
        for suffix in names.suffixes(question.key):
            site = sites.get(suffix)
            if site is not None:
                return site
        return None

    def _find_parent(self, key: bytes) -> Site | None:
        matches = [self.sites[suffix] for suffix in names.suffixes(key) if suffix in self.sites]
        refusing = [site for site in matches if site.chain is None and site.zone != names.ROOT]
        below_root = [site for site in matches if site.zone != names.ROOT]
        found = refusing[:1] or below_root[-1:] or matches
        return found[0] if found else None
