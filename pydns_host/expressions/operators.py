"""The operators of the expression language: how tightly they bind. What they do is `operations`' business."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

UNARY: Mapping[str, int] = MappingProxyType({"not": 50, "!": 50, "-": 90, "+": 90})
BINARY: Mapping[str, int] = MappingProxyType(
    {
        "|": 0,
        "or": 10,
        "||": 10,
        "and": 15,
        "&&": 15,
        **dict.fromkeys(("==", "!=", "<", ">", ">=", "<=", "in", "matches", "contains", "startsWith", "endsWith"), 20),
        "..": 25,
        "+": 30,
        "-": 30,
        "*": 60,
        "/": 60,
        "%": 60,
        "**": 100,
        "^": 100,
        "??": 500,
    }
)
RIGHT = frozenset(("**", "^"))  # these bind to the right
ORDERED = frozenset(("<", ">", ">=", "<="))  # these may be chained: 1 < x < 5
