"""Where each character of a YAML scalar stands in its file: blocks keep lines, quoted ones have escapes and folds.

What the text says is not known here, and YAML was read by PyYAML before.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING

from corefile import Span
from pydns_host.check.sources.document import Locate

if TYPE_CHECKING:
    import yaml

_ESCAPE = re.compile(r"\\(?:x[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|\r?\n[ \t]*|.)", re.S)
_BLANK = " \t\r\n"


def locator(text: str, node: yaml.ScalarNode, name: str, file: str, skip: int = 0) -> Locate:
    """What moves a span of a scalar's value to its span in `file`, whose text is given; spans of others stay.

    The first `skip` characters of the value are no part of what spans count in.
    """
    offsets = _offsets(text, node)[skip:]
    starts = _line_starts(node.value[skip:])
    file_starts = _line_starts(text)

    def place(line: int, column: int) -> tuple[int, int]:
        inside = starts[min(line, len(starts)) - 1] + column - 1
        offset = offsets[max(0, min(inside, len(offsets) - 1))]
        row = bisect_right(file_starts, offset)
        return row, offset - file_starts[row - 1] + 1

    def locate(span: Span) -> Span:
        if span.file != name:
            return span
        line, column = place(span.line, span.column)
        if (span.end_line, span.end_column) <= (span.line, span.column):
            return Span(file, line, column, line, column)
        end_line, end_column = place(span.end_line, span.end_column - 1) if span.end_column > 1 else (line, column)
        return Span(file, line, column, end_line, end_column + 1)

    return locate


def _line_starts(text: str) -> list[int]:
    return [0, *(index + 1 for index, char in enumerate(text) if char == "\n")]


def _offsets(text: str, node: yaml.ScalarNode) -> list[int]:
    """The place in the file of each character of the value, and of its end."""
    start, end = node.start_mark.index, node.end_mark.index
    if node.style == "|":
        return _literal(text, node, start)
    if node.style in ('"', "'"):
        opened = text.index(node.style, start)  # behind a tag or an anchor
        return _walk(text, node.value, opened + 1, end - 1, escapes=node.style == '"', doubled=node.style == "'")
    first = text.find("\n", start) + 1 if node.style == ">" else start
    return _walk(text, node.value, first, end)


def _literal(text: str, node: yaml.ScalarNode, start: int) -> list[int]:
    """A block keeps its lines: each is one of the file's without its indentation."""
    offsets: list[int] = []
    position = text.find("\n", start) + 1
    for line in node.value.split("\n"):
        ending = text.find("\n", position)
        ending = len(text) if ending < 0 else ending
        content = text[position:ending].removesuffix("\r")
        indent = len(content) - len(line) if content.endswith(line) else 0
        offsets.extend(range(position + indent, position + indent + len(line)))
        offsets.append(position + indent + len(line))  # its line feed, or the end
        position = min(ending + 1, len(text))
    return offsets


def _walk(text: str, value: str, position: int, end: int, *, escapes: bool = False, doubled: bool = False) -> list[int]:
    """Read the value and what is written side by side: white space may be folded, characters escaped."""
    offsets: list[int] = []
    for char in value:
        escape = _ESCAPE.match(text, position, end) if escapes else None
        while escape is not None and escape[0][1] in "\r\n":  # a line that is continued
            position = escape.end()
            escape = _ESCAPE.match(text, position, end)
        if escape is not None:
            offsets.append(position)
            position = escape.end()
        elif char in _BLANK:
            offsets.append(min(position, end))
            position += position < end and text[position] in _BLANK
        else:
            while position < end and text[position] in _BLANK:
                position += 1
            offsets.append(min(position, end))
            position += 2 if doubled and char == "'" else 1
    return [*offsets, min(position, end)]
