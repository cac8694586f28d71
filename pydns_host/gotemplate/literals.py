"""Numbers, characters and quoted strings as Go writes them in a template.

Raises `ValueError` with Go's text for what is none.
"""

from __future__ import annotations

import re
from contextlib import suppress

from corefile.numbers import parse_float, parse_uint, quote
from pydns_host.gotemplate.nodes import Number

_SIMPLE = {"a": 7, "b": 8, "f": 12, "n": 10, "r": 13, "t": 9, "v": 11, "\\": 92}
_ESCAPE = re.compile(
    r"\\(?:x(?P<octet>[0-9a-fA-F]{2})|(?P<octal>[0-7]{3})|u(?P<short>[0-9a-fA-F]{4})|U(?P<long>[0-9a-fA-F]{8})"
    r"|(?P<simple>.))"
)
_MAX = 2**63


def unquote(text: str) -> str:
    """What a string in double quotes or back quotes says (strconv.Unquote)."""
    if text[0] == "`":
        return text[1:-1].replace("\r", "")
    octets = bytearray()
    for part in _parts(text[1:-1], '"'):
        octets += part if isinstance(part, bytes) else part.encode("utf-8", "surrogateescape")
    return octets.decode("utf-8", "surrogateescape")


def _parts(text: str, mark: str) -> list[str | bytes]:
    """The pieces between and for escapes; octets are escaped one by one, code points as characters."""
    parts: list[str | bytes] = []
    at = 0
    while at < len(text):
        if text[at] != "\\":
            end = text.find("\\", at)
            end = len(text) if end < 0 else end
            parts.append(text[at:end])
            at = end
            continue
        match = _ESCAPE.match(text, at)
        if match is None:
            raise ValueError("invalid syntax")
        parts.append(_escaped(match, mark))
        at = match.end()
    return parts


def _escaped(match: re.Match[str], mark: str) -> str | bytes:
    octet = match["octet"] and int(match["octet"], 16)
    if match["octal"]:
        octet = int(match["octal"], 8)
    if octet is not None and octet != "":
        if octet > 255:
            raise ValueError("invalid syntax")
        return bytes([octet])
    if match["simple"]:
        if match["simple"] == mark:
            return mark
        if match["simple"] not in _SIMPLE:
            raise ValueError("invalid syntax")
        return chr(_SIMPLE[match["simple"]])
    code = int(match["short"] or match["long"], 16)
    if code > 0x10FFFF or 0xD800 <= code < 0xE000:
        raise ValueError("invalid syntax")
    return chr(code)


def character(position: int, text: str) -> Number:
    """A character constant: the number of its code point."""
    parts = _parts(text[1:-1], "'")
    if not parts:
        raise ValueError("invalid syntax")
    first = parts[0]
    if len(parts) > 1 or len(first) != 1:
        raise ValueError(f"malformed character constant: {text}")
    code = first[0] if isinstance(first, bytes) else ord(first)
    return Number(position, text, code, code, float(code), code)


def number(position: int, text: str) -> Number:
    """An integer or a float, as everything that it can be."""
    if text.endswith("i"):
        raise ValueError(f"illegal number syntax: {quote(text)}")  # nothing here is complex
    unsigned = integer = None
    with suppress(ValueError):
        unsigned = parse_uint(text, base=0)
    with suppress(ValueError):
        integer = _signed(text)
    if integer == 0:
        unsigned = 0
    if integer is not None or unsigned is not None:
        floating = float(integer if integer is not None else unsigned or 0)
        return Number(position, text, integer, unsigned, floating, integer)
    try:
        floating = parse_float(text)
    except ValueError:
        raise ValueError(f"illegal number syntax: {quote(text)}") from None
    if not set(text) & set(".eEpP"):
        raise ValueError(f"integer overflow: {quote(text)}")
    whole = int(floating) if floating.is_integer() else None
    integer = whole if whole is not None and -_MAX <= whole < _MAX else None
    unsigned = whole if whole is not None and 0 <= whole < 2 * _MAX else None
    return Number(position, text, integer, unsigned, floating, floating)


def _signed(text: str) -> int:
    negative = text.startswith("-")
    value = parse_uint(text[1:] if text[:1] in ("+", "-") else text, base=0)
    if value >= _MAX + negative:
        raise ValueError("value out of range")
    return -value if negative else value
