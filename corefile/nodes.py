"""The pieces of a Corefile: words with their places, and the server blocks that they make up.

How text becomes words is the grammar's and the parser's business, how imports vanish is `expand`'s.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from corefile.errors import Diagnostic, Span


@dataclass(frozen=True, slots=True)
class Word:
    """One word: `value` is what it says, `raw` how it is written.

    `file` and `line` are those of the reference's arithmetic: "" for the main Corefile, and a word is on the same
    line as the one before when no line break was between, those inside its expanded text counted.
    """

    value: str
    raw: str
    span: Span
    quoted: bool = False
    file: str = ""
    source: str = ""

    @property
    def line(self) -> int:
        """The line that the word begins on."""
        return self.span.line

    @property
    def last_line(self) -> int:
        """The line that the reference takes the word to end on."""
        return self.span.line + self.value.count("\n")

    def with_value(self, value: str) -> Word:
        """The same word with its variables put in."""
        return self if value == self.value else replace(self, value=value)

    def glued_to(self, following: Word) -> bool:
        """Whether `following` stands on the same line."""
        return self.file == following.file and self.last_line == following.line

    def ends_before(self, following: Word) -> bool:
        """Whether `following` begins a line; a word of an earlier line, from another import, is neither."""
        return self.file != following.file or self.last_line < following.line


@dataclass(frozen=True, slots=True)
class ServerBlock:
    """A resolved server block: its keys, and all words of each directive, occurrences put end to end."""

    keys: tuple[Word, ...]
    directives: Mapping[str, tuple[Word, ...]]
    span: Span


@dataclass(frozen=True, slots=True)
class Resolved:
    """A Corefile with imports, snippets and variables put in; `files` are all that were read for it."""

    blocks: tuple[ServerBlock, ...]
    warnings: tuple[Diagnostic, ...] = ()
    files: tuple[str, ...] = ()
