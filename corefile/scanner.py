"""From characters to words by the terminals of grammar.lark: white space, quotes and comments end here.

What words mean together is `parser`'s and `expand`'s business.
"""

from __future__ import annotations

import re

from corefile.grammar import terminals
from corefile.nodes import Source, Word

# A backslash escapes a quote, and keeps whatever else follows it from being special; at the end of the file it is lost.
_ESCAPE = re.compile(r'\\(?:"|(?P<kept>[\s\S])|\Z)')


def words(text: str, file: str, key: str = "") -> list[Word]:
    """The words of a file, in order; `file` is its name in messages, `key` that in the reference's arithmetic."""
    origin = Source(file, key, text, text.split("\n"))
    found: list[Word] = []
    line = 1
    for match in terminals().finditer(text):
        kind, raw = match.lastgroup, match[0]
        if kind == "BARE":
            value = raw if "#" not in raw and "\r" not in raw else raw.partition("#")[0].replace("\r", "")
            found.append(Word(value, raw, match.start(), line, origin))
        elif kind == "NEWLINE":
            line += 1
        elif kind == "QUOTED":
            quoted = _unquote(raw)
            if quoted is not None:
                found.append(Word(quoted, raw, match.start(), line, origin))
            line += raw.count("\n")
    return found


def _unquote(raw: str) -> str | None:
    """What a quoted word says; None for a quote that is not closed and has nothing behind it, which is no word."""
    if closed(raw):
        return _ESCAPE.sub(_unescape, raw[1:-1])
    return _ESCAPE.sub(_unescape, raw[1:]) or None


def closed(raw: str) -> bool:
    """Whether a quoted word has its closing quote."""
    backslashes = len(raw) - 1 - len(raw[:-1].rstrip("\\"))
    return len(raw) > 1 and raw.endswith('"') and backslashes % 2 == 0


def _unescape(match: re.Match[str]) -> str:
    return match[0] if match["kept"] else match[0][1:]
