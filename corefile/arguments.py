"""Readers for options whose words are counted before they are read, and the shapes that many directives share.

A word is made a value by a function from text that raises ValueError; those of `numbers` and `durations` will do.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any

from corefile.addresses import split_host_port
from corefile.durations import format_duration
from corefile.nodes import Word
from corefile.numbers import atoi
from corefile.reader import Option, OptionError, Read, Reader
from corefile.values import words
from corefile.zones import normalize_exact, origins_from_args_or_server_block

Convert = Callable[[str], Any]
NEVER_READ = "CF340"  # an occurrence that the reference never looks at
NOT_READ = "CF341"  # a word that it never looks at
NO_EFFECT = "CF357"  # an option that does nothing
CONTRADICTION = "CF358"  # words that are fine each, and not together
MAX_PORT = 65535
UNUSABLE = "CF353"  # a value that is taken and cannot do what it says
REPLACED = "CF342"  # an occurrence that undoes what the one before it says


class NotAllowedError(ValueError):
    """A word that can be read as a value which is not allowed; its text is the whole complaint."""


def within(
    convert: Convert, minimum: float | None = None, maximum: float | None = None, *, wrong: str = "{}"
) -> Convert:
    """`convert` for values in a range; `wrong` is the complaint about others, with `{}` for the value."""

    def bounded(text: str) -> Any:
        value = convert(text)
        if (minimum is not None and value < minimum) or (maximum is not None and value > maximum):
            raise NotAllowedError(wrong.format(value))
        return value

    return bounded


def one_word_of(*choices: str, wrong: str) -> Convert:
    """A word that is one of some; `wrong` is the complaint about others, with `{}` for the word."""

    def chosen(text: str) -> str:
        if text not in choices:
            raise NotAllowedError(wrong.format(text))
        return text

    return chosen


def value_of(reader: Reader, word: Word, convert: Convert, unreadable: str = "{error}") -> Any:
    """The value of a word; raises `OptionError` at it. `unreadable` may show `{word}` and `{error}`."""
    try:
        return convert(word.value)
    except NotAllowedError as error:
        raise reader.error(str(error), word) from None
    except ValueError as error:
        raise reader.error(unreadable.format(word=word.value, error=error), word) from None


def argument(
    convert: Convert = str, *, unreadable: str = "{error}", optional: bool = False, default: Any = None, most: int = 1
) -> Read:
    """Exactly one word; none gives `default` where it is `optional`."""

    def read(reader: Reader) -> Any:
        found = words(0 if optional else 1, most)(reader)
        return value_of(reader, found[0], convert, unreadable) if found else default

    return read


def first_argument(convert: Convert = str, *, unreadable: str = "{error}") -> Read:
    """The first of one or more words; what is behind it is not read, with a warning."""

    def read(reader: Reader) -> Any:
        option = reader.value
        found = words(1)(reader)
        unread(reader, found[1:], f"{option} takes one word")
        return value_of(reader, found[0], convert, unreadable)

    return read


def each(convert: Convert, *, least: int = 1, unreadable: str = "{error}") -> Callable[[Reader], tuple[Any, ...]]:
    """The value of each word; every mistake is recorded."""

    def read(reader: Reader) -> tuple[Any, ...]:
        found = []
        for word in words(least)(reader):
            try:
                found.append(value_of(reader, word, convert, unreadable))
            except OptionError as error:
                reader.record(error)
        return tuple(found)

    return read


def nothing(reader: Reader) -> bool:
    """An option that counts no words: what is behind it is read as the next option."""
    return True


def without_effect(why: str) -> Read:
    """An option that takes any words and does nothing."""

    def read(reader: Reader) -> None:
        reader.warn(f"'{reader.value}' does nothing: {why}", code=NO_EFFECT)
        reader.remaining_args()

    return read


def unread(reader: Reader, rest: Iterable[Word], why: str) -> None:
    """Warn about words that the reference does not look at."""
    for word in rest:
        reader.warn(f"'{word.value}' is not read: {why}", word, code=NOT_READ)


def last(found: Mapping[str, list[Any]], option: str, default: Any) -> Any:
    """What an option was said to be the last time."""
    return found[option][-1] if option in found else default


def merged(found: Mapping[str, list[Any]], option: str) -> tuple[Any, ...]:
    """The values of an option whose occurrences add up."""
    return tuple(chain.from_iterable(found.get(option, [])))


# Occurrences.


def once(reader: Reader) -> Iterator[Word]:
    """The first occurrence; any other is an error, as with the reference's ErrOnce."""
    for number, begins in enumerate(reader.occurrences()):
        if number:
            hint = None if begins.value == reader.plugin else f"'{begins.value}' is taken for a second {reader.plugin}"
            text = "this plugin can only be used once per Server Block"
            reader.record(reader.error(text, begins, hint, code="CF214"))
            return
        yield begins


def first_occurrence(reader: Reader) -> Iterator[Word]:
    """The first occurrence; what comes behind it is never read, with a warning."""
    for number, begins in enumerate(reader.occurrences()):
        if number:
            text = f"only the first {reader.plugin} of a server block is read: '{begins.value}' is not"
            reader.warn(text, begins, code=NEVER_READ)
            return
        yield begins


def every_occurrence(reader: Reader, replaces: bool = False) -> Iterator[Word]:
    """All occurrences, with a warning for words taken for one, or for one that `replaces` what was before it."""
    for number, begins in enumerate(reader.occurrences()):
        if begins.value != reader.plugin:
            text = f"'{begins.value}' is read as another {reader.plugin}: the words before it have ended the last one"
            reader.warn(text, begins, code="CF320")
        elif number and replaces:
            text = f"this {reader.plugin} replaces what the one before it says: a server block has one only"
            reader.warn(text, begins, code=REPLACED)
        yield begins


# Zones.


def origins(reader: Reader, server_zones: Iterable[str]) -> tuple[str, ...]:
    """The zones of the words on this line, or those of the server block; what is no zone is left out with a warning."""
    args = reader.remaining_args()
    found = origins_from_args_or_server_block([word.value for word in args], server_zones)
    for word in args:
        if not normalize_exact(word.value):
            nothing_left = "" if found else ", so that there is nothing to serve"
            reader.warn(f"'{word.value}' is not a zone and is left out{nothing_left}", word, code="CF301")
    return found


def fallthrough(reader: Reader) -> tuple[str, ...]:
    """The zones under which questions without an answer go on: those of the words, or all."""
    return origins(reader, (".",))


def negative(reader: Reader, nanoseconds: int, what: str) -> None:
    """Warn about a negative time, at the current word."""
    if nanoseconds < 0:
        reader.warn(f"{what} is negative: {format_duration(nanoseconds)}", code=UNUSABLE)


def limit(option: str, least: int, help: str) -> Option:
    """An option that bounds a listener: one number, at least 0 or 1, said once."""
    kind = "positive" if least else "non-negative"
    number = within(atoi, least, wrong=f"{option} must be a {kind} integer: {{}}")
    read = argument(number, unreadable=f"invalid {option} value '{{word}}': {{error}}")
    return Option(option, read, f"NUMBER: {help}", again=f"{option} already defined for this server block")


def no_arguments(reader: Reader) -> None:
    """Record a mistake when there are words in front of the block, or where there is none."""
    with reader.recovering():
        words(0, 0)(reader)


def word_at(words: Sequence[Word], offset: int) -> Word:
    """The word that a character stands in, of words that were put together with blanks between."""
    for word in words:
        if offset <= len(word.value):
            return word
        offset -= len(word.value) + 1
    return words[-1]


def listen_address(reader: Reader, default: str, *, check: Convert = str) -> str:
    """At most one word: an address with its port, as the host names it for its own listeners, else `default`.

    `check` raises ValueError for a port that can be none; one that is a name is the machine's business.
    """
    found = words(0, 1)(reader)
    if not found:
        return default
    _, port = value_of(reader, found[0], split_host_port)
    try:
        check(port)
    except ValueError as error:
        raise reader.error(str(error), found[0], code="CF103") from None
    return found[0].value


def port_number(port: str) -> str:
    """A port that is a number must be one that there is; raises ValueError in Go's words."""
    try:
        number = atoi(port or "0")
    except ValueError:
        return port  # a name is the machine's business
    if not 0 <= number <= MAX_PORT:
        raise ValueError(f"listen tcp: address {port}: invalid port")
    return port
