"""The clusters' answers as one answer in the distributed zone: records, rcode, flags, authority. Pure.

How names change is `rewrite`'s, what is asked and how long is waited for it is `plugin`'s and `gathering`'s business.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from pydns_host.header import AD, NOERROR, NXDOMAIN, TC
from pydns_host.message import Question, Response
from pydns_host.plugins.gathersrv import aliases, negative
from pydns_host.plugins.gathersrv.rewrite import Shown, Views
from pydns_host.records import Record

CNAME, DNAME, SRV = 5, 39, 33
# Signatures and denials do not hold for names that were changed (RFC 4035 section 5.3); a DNAME is of no use without
# its subtree, and comes with the CNAME that it stands for (RFC 6672 section 3.1).
DROPPED = frozenset({DNAME, 24, 46, 47, 50, 51})
ANSWERS = (NOERROR, NXDOMAIN)
_EDE = b"\0\x0f"


class Reply(NamedTuple):
    """What one cluster answered: its place, its `views`, the name that it was asked for in lower case, the response."""

    cluster: int
    views: Views
    key: bytes
    response: Response


def has_records(response: Response) -> bool:
    """Whether a response has answers, be it that they did not fit into a datagram."""
    return response.rcode == NOERROR and bool(response.counts[0] or response.flags & TC)


def merge(question: Question, zone: bytes, replies: Sequence[Reply], missing: bool = False) -> Response:
    """One answer to `question` from those of the clusters, which are in the order of the Corefile.

    NOERROR wins over other codes, else the first answer's code does; the flags are those of the first with that code.
    `zone` is the distributed one; `missing` says that a cluster gave no answer, so that a negative one is not to be
    cached. At least one reply is needed.
    """
    winner = next((reply for reply in replies if reply.response.rcode == NOERROR), replies[0]).response
    taken = [reply for reply in replies if reply.response.rcode == winner.rcode]
    answer, additional, aliased, found = _records(question, taken)
    if aliased and len(taken) > 1:
        answer = aliases.resolved(question, taken, answer)
    flags = winner.flags & ~AD  # what was changed is not what was authenticated (RFC 4035 section 3.2.3)
    for reply in taken:
        flags |= reply.response.flags & TC
    authority: tuple[Record, ...] = ()
    if winner.rcode in ANSWERS and not (found or missing or flags & TC):
        authority = negative.authority(zone, replies, aliased)
    options = winner.options if len(replies) == 1 else _errors(replies)
    return Response(winner.rcode, flags, answer, authority, additional, options)


def _records(question: Question, taken: Sequence[Reply]) -> tuple[list[Record], list[Record], bool, bool]:
    """Answer and additional section, whether there are aliases, and whether there is a record of the asked type.

    Equal records become one, with the lowest TTL; the order is that of the replies, then that in each of them.
    """
    qname, qtype = question.qname, question.type
    answer: dict[tuple[bytes, int, int, bytes], int] = {}
    additional: dict[tuple[bytes, int, int, bytes], int] = {}
    aliased = found = False
    for _, views, key, response in taken:
        names = Shown(views)  # a host's name stands in a target and again before its address
        sections = response.sections
        for owner, rtype, rclass, ttl, rdata in sections[0]:
            if rtype in DROPPED:
                continue
            if rtype == qtype:
                found = True
            if rtype == SRV:
                rdata = rdata[:6] + names[rdata[6:]]
            elif rtype == CNAME:
                rdata = names[rdata]
                aliased = True
            owner = qname if owner == key or owner.lower() == key else names[owner]
            record = owner, rtype, rclass, rdata
            known = answer.get(record)
            if known is None or ttl < known:
                answer[record] = ttl
        for owner, rtype, rclass, ttl, rdata in sections[2]:
            if rtype not in DROPPED:
                record = names[owner], rtype, rclass, rdata
                known = additional.get(record)
                if known is None or ttl < known:
                    additional[record] = ttl
    return _listed(answer), _listed(additional), aliased, found


def _listed(records: dict[tuple[bytes, int, int, bytes], int]) -> list[Record]:
    return [Record(owner, rtype, rclass, ttl, rdata) for (owner, rtype, rclass, rdata), ttl in records.items()]


def _errors(replies: Sequence[Reply]) -> bytes | None:
    """The extended errors (RFC 8914) of all answers; other options speak of one exchange with one server."""
    found = b""
    for *_, response in replies:
        options = response.options
        offset = 0
        while options and offset < len(options):
            end = offset + 4 + int.from_bytes(options[offset + 2 : offset + 4], "big")
            if options[offset : offset + 2] == _EDE:
                found += options[offset:end]
            offset = end
    return found or None
