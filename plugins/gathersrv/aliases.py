"""Aliases that clusters do not agree on: what stands at the end of each chain, given to the asked name itself. Pure.

Two CNAMEs at one name, or a CNAME beside other data, are illegal (RFC 2181 section 10.1, RFC 1034 section 3.6.2):
stub resolvers follow the first and lose the other clusters' members. Chains that agree are not this module's business.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from pydns_host.message import Question
from pydns_host.plugins.gathersrv.rewrite import shown
from pydns_host.records import Record

if TYPE_CHECKING:
    from pydns_host.plugins.gathersrv.merge import Reply

CNAME, SRV = 5, 33


def resolved(question: Question, replies: Sequence[Reply], answer: list[Record]) -> list[Record]:
    """`answer`, the records of all replies as clients see them, made legal if it is not.

    The records of the asked type at the end of each cluster's chain get the question's name and the lowest TTL of
    their chain. When no chain has any, the first chain stands alone.
    """
    if not _clash(answer):
        return answer
    ends: dict[tuple[int, bytes], Record] = {}
    for reply in replies:
        for record in _ends(question, reply):
            known = ends.get((record.rclass, record.rdata))
            if known is None or record.ttl < known.ttl:
                ends[record.rclass, record.rdata] = record
    return list(ends.values()) or _chain(question.key, answer)


def _clash(answer: Sequence[Record]) -> bool:
    """Whether an owner has a CNAME and anything else."""
    counts: dict[bytes, int] = {}
    for record in answer:
        owner = record.owner.lower()
        counts[owner] = counts.get(owner, 0) + 1
    return any(record.type == CNAME and counts[record.owner.lower()] > 1 for record in answer)


def _chain(name: bytes, answer: Sequence[Record]) -> list[Record]:
    """The CNAMEs that lead on from a name in lower case, each but once, in order."""
    following: dict[bytes, Record] = {}
    for record in answer:
        if record.type == CNAME:
            following.setdefault(record.owner.lower(), record)
    found = []
    while name in following:
        found.append(following.pop(name))
        name = found[-1].rdata.lower()
    return found


def _ends(question: Question, reply: Reply) -> Iterator[Record]:
    """What a cluster's chain of aliases ends in, as records of the question's name."""
    chain = _chain(reply.key, reply.response.answer)
    end = chain[-1].rdata.lower() if chain else reply.key
    for owner, rtype, rclass, ttl, rdata in reply.response.answer:
        if rtype == question.type and owner.lower() == end:
            if rtype == SRV:
                rdata = rdata[:6] + shown(rdata[6:], reply.views)
            yield Record(question.qname, rtype, rclass, min([ttl, *(alias.ttl for alias in chain)]), rdata)
