"""EDNS options of a query, as (code, data) pairs: set, appended, replaced, taken away. Pure.

What a rule puts into them is `steps`' business.
"""

from __future__ import annotations

from collections.abc import Sequence

from pydns_host.plugins.rewrite.edns0 import REPLACE, SET

Option = tuple[int, bytes]


def unpack(octets: bytes) -> list[Option]:
    """The options (RFC 6891 section 6.1.2); what is cut off at the end is left out."""
    found = []
    offset = 0
    while offset + 4 <= len(octets):
        end = offset + 4 + int.from_bytes(octets[offset + 2 : offset + 4], "big")
        if end > len(octets):
            break
        found.append((int.from_bytes(octets[offset : offset + 2], "big"), octets[offset + 4 : end]))
        offset = end
    return found


def pack(options: Sequence[Option]) -> bytes:
    """The options as octets."""
    return b"".join(code.to_bytes(2, "big") + len(data).to_bytes(2, "big") + data for code, data in options)


def without(octets: bytes, code: int) -> bytes:
    """The options but those of one code."""
    return pack([option for option in unpack(octets) if option[0] != code])


def replaced(octets: bytes, code: int, data: bytes) -> bytes:
    """The options with other data in the first one of a code, if there is one."""
    options = unpack(octets)
    for index, option in enumerate(options):
        if option[0] == code:
            options[index] = (code, data)
            break
    return pack(options)


def changed(octets: bytes, action: str, code: int, data: bytes, *, once: bool) -> bytes | None:
    """The options after `set`, `append` or `replace`; None when the rule does nothing.

    With `once`, `append` leaves an option alone that is there.
    """
    present = any(found == code for found, _ in unpack(octets))
    if present and action in (SET, REPLACE):
        return replaced(octets, code, data)
    if action == REPLACE or (present and once):
        return None
    return octets + pack([(code, data)])
