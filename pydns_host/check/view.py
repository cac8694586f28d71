"""A server block as rules look at it: each directive's occurrences with their arguments and option lines.

This is the shape of the text only; what a directive's words mean is its plugin's `parse`'s business.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from corefile.nodes import ServerBlock, Word
from corefile.zones import normalize_exact
from pydns_host.understand import UnderstoodBlock


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One use of a directive: its word, the words behind it, and the lines of its block with nested ones cut off.

    `name` is the directive; the word may have it in a variable.
    """

    name: str
    word: Word
    args: tuple[Word, ...]
    options: tuple[tuple[Word, ...], ...] = ()

    def named(self, option: str) -> Iterator[tuple[Word, ...]]:
        """The lines of one option."""
        return (line for line in self.options if line[0].value == option)

    def has(self, option: str) -> bool:
        """Whether an option is given."""
        return any(self.named(option))


@dataclass(frozen=True, slots=True)
class BlockView:
    """A server block: its zones, and the occurrences of its directives in the order of execution.

    `has_unknown` tells of directives that are not known, of which anything may be true.
    """

    understood: UnderstoodBlock
    directives: Mapping[str, tuple[Occurrence, ...]]
    has_unknown: bool = False

    @property
    def source(self) -> ServerBlock:
        """The block as it is resolved."""
        return self.understood.source

    @property
    def key(self) -> Word:
        """The first key, for findings about the whole block."""
        return self.source.keys[0]

    @property
    def zones(self) -> tuple[str, ...]:
        """The origins, in lower case with their final dots."""
        return self.understood.block.zones

    def of(self, *names: str) -> Iterator[Occurrence]:
        """The occurrences of these directives."""
        return (each for name in names for each in self.directives.get(name, ()))

    def has(self, *names: str) -> bool:
        """Whether any of these directives stands in the block."""
        return any(name in self.directives for name in names)


def view(block: UnderstoodBlock, order: Sequence[str]) -> BlockView:
    """The block with its directives cut into occurrences."""
    named = block.source.directives
    known = {name: tuple(occurrences(name, named[name])) for name in order if name in named}
    return BlockView(block, known, len(known) < len(named))


def occurrences(name: str, words: Sequence[Word]) -> Iterator[Occurrence]:
    """Cut the words of one directive where a line begins outside of braces."""
    start = depth = 0
    for index, word in enumerate(words):
        if index > start and not depth and words[index - 1].ends_before(word) and word.value != "{":
            yield _occurrence(name, words[start:index])
            start = index
        depth += {"{": 1, "}": -1}.get(word.value, 0)
        depth = max(depth, 0)
    if words:
        yield _occurrence(name, words[start:])


def _occurrence(name: str, words: Sequence[Word]) -> Occurrence:
    args: list[Word] = []
    options: list[list[Word]] = []
    depth = 0
    for before, word in pairwise(words):
        depth += {"{": 1, "}": -1}.get(word.value, 0)
        if word.value in ("{", "}"):
            continue
        if not depth:
            args.append(word)
        elif depth == 1 and (before.ends_before(word) or before.value == "{" or not options):
            options.append([word])
        elif depth == 1:
            options[-1].append(word)
    return Occurrence(name, words[0], tuple(args), tuple(map(tuple, options)))


def is_under(zone: str, parent: str) -> bool:
    """Whether a zone is another one or below it; both in lower case with their final dots."""
    return parent == "." or zone == parent or zone.endswith(f".{parent}")


def overlap(one: str, other: str) -> bool:
    """Whether a name can be in both zones."""
    return is_under(one, other) or is_under(other, one)


def zones_of(words: Sequence[Word]) -> Iterator[tuple[str, Word]]:
    """The zones that words name, each with its word."""
    return ((zone, word) for word in words for zone in normalize_exact(word.value))
