"""Whole messages: octets as a dnspython message.

Answers are `render`'s; what clients send is judged by `ingress` before it comes here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import dns.message

MAX_DECODED = 4096  # octets; a longer message from a client keeps dnspython busy for seconds


def to_message(wire: bytes, limit: int | None = None) -> dns.message.Message:
    """A dnspython message of the caller's own; raises `dns.exception.DNSException` for what is none.

    `limit` is the most octets that are taken: a client's packet is never decoded above `MAX_DECODED`.
    """
    import dns.exception
    import dns.message

    if limit is not None and len(wire) > limit:
        raise dns.exception.FormError
    return dns.message.from_wire(wire, ignore_trailing=True)
