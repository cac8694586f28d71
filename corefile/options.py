"""All that plugins read their directive with, under one name: the cursor, tables of options, readers of values.

Nothing is defined here: the cursor is `reader`'s, values are `values`' and `durations`'.
"""

from __future__ import annotations

from corefile.durations import atoi, format_duration, parse_bool, parse_duration, parse_uint
from corefile.reader import Option, OptionError, Options, Read, Reader, did_you_mean
from corefile.values import boolean, choice, duration, exactly, flag, integer, one, words, zone_list

__all__ = [
    "Option", "OptionError", "Options", "Read", "Reader", "atoi", "boolean", "choice", "did_you_mean", "duration",
    "exactly", "flag", "format_duration", "integer", "one", "parse_bool", "parse_duration", "parse_uint", "words",
    "zone_list",
]  # fmt: skip
