"""The address that a reverse name stands for (RFC 1035 section 3.5, RFC 3596 section 2.5). Pure.

What names an address has is `table`'s business.
"""

from __future__ import annotations

from pydns_host import names

_V4, _V6 = names.from_text("in-addr.arpa"), names.from_text("ip6.arpa")
_NIBBLES = 32
_MAPPED = bytes(10) + b"\xff\xff"  # RFC 4291 section 2.5.5.2
_DIGITS = frozenset(b"0123456789abcdef")


def address(key: bytes) -> bytes | None:
    """The packed address of a reverse name in lower case; None for any other name.

    The reverse name of an IPv4 address in IPv6 clothes is that of the IPv4 address, as in the reference.
    """
    if key.endswith(_V4):
        octets = names.labels(key[: -len(_V4)] + names.ROOT)
        return bytes(int(octet) for octet in reversed(octets)) if _are_octets(octets) else None
    # Each nibble is a label of one octet, behind its length.
    if key.endswith(_V6) and len(key) == len(_V6) + 2 * _NIBBLES:
        nibbles = key[1 : 2 * _NIBBLES : 2]
        if key[0 : 2 * _NIBBLES : 2] != b"\1" * _NIBBLES or not _DIGITS.issuperset(nibbles):
            return None
        packed = bytes.fromhex(nibbles[::-1].decode("ascii"))
        return packed[len(_MAPPED) :] if packed.startswith(_MAPPED) else packed
    return None


def _are_octets(labels: tuple[bytes, ...]) -> bool:
    """Whether these are four decimal numbers up to 255, without leading zeros."""
    return len(labels) == 4 and all(
        label.isdigit() and len(label) <= 3 and int(label) <= 255 and (label == b"0" or label[0] != 0x30)
        for label in labels
    )
