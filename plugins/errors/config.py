"""What a Corefile says about errors: which of them are counted together, and how these are logged.

Counting and logging is `plugin`'s business.
"""

from __future__ import annotations

from dataclasses import dataclass

from corefile.nodes import Word
from corefile.options import Option, OptionError, Options, Reader, format_duration, one_of, parse_duration, words
from pydns_host import regexps
from pydns_host.block import Block

LEVELS = ("warning", "error", "info", "debug")


@dataclass(frozen=True, slots=True)
class Consolidate:
    """Errors that match `pattern` are logged as one count, `period` nanoseconds after the first of them.

    With `show_first` the first one is logged too, and a count of one is not.
    """

    period: int
    pattern: regexps.Pattern
    level: str = "error"
    show_first: bool = False

    def summary(self, count: int) -> str:
        """The line that stands for `count` errors."""
        return f"{count} errors like '{self.pattern.source}' occurred in last {format_duration(self.period)}"


@dataclass(frozen=True, slots=True)
class Config:
    """The consolidations, in the order in which they are tried."""

    consolidates: tuple[Consolidate, ...] = ()


def _stacktrace(reader: Reader) -> bool:
    return True  # a word behind it is read as the next option


def _consolidate(reader: Reader) -> Consolidate:
    args = words(2, 4)(reader)
    try:
        period = parse_duration(args[0].value)
    except ValueError as error:
        raise reader.error(str(error), args[0], code="CF230") from None
    if period <= 0:
        reader.warn("every error is a count of its own: the duration is not above 0", args[0], code="CF330")
    try:
        pattern = regexps.compile(args[1].value)
    except regexps.RegexpError as error:
        raise reader.error(str(error), args[1], code="CF231") from None
    level, show_first = _flags(reader, args[2:])
    return Consolidate(period, pattern, level or "error", show_first)


def _flags(reader: Reader, args: list[Word]) -> tuple[str | None, bool]:
    level, show_first = None, False
    for word in args:
        if word.value == "show_first":
            show_first = True
        elif word.value not in LEVELS:
            message = f"unknown option in consolidate: {word.value}"
            raise reader.error(message, word, one_of(word.value, [*LEVELS, "show_first"]))
        elif level is not None:
            raise reader.error("multiple log levels specified in consolidate", word)
        elif show_first:
            raise reader.error("log level must come before show_first in consolidate", word)
        else:
            level = word.value
    return level, show_first


OPTIONS = Options(
    Option("stacktrace", _stacktrace, "log a traceback for each exception of a plugin"),
    Option("consolidate", _consolidate, "DURATION REGEXP [LEVEL] [show_first]: log matching errors as one count"),
    unknown="Syntax error: Unexpected token '{0}', expecting 'Unknown field {0}'",
)


def parse(reader: Reader, block: Block) -> Config:
    """One `errors` in a block; `stacktrace` holds for the whole block."""
    config = Config()
    for index, begins in enumerate(reader.occurrences()):
        if index:
            reader.record(once(reader, begins))
            break
        _destination(reader)
        found = OPTIONS.read_block(reader)
        block.stacktrace = block.stacktrace or "stacktrace" in found
        config = Config(tuple(found.get("consolidate", ())))
    return config


def once(reader: Reader, word: Word) -> OptionError:
    """The complaint about a second occurrence."""
    return reader.error("this plugin can only be used once per Server Block", word, code="CF214")


def _destination(reader: Reader) -> None:
    args = reader.remaining_args()
    if len(args) > 1:
        reader.record(reader.arg_error(args[-1]))
    elif args and args[0].value != "stdout":
        message = f"invalid log file: {args[0].value}"
        reader.record(reader.error(message, args[0], "only stdout can be written to"))
