"""Loads grammar.lark, once: the parser for its rules, and a pattern for its terminals.

What is made of either is `builder`'s and `scanner`'s business. Only the rules need Lark: the terminals are read
without it, since finding words must not cost what making a parser does.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lark import Lark

_TERMINAL = re.compile(r'^([A-Z]+): (?:/(.+)/|"(.+)")$', re.M)


@cache
def grammar() -> str:
    """The text of grammar.lark."""
    return Path(__file__).with_name("grammar.lark").read_text(encoding="utf-8")


@cache
def lark() -> Lark:
    """The parser; it is fed with tokens, so that its own lexer never runs."""
    from lark import Lark

    from corefile.builder import Builder

    return Lark(grammar(), start="file", parser="lalr", lexer="basic", transformer=Builder())


@cache
def terminals() -> re.Pattern[str]:
    """All terminals that are written as patterns, each a group of its name; one of them fits at every place."""
    return re.compile(
        "|".join(f"(?P<{name}>{pattern or text})" for name, pattern, text in _TERMINAL.findall(grammar()))
    )
