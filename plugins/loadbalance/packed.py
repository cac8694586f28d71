"""Shuffles the addresses of an answer that is still octets, where that is a matter of swapping equal parts.

Everything else is decoded first (`orders`); whether an answer may be shuffled at all is `plugin`'s business.
"""

from __future__ import annotations

import re
from struct import Struct

from pydns_host.plugins.loadbalance.dice import Dice
from pydns_host.plugins.loadbalance.orders import AAAA, CNAME, A
from pydns_host.response import Response

_FIXED = Struct("!HH6xH")  # owner as a pointer, type, length of the data
_SIZES = {A: 16, AAAA: 28}  # octets of an address record whose owner is a pointer
# Such records of one type, of the question's own name, and nothing else.
_USUAL = re.compile(rb"(?:\xc0\x0c\0\x01.{12})+|(?:\xc0\x0c\0\x1c.{24})+", re.S).fullmatch
_QUESTION = 16  # octets of a message before the records, without the question's name


def shuffled(response: Response, dice: Dice) -> Response | None:
    """The answer with its addresses in any order; None for one that has to be decoded.

    It must have an answer section of CNAMEs and then addresses, all owned through pointers to before the addresses,
    and no other section: then nothing in it points to what moves.
    """
    body = response.body
    answers, authorities, additionals = response.counts
    if body is None or authorities or additionals:
        return None
    if _USUAL(body) is not None:
        size = len(body) // answers
        if answers == 2:
            return _with(response, body[size:] + body[:size]) if dice.below(2) else response
        start, addresses = 0, [body[offset : offset + size] for offset in range(0, len(body), size)]
    else:
        found = _addresses(body, answers)
        if found is None:
            return None
        start, addresses = found
        if len(addresses) < 2:
            return response
        first = _QUESTION + len(response.key) + start
        if any((address[0] & 0x3F) << 8 | address[1] >= first for address in addresses):
            return None
    dice.shuffle(addresses)
    return _with(response, body[:start] + b"".join(addresses))


def _with(response: Response, body: bytes) -> Response:
    turned = Response.packed(response.key, response.rcode, response.flags, response.counts, body, response.options)
    response.pass_name(turned)
    return turned


def _addresses(body: bytes, count: int) -> tuple[int, list[bytes]] | None:
    """Where the address records begin, and the octets of each; None where other records stand among them."""
    offset = 0
    while count:
        if body[offset] < 0xC0:
            return None
        _, rtype, length = _FIXED.unpack_from(body, offset)
        if rtype != CNAME:
            break
        offset += 12 + length
        count -= 1
    start, addresses = offset, []
    for _ in range(count):
        if body[offset] < 0xC0:
            return None
        _, rtype, _ = _FIXED.unpack_from(body, offset)
        size = _SIZES.get(rtype)
        if size is None:
            return None
        addresses.append(body[offset : offset + size])
        offset += size
    return start, addresses
