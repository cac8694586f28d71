"""Durations and numbers as Go reads and writes them: the same texts, ranges and complaints.

A duration is a count of nanoseconds in 64 bits, as in Go; words and places are `options`' business.
"""

from __future__ import annotations

import re

NANOSECOND, MICROSECOND, MILLISECOND = 1, 1_000, 1_000_000
SECOND, MINUTE, HOUR = 1_000_000_000, 60_000_000_000, 3_600_000_000_000
_UNITS = {"ns": 1, "us": MICROSECOND, "µs": MICROSECOND, "μs": MICROSECOND, "ms": MILLISECOND, "s": SECOND}
_UNITS |= {"m": MINUTE, "h": HOUR}
_MAX = 2**63 - 1
_PART = re.compile(r"([0-9]*)(\.[0-9]*)?([^0-9.]*)", re.S)


def parse_duration(text: str) -> int:
    """Nanoseconds of a duration such as `1h30m`; raises ValueError with the text of Go's time.ParseDuration."""
    invalid = f'time: invalid duration "{_quote(text)}"'
    rest = text[1:] if text[:1] in ("+", "-") else text
    if rest == "0":
        return 0
    if not rest:
        raise ValueError(invalid)
    total = 0
    while rest:
        match = _PART.match(rest)
        if match is None or rest[0] not in "0123456789.":
            raise ValueError(invalid)
        whole, fraction, unit = match[1], match[2] or "", match[3]
        if not whole and len(fraction) < 2:
            raise ValueError(invalid)
        if not unit:
            raise ValueError(f'time: missing unit in duration "{_quote(text)}"')
        if unit not in _UNITS:
            raise ValueError(f'time: unknown unit "{_quote(unit)}" in duration "{_quote(text)}"')
        scale = _UNITS[unit]
        total += int(whole or 0) * scale + int(fraction[1:] or 0) * scale // 10 ** max(0, len(fraction) - 1)
        if total > _MAX + 1:
            raise ValueError(invalid)
        rest = rest[match.end() :]
    if text[0] == "-":
        return -total
    if total > _MAX:
        raise ValueError(invalid)
    return total


def _quote(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')


def format_duration(nanoseconds: int) -> str:
    """A duration as Go's Duration.String writes it: `1m30s`, `2.5ms`, `0s`."""
    if nanoseconds == 0:
        return "0s"
    sign, left = ("-", -nanoseconds) if nanoseconds < 0 else ("", nanoseconds)
    for unit, scale in (("ns", NANOSECOND), ("µs", MICROSECOND), ("ms", MILLISECOND)):
        if left < scale * 1000:
            return f"{sign}{_fraction(left, scale)}{unit}"
    hours, left = divmod(left, HOUR)
    minutes, left = divmod(left, MINUTE)
    seconds = f"{_fraction(left, SECOND)}s"
    if hours:
        return f"{sign}{hours}h{minutes}m{seconds}"
    return f"{sign}{minutes}m{seconds}" if minutes else f"{sign}{seconds}"


def _fraction(value: int, scale: int) -> str:
    whole, rest = divmod(value, scale)
    if not rest:
        return str(whole)
    return f"{whole}.{str(rest).rjust(len(str(scale)) - 1, '0').rstrip('0')}"


def atoi(text: str, bits: int = 64) -> int:
    """An integer as Go's strconv.Atoi reads it; raises ValueError with Go's text."""
    if not re.fullmatch(r"[+-]?[0-9]+", text):
        raise ValueError(f'strconv.Atoi: parsing "{_quote(text)}": invalid syntax')
    value = int(text)
    if not -(2 ** (bits - 1)) <= value < 2 ** (bits - 1):
        raise ValueError(f'strconv.Atoi: parsing "{_quote(text)}": value out of range')
    return value


def parse_uint(text: str, bits: int = 64) -> int:
    """An unsigned integer as Go's strconv.ParseUint in base 10 reads it; raises ValueError with Go's text."""
    if not re.fullmatch(r"[0-9]+", text):
        raise ValueError(f'strconv.ParseUint: parsing "{_quote(text)}": invalid syntax')
    value = int(text)
    if value >= 2**bits:
        raise ValueError(f'strconv.ParseUint: parsing "{_quote(text)}": value out of range')
    return value


_TRUE = frozenset(("1", "t", "T", "TRUE", "true", "True"))
_FALSE = frozenset(("0", "f", "F", "FALSE", "false", "False"))


def parse_bool(text: str) -> bool:
    """A truth value as Go's strconv.ParseBool reads it; raises ValueError with Go's text."""
    if text in _TRUE:
        return True
    if text in _FALSE:
        return False
    raise ValueError(f'strconv.ParseBool: parsing "{_quote(text)}": invalid syntax')
