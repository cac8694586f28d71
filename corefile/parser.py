"""Text to words and to a tree by the grammar in grammar.lark: what is written, with the place of everything.

Nothing is refused here and no file is read; imports, variables and their errors are `expand`'s business.
"""

from __future__ import annotations

import gc
import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from lark import Lark, Token
from lark.visitors import Transformer_NonRecursive

from corefile.errors import Span
from corefile.nodes import Word
from corefile.tree import Block, Corefile, Line, Trivia

_ESCAPE = re.compile(r'\\(["\s\S]|\Z)')


class _Pairing:
    """Renames the braces that pair, so that the grammar can nest them; the others stay plain words."""

    always_accept = ()

    def process(self, stream: Iterator[Token]) -> Iterator[Token]:
        tokens = list(stream)
        opened: list[int] = []
        for index, token in enumerate(tokens):
            if token in ("{", '"{"'):
                opened.append(index)
            elif token in ("}", '"}"') and opened:
                tokens[opened.pop()].type = "OPEN"
                token.type = "CLOSE"
        return iter(tokens)


class _Leaves:
    """Makes words and trivia of tokens, with their places in one file."""

    def __init__(self, text: str, file: str, key: str) -> None:
        self._file = file
        self._key = key
        self._sources = text.split("\n")

    def make(self, token: Token) -> Word | Trivia:
        """The node for one token; an unterminated quote without content is no word at all."""
        # Lark's places are None only for tokens that were made up; these were lexed.
        place = token.line or 1, token.column or 1, token.end_line or 1, token.end_column or 1
        span = Span(self._file, *place)
        raw = str(token)
        if token.type in ("BLANK", "NEWLINE", "COMMENT"):
            return Trivia(raw, span)
        quoted = raw[0] == '"'
        if not quoted:
            value = raw if "#" not in raw and "\r" not in raw else raw.partition("#")[0].replace("\r", "")
        else:
            closed = len(raw) > 1 and _closed(raw)
            value = _ESCAPE.sub(_unescape, raw[1:-1] if closed else raw[1:])
            if not closed and not value:
                return Trivia(raw, span)
        return Word(value, raw, span, quoted, self._key, self._sources[place[0] - 1])


class _Builder(Transformer_NonRecursive[Token, Any]):
    """Makes nodes of a parse, and keeps the leaves in order."""

    def __init__(self, leaves: _Leaves) -> None:
        super().__init__()
        self._leaves = leaves
        self.leaves: list[Word | Trivia] = []

    def leaf(self, token: Token) -> Word | Trivia:
        """A word, a brace, a comment, white space."""
        made = self._leaves.make(token)
        self.leaves.append(made)
        return made

    BARE = QUOTED = OPEN = CLOSE = BLANK = COMMENT = NEWLINE = leaf

    def word(self, children: list[Any]) -> Any:
        """One word."""
        return children[0]

    def line(self, children: list[Any]) -> Line:
        """What stands between two line feeds."""
        return Line(tuple(children))

    def lines(self, children: list[Any]) -> tuple[Line, ...]:
        """Lines without their line feeds."""
        return tuple(child for child in children if isinstance(child, Line))

    def block(self, children: list[Any]) -> Block:
        """A pair of braces."""
        return Block(*children)

    def file(self, children: list[Any]) -> Any:
        """All lines."""
        return children[0]


def _closed(token: str) -> bool:
    """Whether the last character is a quote that no backslash escapes."""
    body = token[1:-1]
    return token.endswith('"') and (len(body) - len(body.rstrip("\\"))) % 2 == 0


def _unescape(match: re.Match[str]) -> str:
    return match[1] if match[1] == '"' else match[0] if match[1] else ""


@cache
def _lark() -> Lark:
    grammar = Path(__file__).with_name("grammar.lark").read_text(encoding="utf-8")
    return Lark(grammar, start="file", parser="lalr", lexer="basic", postlex=_Pairing(), propagate_positions=False)


@contextmanager
def uncollected() -> Iterator[None]:
    """Makes many nodes that all stay: a garbage collector that looks at them again and again finds nothing."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def words(text: str, file: str, key: str = "") -> list[Word]:
    """The words of a file, in order; `file` is its name in messages, `key` that in the reference's arithmetic."""
    make = _Leaves(text, file, key).make
    leaves = [make(token) for token in _lark().lex(text) if token.type not in ("BLANK", "NEWLINE", "COMMENT")]
    return [leaf for leaf in leaves if isinstance(leaf, Word)]


def parse(text: str, file: str, key: str = "") -> Corefile:
    """The tree of a Corefile, which gives its text back character by character; names as for `words`.

    Any text is a tree: whether it is a Corefile that can be served, `corefile.loads` tells.
    """
    builder = _Builder(_Leaves(text, file, key))
    with uncollected():
        lines = builder.transform(_lark().parse(text))
    return Corefile(file, lines, tuple(builder.leaves))
