"""A Corefile as it is written: server blocks, snippets, imports, directives; and every character of it, in order.

What it means once imports and variables are put in is in `nodes`.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from corefile.nodes import Word


@dataclass(frozen=True, slots=True)
class Trivia:
    """A line feed, other white space, or a comment without its line feed."""

    raw: str
    offset: int

    @property
    def comment(self) -> bool:
        """Whether it says something."""
        return self.raw.startswith("#")


@dataclass(frozen=True, slots=True)
class Block:
    """A `{`, the lines behind it, and the `}` that pairs with it."""

    open: Word
    lines: tuple[Line, ...]
    close: Word


@dataclass(frozen=True, slots=True)
class Directive:
    """A directive, an option of one, or an option of that: words, blocks in between or, mostly, at the end."""

    pieces: tuple[Word | Block, ...]


@dataclass(frozen=True, slots=True)
class Import:
    """`import` and what is imported, which may be wrong in number."""

    word: Word
    arguments: tuple[Word | Block, ...]


Line = Directive | Import


@dataclass(frozen=True, slots=True)
class Snippet:
    """A block that `import` names; `name` has its parentheses."""

    name: Word
    block: Block


@dataclass(frozen=True, slots=True)
class Server:
    """A server block. One without braces has no `block` but `lines`, and `end` if a surplus `}` ends it."""

    keys: tuple[Word, ...]
    block: Block | None
    lines: tuple[Line, ...]
    end: Word | None = None


Item = Server | Snippet | Import


@dataclass(frozen=True, slots=True)
class Corefile:
    """A whole file. `leaves` are all of its words and trivia in order, so that they say what the file says."""

    file: str
    items: tuple[Item, ...]
    leaves: tuple[Word | Trivia, ...] = field(repr=False)

    def __str__(self) -> str:
        return "".join(leaf.raw for leaf in self.leaves)
