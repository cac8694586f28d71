"""What is wrong or odd in a Corefile: a place, a text in CoreDNS's own words where it has some, and a hint.

How mistakes are found is the parser's, the expansion's and the plugins' business.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum


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

    def line(self) -> str:
        """`file:line:column: message` in one line."""
        if self.span is None:
            return self.message
        return f"{self.span.file}:{self.span.line}:{self.span.column}: {self.message}"

    def render(self, source: str | None = None) -> str:
        """The line, then the line of the Corefile with a caret below the place, then the hint."""
        parts = [self.line()]
        text = self.source if source is None else source
        if text is not None and self.span is not None:
            parts.append(f"    {text.expandtabs(1)}")
            width = self.span.end_column - self.span.column if self.span.end_line == self.span.line else 1
            parts.append(" " * (3 + self.span.column) + "^" * max(1, width))
        if self.hint:
            parts.append(f"    hint: {self.hint}")
        return "\n".join(parts)


class CorefileError(Exception):
    """A Corefile that is refused, with everything that was found wrong."""

    def __init__(self, diagnostics: Iterable[Diagnostic]) -> None:
        self.diagnostics = tuple(diagnostics)
        super().__init__(self.diagnostics)

    def __str__(self) -> str:
        return "\n".join(diagnostic.render() for diagnostic in self.diagnostics)
