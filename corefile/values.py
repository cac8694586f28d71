"""Ready-made readers for the arguments of options: counts, numbers, durations, choices, zones, addresses.

Each factory returns a function for `Option.read`. The reference words complaints plugin by plugin, so the text is the
caller's: `wrong` for a value that is not allowed, with `{}` for the value; `unreadable` for a word that is no value at
all, with `{word}` for it and `{error}` for Go's complaint, which is the default.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from corefile.addresses import Address, parse_ip
from corefile.durations import format_duration, parse_duration
from corefile.nodes import Word
from corefile.numbers import atoi, parse_bool, parse_float, parse_int, parse_uint
from corefile.reader import Read, Reader
from corefile.suggest import one_of
from corefile.zones import normalize_exact

_GOS_OWN = "{error}"


def flag() -> Read:
    """No argument; the value is True."""

    def read(reader: Reader) -> bool:
        if reader.next_arg():
            raise reader.arg_error()
        return True

    return read


def words(minimum: int = 0, maximum: int | None = None) -> Callable[[Reader], list[Word]]:
    """Between `minimum` and `maximum` words."""

    def read(reader: Reader) -> list[Word]:
        found = reader.remaining_args()
        if len(found) < minimum or (maximum is not None and len(found) > maximum):
            raise reader.arg_error()
        return found

    return read


def exactly(count: int) -> Callable[[Reader], list[Word]]:
    """Exactly so many words."""
    return words(count, count)


def one(only: bool = False) -> Callable[[Reader], str]:
    """The next word as text; with `only`, nothing may follow it. Without, what follows is the next option."""
    return _converted(str, only)


def _converted(convert: Callable[[str], Any], only: bool, unreadable: str = _GOS_OWN) -> Read:
    def read(reader: Reader) -> Any:
        if not reader.next_arg():
            raise reader.arg_error()
        word = reader.word
        try:
            value = convert(word.value)
        except _NotAllowed as error:
            raise reader.error(str(error), word) from None
        except ValueError as error:
            raise reader.error(unreadable.format(word=word.value, error=error), word) from None
        if only and reader.next_arg():
            raise reader.arg_error()
        return value

    return read


class _NotAllowed(ValueError):
    """A value that can be read and is not allowed."""


def integer(
    minimum: int | None = None,
    maximum: int | None = None,
    *,
    unsigned: bool = False,
    bits: int = 64,
    wrong: str = "{}",
    unreadable: str = _GOS_OWN,
    only: bool = False,
) -> Read:
    """An integer of so many bits, as strconv.Atoi, ParseInt or (`unsigned`) ParseUint reads it."""

    def convert(text: str) -> int:
        value = parse_uint(text, bits) if unsigned else atoi(text) if bits == 64 else parse_int(text, bits)
        if (minimum is not None and value < minimum) or (maximum is not None and value > maximum):
            raise _NotAllowed(wrong.format(value))
        return value

    return _converted(convert, only, unreadable)


def number(
    minimum: float | None = None,
    maximum: float | None = None,
    *,
    bits: int = 64,
    wrong: str = "{}",
    unreadable: str = _GOS_OWN,
    only: bool = False,
) -> Read:
    """A float as strconv.ParseFloat reads it; NaN is below no minimum and above no maximum, as in Go."""

    def convert(text: str) -> float:
        value = parse_float(text, bits)
        if (minimum is not None and value < minimum) or (maximum is not None and value > maximum):
            raise _NotAllowed(wrong.format(text))
        return value

    return _converted(convert, only, unreadable)


def duration(
    minimum: int | None = None,
    *,
    bare_seconds: bool = False,
    wrong: str = "{}",
    unreadable: str = _GOS_OWN,
    only: bool = False,
) -> Read:
    """A duration in nanoseconds, as time.ParseDuration reads it; with `bare_seconds`, `5` means `5s`."""

    def convert(text: str) -> int:
        bare = bare_seconds and text.removeprefix("-").removeprefix("+").isdecimal() and text.isascii()
        value = parse_duration(f"{text}s" if bare else text)
        if minimum is not None and value < minimum:
            raise _NotAllowed(wrong.format(format_duration(value)))
        return value

    return _converted(convert, only, unreadable)


def boolean(*, unreadable: str = _GOS_OWN, only: bool = False) -> Read:
    """A truth value as strconv.ParseBool reads it."""
    return _converted(parse_bool, only, unreadable)


def choice(*choices: str, wrong: str = "unknown value '{}'", only: bool = False) -> Read:
    """One of some words, as they are spelt here."""

    def read(reader: Reader) -> str:
        if not reader.next_arg():
            raise reader.arg_error()
        if reader.value not in choices:
            raise reader.error(wrong.format(reader.value), hint=one_of(reader.value, choices))
        value = reader.value
        if only and reader.next_arg():
            raise reader.arg_error()
        return value

    return read


def zones(minimum: int = 0) -> Read:
    """Zones; networks become reverse zones, what is no zone vanishes as in the reference (with a warning)."""

    def read(reader: Reader) -> tuple[str, ...]:
        found: list[str] = []
        for word in words(minimum)(reader):
            mine = normalize_exact(word.value)
            if not mine:
                reader.warn(f"'{word.value}' is not a zone and is left out", word, code="CF301")
            found.extend(mine)
        return tuple(found)

    return read


def addresses(minimum: int = 0, maximum: int | None = None, *, wrong: str = "not an IP address: '{}'") -> Read:
    """IP addresses without ports; every word that is none is reported."""

    def read(reader: Reader) -> tuple[Address, ...]:
        found: list[Address] = []
        for word in words(minimum, maximum)(reader):
            address = parse_ip(word.value)
            if address is None:
                reader.record(reader.error(wrong.format(word.value), word))
            else:
                found.append(address)
        return tuple(found)

    return read
