"""What a Corefile is written with, character by character: words, and the trivia between them; which braces pair.

What words mean together is `parser`'s and `expand`'s business.
"""

from __future__ import annotations

from collections.abc import Iterator

from corefile.grammar import terminals
from corefile.nodes import Word
from corefile.tree import Trivia


def leaves(text: str, found: list[Word]) -> Iterator[Word | Trivia]:
    """The words of a text, and what is between them: all in all every character of it."""
    position = 0
    for word in found:
        yield from _trivia(text, position, word.offset)
        yield word
        position = word.offset + len(word.raw)
    yield from _trivia(text, position, len(text))


def _trivia(text: str, start: int, end: int) -> Iterator[Trivia]:
    for match in terminals().finditer(text, start, end):
        yield Trivia(match[0], match.start())


def pair(found: list[Word]) -> dict[int, str]:
    """Which braces pair with one another (OPEN, CLOSE) and which closing ones are left over (SURPLUS), by index."""
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
