"""Text to tree by the rules of grammar.lark: what is written, with the place of everything.

Nothing is refused here and no file is read; imports, variables and their errors are `expand`'s business.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from lark import Token
from lark.visitors import Transformer_NonRecursive

from corefile.grammar import lark, terminals
from corefile.nodes import Word
from corefile.scanner import words
from corefile.tree import Block, Corefile, Directive, Import, Item, Line, Server, Snippet, Trivia


def parse(text: str, file: str) -> Corefile:
    """The tree of a Corefile, which gives its text back character by character; `file` is its name in messages.

    Any text is a tree: whether it is a Corefile that can be served, `corefile.loads` tells.
    """
    found = words(text, file)
    parser = lark().parse_interactive("")
    for token in _tokens(found):
        parser.feed_token(token)
    items: tuple[Item, ...] = _Builder(found).transform(parser.feed_token(Token("$END", "")))
    return Corefile(file, items, tuple(_leaves(text, found)))


def _tokens(found: list[Word]) -> Iterator[Token]:
    """What each word is to the grammar, and where lines end; a token's place is its word's index."""
    kinds = _pair(found)
    before: Word | None = None
    for index, word in enumerate(found):
        kind = kinds.get(index) or _kind(word.value)
        if before is not None and kind != "OPEN" and before.ends_before(word):
            yield Token("_END", "")
        yield Token(kind, word.value, index)
        before = word


def _pair(found: list[Word]) -> dict[int, str]:
    """Which braces pair with one another, and which closing ones are left over."""
    kinds: dict[int, str] = {}
    opened: list[int] = []
    for index, word in enumerate(found):
        if word.value == "{":
            opened.append(index)
        elif word.value == "}" and opened:
            kinds[opened.pop()] = "OPEN"
            kinds[index] = "CLOSE"
        elif word.value == "}":
            kinds[index] = "SURPLUS"
    return kinds


def _kind(value: str) -> str:
    if value == "import":
        return "IMPORT"
    if value.startswith("(") and value.endswith(")"):
        return "SNIPPET"
    return "CONTINUED" if value.endswith(",") else "WORD"


def _leaves(text: str, found: list[Word]) -> Iterator[Word | Trivia]:
    """The words, and what is between them."""
    position = 0
    for word in found:
        yield from _trivia(text, position, word.offset)
        yield word
        position = word.offset + len(word.raw)
    yield from _trivia(text, position, len(text))


def _trivia(text: str, start: int, end: int) -> Iterator[Trivia]:
    for match in terminals().finditer(text, start, end):
        yield Trivia(match[0], match.start())


class _Builder(Transformer_NonRecursive[Token, Any]):
    """Makes nodes of a parse; tokens become the words that they stand for."""

    def __init__(self, found: list[Word]) -> None:
        super().__init__()
        self._words = found

    def __default_token__(self, token: Token) -> Word:
        return self._words[token.start_pos or 0]

    def file(self, items: list[Item]) -> tuple[Item, ...]:
        """All items."""
        return tuple(items)

    def keys(self, keys: list[Word]) -> tuple[Word, ...]:
        """The keys of a server block, with the commas behind them."""
        return tuple(keys)

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
        return Server(children[0], None, tuple(children[1:-1]), children[-1])

    def snippet(self, children: list[Any]) -> Snippet:
        """A name and a block."""
        return Snippet(children[0], children[1])

    def block(self, children: list[Any]) -> Block:
        """Braces, and lines between them."""
        return Block(children[0], tuple(children[1:-1]), children[-1])

    def directive(self, children: list[Word | Block]) -> Line:
        """Words and blocks."""
        return Directive(tuple(children))

    def import_line(self, children: list[Any]) -> Line:
        """The word, and the rest of its line."""
        return Import(children[0], tuple(children[1:]))
