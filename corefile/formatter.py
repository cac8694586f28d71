"""One style for Corefiles: indentation, spaces and blank lines; words, comments and what they mean stay as they are.

That they do is proved on each text before it is given back. Which rows there are is `rows`' business.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from itertools import pairwise
from typing import Any

from corefile.errors import CorefileError
from corefile.expand import resolve
from corefile.files import Files
from corefile.nodes import Resolved, Word
from corefile.rows import Row, reflowed, rows, tidied
from corefile.scanner import closed, words

INDENT = " " * 4  # of most Corefiles in the field, kubeadm's among them
_BOM = "\ufeff"


class Unproven(Exception):
    """The formatted text would not mean the same, or not be stable: a fault of the formatter."""


def formatted(text: str, file: str, env: Mapping[str, str] | None = None) -> str:
    """The text in the one style there is; `file` is its name in messages, and imports are relative to it.

    `env` has the variables (default: the process's) for the proof that the same is meant. What depends on the machine
    (a file to import that is not here) stands in no way. Raises `CorefileError` for a text that is no Corefile, and
    `Unproven`.
    """
    env = os.environ if env is None else env
    resolved, errors = _meaning(text, file, env)
    if errors:
        raise CorefileError(errors)
    result = _styled(text, file, env, resolved)
    if _styled(result, file, env, resolved) != result:
        raise Unproven(f"{file}: formatting it twice gives something else")
    return result


def _styled(text: str, file: str, env: Mapping[str, str], meaning: Any) -> str:
    """The text with the braces of server blocks in their places, or where that means something else, as they were.

    A variable's value may have lines of its own, with which even the number of empty lines can mean something.
    """
    given = rows(text)
    for candidate in (tidied(reflowed(given)), tidied(given), given):
        result = _written(candidate)
        if result == text or (_kept(given) == _kept(rows(result)) and _meaning(result, file, env) == (meaning, [])):
            return result
    raise Unproven(f"{file}: formatting it would change what it means")


def _written(given: list[Row]) -> str:
    """Rows as text: four spaces for each open brace, one between words, two before a comment."""
    lines: list[str] = []
    depth = 0
    for row in given:
        closes = row[:1] != () and row[0].kind == "CLOSE"
        lines.append(INDENT * (depth - closes) + _line(row) if row else "")
        depth += sum({"OPEN": 1, "CLOSE": -1}.get(piece.kind, 0) for piece in row)
    while lines and not lines[-1]:
        lines.pop()
    text = "\n".join(lines)
    # One byte order mark is dropped, a second one is text.
    text = _BOM + text if text.startswith(_BOM) else text
    last = given[-1][-1].text if given[-1] else ""
    return text + "\n" if text and (closed(last) or not last.startswith('"')) else text


def _line(row: Row) -> str:
    parts = [row[0].text]
    for piece in row[1:]:
        parts.append(("  " if piece.kind == "COMMENT" else " ") + piece.text)
    return "".join(parts)


def _kept(given: list[Row]) -> list[tuple[str, str]]:
    """All words and comments in order, which formatting never touches."""
    return [(piece.kind, piece.text) for row in given for piece in row]


def _meaning(text: str, file: str, env: Mapping[str, str]) -> tuple[Any, list[Any]]:
    """What a text says once imports and variables are in it, and its errors but for those that hang on the machine."""
    resolved, errors = resolve(words(text, file), Files(file), env)
    return _shape(resolved), [error for error in errors if error.kind != "environment"]


def _shape(resolved: Resolved) -> Any:
    """All that plugins see of a Corefile but the numbers of lines: words, and which begin a line."""
    return [
        ([key.value for key in block.keys], {name: _directive(found) for name, found in block.directives.items()})
        for block in resolved.blocks
    ]


def _directive(found: tuple[Word, ...]) -> Any:
    return [word.value for word in found], [(a.glued_to(b), a.ends_before(b)) for a, b in pairwise(found)]
