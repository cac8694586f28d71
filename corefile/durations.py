"""Durations as Go reads and writes them: the same units, range, rounding and complaints.

A duration is a count of nanoseconds in 64 bits, as in Go. Words and their places are `values`' business.
"""

from __future__ import annotations

import re

NANOSECOND, MICROSECOND, MILLISECOND = 1, 1_000, 1_000_000
SECOND, MINUTE, HOUR = 1_000_000_000, 60_000_000_000, 3_600_000_000_000
_UNITS = {"ns": NANOSECOND, "us": MICROSECOND, "µs": MICROSECOND, "μs": MICROSECOND, "ms": MILLISECOND}
_UNITS |= {"s": SECOND, "m": MINUTE, "h": HOUR}
_MAX = 2**63 - 1  # also the least one, -2**63, can be had
_PART = re.compile(r"([0-9]*)(?:\.([0-9]*))?([^0-9.]*)")


def parse_duration(text: str) -> int:
    """Nanoseconds of a duration such as `1h30m`; raises ValueError with the text of Go's time.ParseDuration."""
    rest = text[1:] if text[:1] in ("+", "-") else text
    if rest == "0":
        return 0
    invalid = f"time: invalid duration {_quote(text)}"
    if not rest:
        raise ValueError(invalid)
    total = position = 0
    while position < len(rest):
        match = _PART.match(rest, position)
        if match is None or not (match[1] or match[2]):
            raise ValueError(invalid)
        position = match.end()
        total += _part(match[1], match[2] or "", match[3], text)
        if total > _MAX + 1:
            raise ValueError(invalid)
    if text[0] == "-":
        return -total
    if total > _MAX:
        raise ValueError(invalid)
    return total


def _part(whole: str, fraction: str, unit: str, text: str) -> int:
    """Nanoseconds of one number with its unit; where several things are wrong, Go's first one is said."""
    value = _integer(whole)
    if value is None:
        raise ValueError(f"time: invalid duration {_quote(text)}")
    if not unit:
        raise ValueError(f"time: missing unit in duration {_quote(text)}")
    if unit not in _UNITS:
        raise ValueError(f"time: unknown unit {_quote(unit)} in duration {_quote(text)}")
    numerator, scale = _fraction(fraction)
    # Go rounds fractions in floating point, so that 0.3s and its like come out the same here.
    value = value * _UNITS[unit] + int(float(numerator) * (float(_UNITS[unit]) / scale))
    if value > _MAX + 1:
        raise ValueError(f"time: invalid duration {_quote(text)}")
    return value


def _integer(digits: str) -> int | None:
    """The number, None for one that does not fit; leading zeros are no matter."""
    digits = digits.lstrip("0")
    if len(digits) > len(str(_MAX)):
        return None
    value = int(digits or 0)
    return value if value <= _MAX + 1 else None


def _fraction(digits: str) -> tuple[int, float]:
    """Digits behind the point as a number and what divides it; what does not fit in 64 bits is cut off, as in Go."""
    value, scale = 0, 1.0
    for digit in digits:
        longer = value * 10 + int(digit)
        if value > _MAX // 10 or longer > _MAX + 1:
            break
        value, scale = longer, scale * 10
    return value, scale


def _quote(text: str) -> str:
    """A text as package time quotes it, which is not how strconv does."""
    quoted = ""
    for char in text:
        if char in '"\\':
            quoted += f"\\{char}"
        elif " " <= char < "\x80":
            quoted += char
        else:
            quoted += "".join(f"\\x{octet:02x}" for octet in char.encode("utf-8", "surrogatepass"))
    return f'"{quoted}"'


def format_duration(nanoseconds: int) -> str:
    """A duration as Go's Duration.String writes it: `1m30s`, `2.5ms`, `0s`."""
    if nanoseconds == 0:
        return "0s"
    sign, left = ("-", -nanoseconds) if nanoseconds < 0 else ("", nanoseconds)
    for unit, scale in (("ns", NANOSECOND), ("µs", MICROSECOND), ("ms", MILLISECOND)):
        if left < scale * 1000:
            return f"{sign}{_decimal(left, scale)}{unit}"
    hours, left = divmod(left, HOUR)
    minutes, left = divmod(left, MINUTE)
    seconds = f"{_decimal(left, SECOND)}s"
    if hours:
        return f"{sign}{hours}h{minutes}m{seconds}"
    return f"{sign}{minutes}m{seconds}" if minutes else f"{sign}{seconds}"


def _decimal(value: int, scale: int) -> str:
    whole, rest = divmod(value, scale)
    if not rest:
        return str(whole)
    return f"{whole}.{str(rest).rjust(len(str(scale)) - 1, '0').rstrip('0')}"
