"""All that plugins read their directive with, under one name: the cursor, tables of options, readers of values.

Nothing is defined here: the cursor is `reader`'s, values are `values`', `numbers`' and `durations`'.
"""

from __future__ import annotations

from corefile.durations import format_duration, parse_duration
from corefile.numbers import atoi, parse_bool, parse_float, parse_int, parse_uint, quote
from corefile.reader import Option, OptionError, Options, Read, Reader
from corefile.suggest import did_you_mean, one_of
from corefile.values import (
    addresses,
    boolean,
    choice,
    duration,
    exactly,
    flag,
    integer,
    number,
    one,
    words,
    zones,
)

__all__ = [
    "Option", "OptionError", "Options", "Read", "Reader", "addresses", "atoi", "boolean", "choice", "did_you_mean",
    "duration", "exactly", "flag", "format_duration", "integer", "number", "one", "one_of", "parse_bool",
    "parse_duration", "parse_float", "parse_int", "parse_uint", "quote", "words", "zones",
]  # fmt: skip
