"""Text to tree by the rules of grammar.lark: what is written, with the place of everything.

Nothing is refused here and no file is read; imports, variables and their errors are `expand`'s business.
"""

from __future__ import annotations

from collections.abc import Iterator

from lark import Token

from corefile.builder import WordToken
from corefile.grammar import lark
from corefile.leaves import leaves, pair
from corefile.nodes import Word
from corefile.scanner import words
from corefile.tree import Corefile, Item


def parse(text: str, file: str) -> Corefile:
    """The tree of a Corefile, which gives its text back character by character; `file` is its name in messages.

    Any text is a tree: whether it is a Corefile that can be served, `corefile.loads` tells.
    """
    found = words(text, file)
    parser = lark().parse_interactive("")
    for token in _tokens(found):
        parser.feed_token(token)
    items: tuple[Item, ...] = parser.feed_token(Token("$END", ""))
    return Corefile(file, items, tuple(leaves(text, found)))


def _tokens(found: list[Word]) -> Iterator[Token]:
    """What each word is to the grammar, and where lines end."""
    kinds = pair(found)
    before: Word | None = None
    for index, word in enumerate(found):
        kind = kinds.get(index) or _kind(word.value)
        if before is not None and kind != "OPEN" and before.ends_before(word):
            yield Token("_END", "")
        token = WordToken(kind, word.value)
        token.word = word
        yield token
        before = word


def _kind(value: str) -> str:
    if value == "import":
        return "IMPORT"
    if value.startswith("(") and value.endswith(")"):
        return "SNIPPET"
    return "CONTINUED" if value.endswith(",") else "WORD"
