"""What is wrong or odd in a Corefile: a place, a text in CoreDNS's own words where it has some, and a hint.

How mistakes are found is the parser's, the expansion's and the plugins' business.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING
from unicodedata import combining, east_asian_width

if TYPE_CHECKING:
    from corefile.nodes import Resolved

_WIDTH = 160  # characters of a long line that are shown


class Severity(Enum):
    """Whether a finding stops the start (error) or not."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Span:
    """Where a word stands: lines and columns count from 1, columns in characters; the end is behind the last one."""

    file: str
    line: int
    column: int
    end_line: int
    end_column: int


@dataclass(frozen=True, slots=True)
class Fix:
    """The text that puts a finding right when it stands in place of what is at `span`."""

    span: Span
    text: str


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One finding. `kind` is "syntax", "semantics" or, for what hangs on the machine, "environment"."""

    span: Span | None
    severity: Severity
    code: str
    message: str
    hint: str | None = None
    kind: str = "syntax"
    plugin: str | None = None
    source: str | None = None
    fix: Fix | None = None

    def line(self) -> str:
        """`file:line:column: message` in one line."""
        place = "" if self.span is None else f"{self.span.file}:{self.span.line}:{self.span.column}: "
        return "".join(char if char.isprintable() else _escaped(char) for char in f"{place}{self.message}")

    def render(self, source: str | None = None) -> str:
        """The line, then the line of the Corefile with a caret below the place, then the hint."""
        parts = [self.line()]
        text = self.source if source is None else source
        if text is not None and self.span is not None:
            parts.extend(f"    {line}" for line in excerpt(text, self.span))
        if self.hint:
            parts.append(f"    hint: {self.hint}")
        return "\n".join(parts)


def _escaped(char: str) -> str:
    return char.encode("unicode_escape").decode("ascii")


def excerpt(text: str, span: Span) -> tuple[str, str]:
    """A line of a Corefile, or what is around the place if it is long, and carets for the line below it."""
    column = span.column - 1
    end = span.end_column - 1 if span.end_line == span.line else len(text)
    first = 0 if len(text) <= _WIDTH else max(0, column - _WIDTH // 4)
    shown = "".join(map(_plain, text[first : first + _WIDTH]))
    before, marked = shown[: column - first], shown[column - first : end - first]
    return shown, " " * _cells(before) + "^" * max(1, _cells(marked))


def _plain(char: str) -> str:
    """What stands for a character on a terminal: one for one, so that columns agree."""
    return char if char.isprintable() else " " if char.isspace() else "\N{REPLACEMENT CHARACTER}"


def _cells(text: str) -> int:
    """How wide a text is on a terminal."""
    return sum(0 if combining(char) else 1 + (east_asian_width(char) in "WF") for char in text)


class CorefileError(Exception):
    """A Corefile that is refused, with everything that was found wrong; `rest` is what it says in spite of that."""

    def __init__(self, diagnostics: Iterable[Diagnostic], rest: Resolved | None = None) -> None:
        self.diagnostics = tuple(diagnostics)
        self.rest = rest
        super().__init__(self.diagnostics)

    def __str__(self) -> str:
        return "\n".join(diagnostic.render() for diagnostic in self.diagnostics)
