"""Ready-made readers for the arguments of options: counts, numbers, durations, choices, zones.

Each factory returns a function for `Option.read`; texts are the reference's, numbers and durations Go's.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from corefile import durations, zones
from corefile.nodes import Word
from corefile.reader import Read, Reader


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


def _converted(convert: Callable[[str], Any], only: bool) -> Read:
    def read(reader: Reader) -> Any:
        if not reader.next_arg():
            raise reader.arg_error()
        word = reader.word
        try:
            value = convert(word.value)
        except ValueError as error:
            raise reader.error(str(error), word) from None
        if only and reader.next_arg():
            raise reader.arg_error()
        return value

    return read


def integer(
    minimum: int | None = None,
    maximum: int | None = None,
    *,
    unsigned: bool = False,
    bits: int = 64,
    wrong: str = "{}",
    only: bool = False,
) -> Read:
    """An integer; `wrong` words the complaint about one out of range, with `{}` for it."""

    def convert(text: str) -> int:
        value = durations.parse_uint(text, bits) if unsigned else durations.atoi(text, bits)
        if (minimum is not None and value < minimum) or (maximum is not None and value > maximum):
            raise ValueError(wrong.format(value))
        return value

    return _converted(convert, only)


def duration(minimum: int | None = None, *, wrong: str = "{}", only: bool = False) -> Read:
    """A duration in nanoseconds; `wrong` words the complaint about one below `minimum`, with `{}` for it."""

    def convert(text: str) -> int:
        value = durations.parse_duration(text)
        if minimum is not None and value < minimum:
            raise ValueError(wrong.format(durations.format_duration(value)))
        return value

    return _converted(convert, only)


def boolean(*, only: bool = False) -> Read:
    """A truth value as Go's strconv.ParseBool reads it."""
    return _converted(durations.parse_bool, only)


def choice(*choices: str, wrong: str = "unknown value '{}'", only: bool = False) -> Read:
    """One of some words; `wrong` words the complaint about any other."""

    def read(reader: Reader) -> str:
        if not reader.next_arg():
            raise reader.arg_error()
        if reader.value not in choices:
            raise reader.error(wrong.format(reader.value), hint=f"one of: {', '.join(choices)}")
        value = reader.value
        if only and reader.next_arg():
            raise reader.arg_error()
        return value

    return read


def zone_list(minimum: int = 0) -> Read:
    """Zones; networks become reverse zones, what is no zone vanishes as in the reference (with a warning)."""

    def read(reader: Reader) -> tuple[str, ...]:
        found: list[str] = []
        for word in words(minimum)(reader):
            mine = zones.normalize_exact(word.value)
            if not mine:
                reader.warn(f"'{word.value}' is not a zone and is left out", word, code="CF301")
            found.extend(mine)
        return tuple(found)

    return read
