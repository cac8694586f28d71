"""The pieces of a Corefile: words with their places, and the server blocks that they make up.

How text becomes words is `scanner`'s business, how imports vanish is `expand`'s, how a file is written is `tree`'s.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from corefile.errors import Diagnostic, Fix, Severity, Span


@dataclass(frozen=True, slots=True)
class Source:
    """A file that was read: `file` is its name in messages, `key` that in the reference's arithmetic ("" for the main
    Corefile, else the absolute path).
    """

    file: str
    key: str = ""
    text: str = field(default="", repr=False)
    lines: list[str] = field(default_factory=list, repr=False)


@dataclass(frozen=True, slots=True)
class Word:
    """One word: `value` is what it says, `raw` how it is written, `offset` how many characters are in front of it.

    `line` is the one that it begins on. The reference takes two words to be on the same line when no line break was
    between, where it counts those inside the first one's *expanded* text; words of different files never are.
    """

    value: str
    raw: str
    offset: int
    line: int
    origin: Source

    @property
    def file(self) -> str:
        """The file's name in the reference's arithmetic: "" for the main Corefile, else its absolute path."""
        return self.origin.key

    @property
    def quoted(self) -> bool:
        """Whether it is written in quotes."""
        return self.raw.startswith('"')

    @property
    def source(self) -> str:
        """The line of the file that it begins on."""
        return self.origin.lines[self.line - 1]

    @property
    def span(self) -> Span:
        """Where it is written."""
        text, end = self.origin.text, self.offset + len(self.raw)
        column, end_column = (place - text.rfind("\n", 0, place) for place in (self.offset, end))
        return Span(self.origin.file, self.line, column, self.line + self.raw.count("\n"), end_column)

    @property
    def place(self) -> str:
        """Where it stands, for a message about another word: `Corefile:5`."""
        return f"{self.origin.file}:{self.line}"

    @property
    def last_line(self) -> int:
        """The line that the reference takes it to end on."""
        return self.line + self.value.count("\n")

    def with_value(self, value: str) -> Word:
        """The same word with its variables put in."""
        return self if value == self.value else replace(self, value=value)

    def glued_to(self, following: Word) -> bool:
        """Whether `following` stands on the same line."""
        return self.last_line == following.line and self.origin.key == following.origin.key

    def ends_before(self, following: Word) -> bool:
        """Whether `following` begins a line; a word of an earlier line, from another import, is neither."""
        return self.last_line < following.line or self.origin.key != following.origin.key


def at_word(
    word: Word | None,
    severity: Severity,
    code: str,
    message: str,
    hint: str | None = None,
    kind: str = "syntax",
    fix: str | None = None,
) -> Diagnostic:
    """A finding at a word, or nowhere; `fix` is what should stand in place of the word."""
    if word is None:
        return Diagnostic(None, severity, code, message, hint, kind)
    change = None if fix is None else Fix(word.span, fix)
    return Diagnostic(word.span, severity, code, message, hint, kind, source=word.source, fix=change)


@dataclass(frozen=True, slots=True)
class ServerBlock:
    """A resolved server block: its keys, and all words of each directive, occurrences put end to end."""

    keys: tuple[Word, ...]
    directives: Mapping[str, tuple[Word, ...]]
    span: Span


@dataclass(frozen=True, slots=True)
class Resolved:
    """A Corefile with imports, snippets and variables put in; `files` are all that were read for it.

    `discarded` are the blocks without a key, of which nothing is served.
    """

    blocks: tuple[ServerBlock, ...]
    warnings: tuple[Diagnostic, ...] = ()
    files: tuple[str, ...] = ()
    discarded: tuple[ServerBlock, ...] = ()
