"""`# pydns: ignore[CF401] reason`, on the line of a finding or on one of its own above: that finding is not shown.

A comment that suppresses nothing is a finding itself, so that old ones do not pile up.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from corefile import Diagnostic, Severity, Span
from corefile.grammar import terminals

UNUSED, WORDLESS = "CF041", "CF042"
_COMMENT = re.compile(r"#\s*pydns:\s*ignore\s*\[(?P<codes>[^\]]*)\]\s*(?P<reason>.*)")


@dataclass(slots=True)
class _Ignore:
    """One comment; `line` is the one that it speaks of."""

    span: Span
    line: int
    codes: tuple[str, ...]
    reason: str
    source: str
    used: set[str] = field(default_factory=set)

    def fits(self, found: Diagnostic) -> bool:
        """Whether a finding on its line is meant; it then counts as used."""
        fitting = {code for code in self.codes if found.code.startswith(code)}
        self.used |= fitting
        return bool(fitting)


def apply(found: Iterable[Diagnostic], texts: Mapping[str, str]) -> list[Diagnostic]:
    """The findings without those that comments in these texts suppress, and what is wrong with the comments."""
    ignores = [ignore for file, text in texts.items() for ignore in _ignores(file, text)]
    if not ignores:
        return list(found)
    by_line: dict[tuple[str, int], list[_Ignore]] = {}
    for ignore in ignores:
        by_line.setdefault((ignore.span.file, ignore.line), []).append(ignore)
    kept = []
    for one in found:
        here = by_line.get((one.span.file, one.span.line), []) if one.span else []
        if not sum(ignore.fits(one) for ignore in here):
            kept.append(one)
    return [*kept, *(complaint for ignore in ignores for complaint in _complaints(ignore))]


def _ignores(file: str, text: str) -> Iterator[_Ignore]:
    if "pydns:" not in text:
        return
    lines = text.split("\n")
    for match in terminals().finditer(text):
        comment = _COMMENT.match(match[0]) if match.lastgroup == "COMMENT" else None
        if comment is not None:
            line = text.count("\n", 0, match.start()) + 1
            column = match.start() - text.rfind("\n", 0, match.start())
            span = Span(file, line, column, line, column + len(match[0].rstrip()))
            codes = tuple(comment["codes"].replace(",", " ").split())
            yield _Ignore(span, _meant(lines, line, column), codes, comment["reason"].strip(), lines[line - 1])


def _meant(lines: list[str], line: int, column: int) -> int:
    """The line that a comment speaks of: its own, or the next one with words if it stands alone."""
    if lines[line - 1][: column - 1].strip():
        return line
    below = (number for number, text in enumerate(lines[line:], line + 1) if text.strip() and text.strip()[0] != "#")
    return next(below, line)


def _complaints(ignore: _Ignore) -> Iterator[Diagnostic]:
    unused = [code for code in ignore.codes if code not in ignore.used]
    if unused or not ignore.codes:
        text = f"nothing to ignore here: {', '.join(unused) or 'no code is named'}"
        yield Diagnostic(ignore.span, Severity.WARNING, UNUSED, text, "take the comment out", source=ignore.source)
    elif not ignore.reason:
        text = "say why this is ignored"
        hint = f"# pydns: ignore[{', '.join(ignore.codes)}] because ..."
        yield Diagnostic(ignore.span, Severity.NOTE, WORDLESS, text, hint, source=ignore.source)
