"""Text to tree by the rules of grammar.lark: what is written, with the place of everything.

Nothing is refused here and no file is read; imports, variables and their errors are `expand`'s business.
"""

from __future__ import annotations

from collections.abc import Iterator

from lark import Token

from corefile.builder import WordToken
from corefile.grammar import lark, terminals
from corefile.nodes import Word
from corefile.scanner import words
from corefile.tree import Corefile, Item, Trivia


def parse(text: str, file: str) -> Corefile:
    """The tree of a Corefile, which gives its text back character by character; `file` is its name in messages.

    Any text is a tree: whether it is a Corefile that can be served, `corefile.loads` tells.
    """
    found = words(text, file)
    parser = lark().parse_interactive("")
    for token in _tokens(found):
        parser.feed_token(token)
    items: tuple[Item, ...] = parser.feed_token(Token("$END", ""))
    return Corefile(file, items, tuple(_leaves(text, found)))


def _tokens(found: list[Word]) -> Iterator[Token]:
    """What each word is to the grammar, and where lines end."""
    kinds = _pair(found)
    before: Word | None = None
    for index, word in enumerate(found):
        kind = kinds.get(index) or _kind(word.value)
        if before is not None and kind != "OPEN" and before.ends_before(word):
            yield Token("_END", "")
        token = WordToken(kind, word.value)
        token.word = word
        yield token
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
