"""Makes nodes while the rules of grammar.lark are recognized: one method a rule.

How words become tokens is `parser`'s business, what the nodes are `tree`'s.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from lark import Token, Transformer

from corefile.nodes import Word
from corefile.tree import Block, Directive, Import, Item, Server, Snippet


class WordToken(Token):
    """A token that stands for a word."""

    word: Word


def _plain(children: Sequence[Any]) -> tuple[Any, ...]:
    """Words instead of their tokens, nodes as they are."""
    return tuple(child.word if isinstance(child, WordToken) else child for child in children)


class Builder(Transformer[Token, Any]):
    """Called by the parser at every rule with what the rule is made of."""

    def file(self, children: list[Item]) -> tuple[Item, ...]:
        """All items."""
        return tuple(children)

    def keys(self, children: list[WordToken]) -> tuple[Word, ...]:
        """The keys of a server block, with the commas behind them."""
        return _plain(children)

    def server(self, children: list[Any]) -> Server:
        """Keys and a block."""
        return Server(children[0], children[1], ())

    def keyless(self, children: list[Block]) -> Server:
        """A block alone."""
        return Server((), children[0], ())

    def bare_server(self, children: list[Any]) -> Server:
        """Keys, and lines up to the end of the file."""
        return Server(children[0], None, tuple(children[1:]))

    def ended_server(self, children: list[Any]) -> Server:
        """Keys, and lines up to a surplus brace."""
        return Server(children[0], None, tuple(children[1:-1]), children[-1].word)

    def snippet(self, children: list[Any]) -> Snippet:
        """A name and a block."""
        return Snippet(children[0].word, children[1])

    def block(self, children: list[Any]) -> Block:
        """Braces, and lines between them."""
        return Block(children[0].word, tuple(children[1:-1]), children[-1].word)

    def directive(self, children: list[Any]) -> Directive:
        """Words and blocks."""
        return Directive(_plain(children))

    def import_line(self, children: list[Any]) -> Import:
        """The word, and the rest of its line."""
        return Import(children[0].word, _plain(children[1:]))
