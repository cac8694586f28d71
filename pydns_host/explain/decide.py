"""Which server block takes a question that comes to a listener, and why: `zones.Zones` decides, here it is told.

What the block then does with it is its chain's business.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from pydns_host import names
from pydns_host.block import Block
from pydns_host.chain import always
from pydns_host.explain.model import Decision, Listener, Server
from pydns_host.question import Question
from pydns_host.zones import Site, Zones, zone_key

_DS = 43


def decide(question: Question, listener: Listener, servers: Sequence[Server], empty: Collection[int]) -> Decision:
    """Who takes a question; `empty` are the indexes of server blocks without a chain."""
    owners: dict[bytes, tuple[str, int]] = {}
    for zone, index in listener.zones:
        key = zone_key(zone)
        if key is not None:
            owners.setdefault(key, (zone, index))
    sites = [_site(key, None if index in empty else index) for key, (_, index) in owners.items()]
    found = Zones(sites).find(question)
    if found is None:
        served = ", ".join(zone for zone, _ in listener.zones)
        return Decision(listener, None, None, f"{question.text} is in no zone that is served there ({served}): REFUSED")
    zone, index = owners[found.zone]
    why = _why(question, zone, index, owners, servers, index in empty) + _views(listener, zone, servers)
    return Decision(listener, zone, index, why)


def _views(listener: Listener, zone: str, servers: Sequence[Server]) -> str:
    """What is to be said where several blocks share a zone, and their views tell them apart."""
    sharing = [servers[index].place for other, index in listener.zones if other == zone]
    return f"; of {', '.join(sharing)} the first one whose view takes the question" if len(sharing) > 1 else ""


def _site(key: bytes, index: int | None) -> Site:
    return Site(key, _NOWHERE, None if index is None else always(lambda request: None))


_NOWHERE = Block(zones=(), span=None)  # type: ignore[arg-type]


def _why(
    question: Question,
    zone: str,
    index: int,
    owners: dict[bytes, tuple[str, int]],
    servers: Sequence[Server],
    refuses: bool,
) -> str:
    matching = [owners[suffix] for suffix in names.suffixes(question.key) if suffix in owners]
    others = [f"{other} ({servers[one].place})" for other, one in matching if other != zone]
    if len(matching) == 1:
        why = f"{zone} is the only zone there that {question.text} is in"
    elif question.type == _DS:
        why = f"DS records are the parent's: {zone} is chosen before {', '.join(others)}"
    else:
        why = f"{zone} is the longest zone there that {question.text} is in, before {', '.join(others)}"
    return f"{why}; the block has no plugin that answers: REFUSED" if refuses else why
