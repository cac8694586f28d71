"""Loads grammar.lark, once: the parser for its rules, and a pattern for its terminals.

What is made of either is `builder`'s and `scanner`'s business.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from lark import Lark

from corefile.builder import Builder


@cache
def lark() -> Lark:
    """The parser; it is fed with tokens, so that its own lexer never runs."""
    text = Path(__file__).with_name("grammar.lark").read_text(encoding="utf-8")
    return Lark(text, start="file", parser="lalr", lexer="basic", transformer=Builder())


@cache
def terminals() -> re.Pattern[str]:
    """All terminals that are written as patterns, each a group of its name; one of them fits at every place."""
    return re.compile("|".join(f"(?P<{each.name}>{each.pattern.to_regexp()})" for each in lark().terminals))
