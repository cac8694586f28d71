"""Queries and whole messages: a Question's octets, and octets as a dnspython message.

Answers are `render`'s; what clients send is judged by `ingress` before it comes here.
"""

from __future__ import annotations

from struct import Struct
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import dns.message

    from pydns_host.question import Edns, Question

_AFTER_ID = Struct("!HHHHH")
MAX_DECODED = 4096  # octets; a longer message from a client keeps dnspython busy for seconds


def build_tail(question: Question) -> bytes:
    """The octets of a query behind its ID: the header's rest, one question, and its OPT if it has one."""
    edns = question.edns
    header = _AFTER_ID.pack(question.flags | question.opcode << 11, 1, 0, 0, int(edns is not None))
    return header + question.section if edns is None else header + question.section + opt(edns)


def opt(edns: Edns) -> bytes:
    """An OPT record (RFC 6891 section 6.1.2)."""
    bits = edns.version << 16 | (0x8000 if edns.do else 0) | edns.z
    fixed = b"\0\0\x29" + edns.payload.to_bytes(2, "big") + bits.to_bytes(4, "big")
    return fixed + len(edns.options).to_bytes(2, "big") + edns.options


def to_message(wire: bytes, limit: int | None = None) -> dns.message.Message:
    """A dnspython message of the caller's own; raises `dns.exception.DNSException` for what is none.

    `limit` is the most octets that are taken: a client's packet is never decoded above `MAX_DECODED`.
    """
    import dns.exception
    import dns.message

    if limit is not None and len(wire) > limit:
        raise dns.exception.FormError
    return dns.message.from_wire(wire, ignore_trailing=True)
