"""From text to words: white space, quotes and comments as the reference's lexer takes them.

What words mean together (blocks, keys, imports) is the grammar's and `expand`'s business.
"""

from __future__ import annotations

from collections.abc import Iterator

from corefile.errors import Span
from corefile.nodes import Word

# Go's unicode.IsSpace; Python's str.isspace also takes U+001C to U+001F.
SPACE = frozenset(
    "\t\n\v\f\r \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000"
)


def words(text: str, file: str, key: str = "") -> Iterator[Word]:
    """The words of a file, in order; `key` is the file's name in the reference's arithmetic."""
    lines = text.split("\n")
    position, line, start = (1 if text.startswith("\ufeff") else 0), 1, 0
    if position:
        start = 1
    end = len(text)
    while position < end:
        char = text[position]
        if char == "\n":
            line, position, start = line + 1, position + 1, position + 1
        elif char in SPACE:
            position += 1
        elif char == "#":
            position = _line_end(text, position)
        else:
            stop, value, quoted = _quoted(text, position) if char == '"' else _bare(text, position)
            raw = text[position:stop]
            breaks = raw.count("\n")
            after = stop - text.rfind("\n", 0, stop) if breaks else stop - start + 1
            span = Span(file, line, position - start + 1, line + breaks, after)
            if value or (quoted and stop <= end and raw[-1:] == '"' and len(raw) > 1):
                yield Word(value, raw, span, quoted, key, lines[line - 1])
            if breaks:
                line, start = line + breaks, text.rfind("\n", 0, stop) + 1
            position = stop


def _line_end(text: str, position: int) -> int:
    found = text.find("\n", position)
    return len(text) if found < 0 else found


def _bare(text: str, position: int) -> tuple[int, str, bool]:
    """A word without quotes; a carriage return inside vanishes, a `#` comments the rest of the word out."""
    stop = position
    end = len(text)
    while stop < end and (text[stop] not in SPACE or text[stop] == "\r"):
        stop += 1
    raw = text[position:stop]
    return stop, raw.partition("#")[0].replace("\r", ""), False


def _quoted(text: str, position: int) -> tuple[int, str, bool]:
    """A quoted word; only `\\"` is an escape, and a backslash before anything else escapes that into itself."""
    value: list[str] = []
    stop = position + 1
    while stop < len(text):
        char = text[stop]
        if char == '"':
            return stop + 1, "".join(value), True
        if char == "\\":
            following = text[stop + 1 : stop + 2]
            if following:
                value.append(following if following == '"' else char + following)
            stop += 2
            continue
        value.append(char)
        stop += 1
    return min(stop, len(text)), "".join(value), True
