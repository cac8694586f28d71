"""What every rule is given, and how it says what it found. No rule stands here."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from corefile import Diagnostic, Fix, Severity, Span
from corefile.nodes import Word
from pydns_host.check.settings import Settings
from pydns_host.check.view import BlockView
from pydns_host.understand import Understood


@dataclass(frozen=True, slots=True)
class Checked:
    """One Corefile as rules see it; `on_disk` tells whether the files that it names are to be looked for here."""

    blocks: list[BlockView]
    understood: Understood
    settings: Settings
    on_disk: bool = True


Check = Callable[[Checked], Iterable[Diagnostic]]


def finding(
    word: Word,
    code: str,
    message: str,
    hint: str | None = None,
    *,
    severity: Severity = Severity.WARNING,
    plugin: str | None = None,
    fix: Fix | None = None,
) -> Diagnostic:
    """Something that looks wrong at a word, though CoreDNS takes it."""
    return Diagnostic(word.span, severity, code, message, hint, "semantics", plugin, word.source, fix)


def instead(word: Word, text: str, *, raw: bool = False) -> Fix:
    """Another text in place of a word; one that is not a word by itself is put in quotes, unless it is `raw`."""
    quoted = not raw and (not text or any(char.isspace() or char in '"#' for char in text))
    return Fix(word.span, f'"{text}"' if quoted else text)


def without(words: Iterable[Word]) -> Fix | None:
    """Nothing in place of a whole line of one file, with its line feed; None when something else is on it."""
    line = list(words)
    first, last = line[0], line[-1]
    text = first.origin.text
    start = text.rfind("\n", 0, first.offset) + 1
    end = text.find("\n", last.offset + len(last.raw))
    end = len(text) if end < 0 else end
    alone = not text[start : first.offset].strip() and not text[last.offset + len(last.raw) : end].strip()
    if not alone or any(word.origin is not first.origin for word in line) or end == len(text):
        return None
    begin_line = first.line
    end_line = begin_line + text.count("\n", start, end) + 1
    return Fix(Span(first.origin.file, begin_line, 1, end_line, 1), "")
