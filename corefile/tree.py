"""A Corefile as it is written: lines, blocks that pair, comments and white space, every character of it.

What it means once imports and variables are put in is in `nodes`.
"""

from __future__ import annotations

from dataclasses import dataclass

from corefile.errors import Span
from corefile.nodes import Word


@dataclass(frozen=True, slots=True)
class Trivia:
    """White space or, when it begins with `#`, a comment."""

    raw: str
    span: Span

    @property
    def comment(self) -> bool:
        """Whether it says something."""
        return self.raw.startswith("#")


@dataclass(frozen=True, slots=True)
class Block:
    """A `{` and the `}` that pairs with it, with the lines between."""

    open: Word
    lines: tuple[Line, ...]
    close: Word


Piece = Word | Trivia | Block


@dataclass(frozen=True, slots=True)
class Line:
    """What stands between two line feeds; a block in it may have lines of its own."""

    pieces: tuple[Piece, ...]

    @property
    def words(self) -> tuple[Word, ...]:
        """The words of the line itself, without those of its blocks."""
        return tuple(piece for piece in self.pieces if isinstance(piece, Word))

    @property
    def blocks(self) -> tuple[Block, ...]:
        """The blocks that open on the line."""
        return tuple(piece for piece in self.pieces if isinstance(piece, Block))


@dataclass(frozen=True, slots=True)
class Corefile:
    """A whole file; `leaves` are all of its words and trivia in order, line feeds as trivia among them."""

    file: str
    lines: tuple[Line, ...]
    leaves: tuple[Word | Trivia, ...]

    def __str__(self) -> str:
        return "".join(leaf.raw for leaf in self.leaves)

    @property
    def words(self) -> list[Word]:
        """Every word, in order."""
        return [leaf for leaf in self.leaves if isinstance(leaf, Word)]
