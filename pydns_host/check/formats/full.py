"""For people: each finding with its line, a mark below the place, and what to do about it. Machines read the others."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from corefile import Diagnostic
from corefile.errors import excerpt
from pydns_host.check.formats import summary
from pydns_host.check.formats.style import Style, headline, plain
from pydns_host.check.report import Report


def render(reports: Sequence[Report], style: Style) -> str:
    """All findings, and how many there are."""
    shown = ["\n".join(_lines(found, style)) for report in reports for found in report.diagnostics]
    return "\n\n".join([*shown, summary.line(reports, style)])


def _lines(found: Diagnostic, style: Style) -> Iterator[str]:
    severity = found.severity.value
    head = style.paint(f"{severity}[{found.code}]", severity)
    yield f"{head}{style.paint(f': {headline(found.message)}', 'bold')}"
    margin = " "
    if found.span is not None:
        number = str(found.span.line)
        margin = " " * (len(number) + 1)
        yield f"{margin[1:]}{style.paint('-->', 'blue')} {plain(found.span.file)}:{number}:{found.span.column}"
        if found.source is not None:
            text, marks = excerpt(found.source, found.span)
            bar = style.paint("|", "blue")
            yield f"{margin}{bar}"
            yield f"{style.paint(number, 'blue')} {bar} {text}".rstrip()
            yield f"{margin}{bar} {marks[: len(marks) - len(marks.lstrip())]}{style.paint(marks.lstrip(), severity)}"
    for line in found.message.split("\n")[1:]:
        yield f"{margin}{style.paint('|', 'blue')} {plain(line)}"
    if found.hint:
        yield f"{margin}{style.paint('=', 'blue')} {style.paint('hint:', 'bold')} {plain(found.hint)}"
    if found.kind == "environment":
        note = "this hangs on the machine; the Corefile itself may be right"
        yield f"{margin}{style.paint('=', 'blue')} {style.paint('note:', 'bold')} {note}"
