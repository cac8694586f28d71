"""What a Corefile says about reload: how often it is looked at. When that is, to the second, is `plugin`'s business."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from corefile.arguments import first_occurrence
from corefile.durations import SECOND, format_duration
from corefile.nodes import Word
from corefile.options import Reader, parse_duration, words

if TYPE_CHECKING:
    from pydns_host.block import Block

INTERVAL, JITTER = 30 * SECOND, 15 * SECOND
MIN_INTERVAL, MIN_JITTER = 2 * SECOND, 1 * SECOND


@dataclass(frozen=True, slots=True)
class Config:
    """Nanoseconds between looks; each process adds its own part of `jitter`, at most half of it, more or less."""

    interval: int = INTERVAL
    jitter: int = JITTER


def parse(reader: Reader, block: Block) -> Config:
    """The first `reload` of a server block; a block behind it is never read, as in the reference."""
    interval, jitter = INTERVAL, JITTER
    for _ in first_occurrence(reader):
        args = words(0, 2)(reader)
        if args:
            interval = _duration(reader, args[0])
            if interval < MIN_INTERVAL:
                least = format_duration(MIN_INTERVAL)
                reader.record(reader.error(f"interval value must be greater or equal to {least}", args[0]))
        if len(args) > 1:
            jitter = _duration(reader, args[1])
            if jitter and jitter < MIN_JITTER:
                least = format_duration(MIN_JITTER)
                reader.record(reader.error(f"jitter value must be 0 or greater or equal to {least}", args[1]))
    return Config(interval, min(jitter, interval // 2))


def _duration(reader: Reader, word: Word) -> int:
    try:
        return parse_duration(word.value)
    except ValueError as error:
        hint = "leave the directive out to have no reloads" if word.value == "off" else None
        raise reader.error(str(error), word, hint, code="CF230") from None
