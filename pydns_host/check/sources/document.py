"""One Corefile to be checked: its text, its name, and where in its file each place of the text is.

Documents are found by `paths` and `manifests`; what they say is `engine`'s business.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from enum import Enum
from fnmatch import fnmatch

from corefile import Diagnostic, Fix, Span

Locate = Callable[[Span], Span]


class Role(Enum):
    """What a text is: a whole Corefile, further server blocks, or directives that belong into a server block."""

    COREFILE = "Corefile"
    SERVERS = "server blocks"
    DIRECTIVES = "directives"


# The names of what holds our language in a folder that is mounted, as CoreDNS's deployments import it (AKS, k3s).
ROLES = {"Corefile": Role.COREFILE, "*.server": Role.SERVERS, "*.override": Role.DIRECTIVES}


def role_of(name: str) -> Role:
    """What a file or entry of this name is; a whole Corefile if its name says nothing."""
    return next((role for pattern, role in ROLES.items() if fnmatch(name, pattern)), Role.COREFILE)


@dataclass(frozen=True, slots=True, eq=False)
class Document:
    """A text in the language of Corefiles. `name` stands in its spans and is unique; `file` is what people gave.

    `key` is the name of the file that the text becomes when its manifest is mounted, `owner` says what manifest that
    is; both are "" for plain files. `locate` moves a place of the text to its place in the file, `lines` are those of
    the file.
    """

    name: str
    file: str
    text: str
    role: Role = Role.COREFILE
    key: str = ""
    owner: str = ""
    locate: Locate | None = None
    lines: tuple[str, ...] = field(default=(), repr=False)

    def placed(self, found: Diagnostic) -> Diagnostic:
        """A finding in this text, at its place in the file."""
        if self.locate is None or found.span is None:
            return found
        span = self.locate(found.span)
        fix = None if found.fix is None else self._placed_fix(found.fix)
        return replace(found, span=span, source=self.line(span.line), fix=fix)

    def renamed(self, text: str) -> str:
        """A message with the places in it that are this text's, `NAME:5`, as places in the file."""
        if self.name not in text or self.locate is None:
            return text
        return re.sub(rf"{re.escape(self.name)}:(\d+)(?::(\d+))?", self._place, text)

    def _place(self, match: re.Match[str]) -> str:
        line, column = int(match[1]), int(match[2] or 1)
        span = Span(self.name, line, column, line, column)
        moved = span if self.locate is None else self.locate(span)
        return f"{moved.file}:{moved.line}" + (f":{moved.column}" if match[2] else "")

    def line(self, number: int) -> str:
        """A line of the file."""
        return self.lines[number - 1] if 0 < number <= len(self.lines) else ""

    def _placed_fix(self, fix: Fix) -> Fix | None:
        """A change to the file; None where what stands there is not the same text, as with escapes."""
        if self.locate is None:
            return fix
        span, own = fix.span, self.text.split("\n")
        if span.column == span.end_column == 1 and span.line < span.end_line:  # whole lines
            first = self.locate(Span(span.file, span.line, 1, span.line, 1)).line
            moved = Span(self.file, first, 1, first + span.end_line - span.line, 1)
            there = self.lines[first - 1 : moved.end_line - 1]
            same = [line.strip() for line in there] == [line.strip() for line in own[span.line - 1 : span.end_line - 1]]
            return Fix(moved, fix.text) if same else None
        moved = self.locate(span)
        text = _at(own, span)
        return Fix(moved, fix.text) if text is not None and text == _at(self.lines, moved) else None


def _at(lines: list[str] | tuple[str, ...], span: Span) -> str | None:
    """What stands at a span of one line; None for others."""
    if span.line != span.end_line or not 0 < span.line <= len(lines):
        return None
    return lines[span.line - 1][span.column - 1 : span.end_column - 1]
