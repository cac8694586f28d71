"""What a Corefile says about cancel: how long the plugins behind it have. Waiting is the plugins' business."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corefile.arguments import every_occurrence
from corefile.durations import MILLISECOND, parse_duration
from corefile.options import Reader, quote, words

if TYPE_CHECKING:
    from pydns_host.block import Block

DEFAULT = 5001 * MILLISECOND


def parse(reader: Reader, block: Block) -> int:
    """Nanoseconds; the last `cancel` of a server block counts."""
    timeout = DEFAULT
    for _ in every_occurrence(reader, replaces=True):
        with reader.recovering():
            args = words(0, 1)(reader)
            timeout = DEFAULT
            if args:
                timeout = _duration(reader)
    return timeout


def _duration(reader: Reader) -> int:
    text = reader.value
    try:
        value = parse_duration(text)
    except ValueError:
        raise reader.error(f"invalid duration: {quote(text)}", code="CF220") from None
    if value <= 0:
        raise reader.error(f"invalid negative duration: {quote(text)}", code="CF220")
    return value
