"""What a Corefile says about timeouts: of reading, writing and idling on connections. The transports keep them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from corefile.durations import SECOND, format_duration, parse_duration
from corefile.nodes import Word
from corefile.numbers import atoi
from corefile.options import OptionError, Reader, one_of, words
from pydns_host.block import Block, Timeouts

LEAST, MOST = SECOND, 24 * 3600 * SECOND
QUERIES = "maxtcpqueries"
TIMES = ("read", "write", "idle")


def parse(reader: Reader, block: Block) -> None:
    """Set the block's `timeouts`: each directive says more; the last word on each counts."""
    said: dict[str, Any] = {}
    for begins in reader.occurrences():
        args = reader.remaining_args()
        if args:
            reader.record(_doubled(reader, reader.arg_error(args[-1])))
            continue
        lines = 0
        while reader.next_block():
            lines += 1
            with reader.recovering():
                name = reader.word
                [word] = words(1, 1)(reader)
                said[name.value] = _queries(reader, word) if name.value == QUERIES else _timeout(reader, name, word)
        if not lines:
            reader.record(
                _doubled(reader, reader.error("timeouts block with no timeouts specified", begins, code="CF211"))
            )
    block.timeouts = Timeouts(*(said.get(name) for name in (*TIMES, QUERIES)))


def _doubled(reader: Reader, error: OptionError) -> OptionError:
    """The error with the plugin's name twice, as the reference says it here."""
    found = error.diagnostic
    return OptionError(replace(found, message=f"plugin/timeouts: {found.message}"))


def _timeout(reader: Reader, name: Word, word: Word) -> float:
    bare = word.value.removeprefix("-").removeprefix("+")
    try:
        value = int(parse_duration(f"{word.value}s" if bare.isascii() and bare.isdecimal() else word.value))
    except ValueError:
        raise reader.error(f"failed to parse duration '{word.value}'", word, code="CF220") from None
    if not LEAST <= value <= MOST:
        text = f"timeout provided '{format_duration(value)}' needs to be between 1 second and 24 hours"
        raise reader.error(text, word, code="CF220")
    if name.value not in TIMES:
        hint = one_of(name.value, (*TIMES, QUERIES))
        raise reader.error(f"unknown option: '{name.value}'", name, hint, code="CF213")
    return value / SECOND


def _queries(reader: Reader, word: Word) -> int:
    try:
        number = int(atoi(word.value))
    except ValueError as error:
        raise reader.error(f"invalid value for maxtcpqueries '{word.value}': {error}", word) from None
    if number == 0 or number < -1:
        text = f"maxtcpqueries provided '{number}' needs to be -1 (unlimited) or a positive integer"
        raise reader.error(text, word)
    return number
