"""Puts findings right in the text: their fixes, as far as they do not touch one another, and a diff to look at.

Which findings have a fix is the rules' business; files are written here, and nowhere else in a check.
"""

from __future__ import annotations

import difflib
import os
import tempfile
from collections.abc import Iterable
from contextlib import suppress

from corefile import Fix


def apply(text: str, fixes: Iterable[Fix]) -> str:
    """The text with those fixes that do not overlap an earlier one."""
    starts = [0]
    for line in text.split("\n"):
        starts.append(starts[-1] + len(line) + 1)
    changes = sorted({(*_range(fix, starts, len(text)), fix.text) for fix in fixes})
    pieces: list[str] = []
    position = 0
    for start, end, new in changes:
        if start >= position and end >= start:
            pieces += [text[position:start], new]
            position = end
    return "".join([*pieces, text[position:]])


def _range(fix: Fix, starts: list[int], length: int) -> tuple[int, int]:
    span = fix.span
    start, end = (
        starts[min(line, len(starts)) - 1] + column - 1
        for line, column in ((span.line, span.column), (span.end_line, span.end_column))
    )
    return min(start, length), min(end, length)


def diff(file: str, before: str, after: str, done: str = "fixed") -> str:
    """What changes, as `diff -u` shows it; `done` is what was done to the file."""
    lines = difflib.unified_diff(_lines(before), _lines(after), file, f"{file} ({done})")
    return "".join(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines)


def _lines(text: str) -> list[str]:
    """Lines with their line feeds; nothing else ends one."""
    return [f"{line}\n" for line in text.split("\n")[:-1]] + [last for last in text.split("\n")[-1:] if last]


def write(path: str, text: str) -> None:
    """Replace a file's text at once, so that nobody reads half of it; a link's target. Raises OSError."""
    target = os.path.realpath(path)
    mode = os.stat(target).st_mode
    descriptor, name = tempfile.mkstemp(dir=os.path.dirname(target), prefix=".pydns-host-")
    try:
        with open(descriptor, "wb") as file:
            file.write(text.encode("utf-8", "surrogateescape"))
        os.chmod(name, mode & 0o7777)
        os.replace(name, target)
    except OSError:
        with suppress(OSError):
            os.unlink(name)
        raise
