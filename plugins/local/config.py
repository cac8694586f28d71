"""What a Corefile says about local: whether names that begin with localhost are meant, too. Answers are elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corefile.arguments import every_occurrence, last, no_arguments
from corefile.options import Option, Options, Reader, quote, words

if TYPE_CHECKING:
    from pydns_host.block import Block

SWITCH = {"on": True, "off": False}


def _prefix(reader: Reader) -> bool:
    [word] = words(1, 1)(reader)
    if word.value not in SWITCH:
        raise reader.error(f"localhost_prefix expects 'on' or 'off', got {quote(word.value)}", word)
    return SWITCH[word.value]


OPTIONS = Options(Option("localhost_prefix", _prefix, "on|off: answer for localhost.NAME, too", single=True))


def parse(reader: Reader, block: Block) -> bool:
    """Whether names that begin with localhost are answered; all `local` of a server block count."""
    prefix = True
    for _ in every_occurrence(reader):
        no_arguments(reader)
        prefix = last(OPTIONS.read_block(reader), "localhost_prefix", prefix)
    return prefix
