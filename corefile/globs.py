"""Names of files by a pattern, as Go's path/filepath.Glob finds them: sorted, names with a leading dot included.

What may be in a pattern, and what to do when it matches nothing, is `files`' business.
"""

from __future__ import annotations

import os
import re

_SPECIAL = re.compile(r"[*?\[\\]")


class BadPattern(ValueError):
    """A pattern that is none, such as a lone `[`."""


def find(pattern: str) -> list[str]:
    """The paths that an absolute pattern matches; `*` and `?` stay within a name, a backslash escapes them.

    Raises `BadPattern`. What cannot be read matches nothing.
    """
    if "[" in re.sub(r"\\.", "", pattern) or re.search(r"(?<!\\)(?:\\\\)*\\(?:/|\Z)", pattern):
        raise BadPattern("syntax error in pattern")
    return _find(pattern)


def _find(pattern: str) -> list[str]:
    if not _SPECIAL.search(pattern):
        return [pattern] if os.path.lexists(pattern) else []
    folder, _, name = pattern.rpartition("/")
    folders = _find(folder) if _SPECIAL.search(folder) else [folder]
    matcher = re.compile("".join(map(_piece, re.findall(r"\\?.", name, re.DOTALL))))
    return [f"{each}/{entry}" for each in folders for entry in _entries(each) if matcher.fullmatch(entry)]


def _piece(piece: str) -> str:
    return {"*": "[^/]*", "?": "[^/]"}.get(piece) or re.escape(piece[-1])


def _entries(folder: str) -> list[str]:
    try:
        return sorted(os.listdir(folder or "/"))
    except OSError:
        return []
