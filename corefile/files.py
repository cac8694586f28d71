"""Reads Corefiles and what they import: paths, globs, octets to text.

What is done with the words is `expand`'s business.
"""

from __future__ import annotations

import difflib
import glob
import os
import re
from collections.abc import Iterable

from corefile.nodes import Word
from corefile.scanner import words


class ImportFailure(Exception):
    """An import that cannot be had; `kind` is "environment" when another machine could have it."""

    def __init__(self, message: str, kind: str = "syntax", name: str = "") -> None:
        super().__init__(message)
        self.kind = kind
        self._name = name

    def hint(self, snippets: Iterable[str]) -> str | None:
        """A snippet whose name is near to the one that was not found."""
        near = difflib.get_close_matches(self._name, list(snippets), 1)
        return f"did you mean the snippet {near[0]!r}?" if near else None


class Files:
    """The files read for one Corefile; `read` are their paths, the Corefile's own first."""

    def __init__(self, main: str) -> None:
        self.main = main
        self.read: list[str] = [main]

    def imported(self, pattern: str, importer: str) -> list[Word] | None:
        """The words of all files that a pattern names, relative to the importing file; None: a glob without match."""
        folder = os.path.dirname(os.path.abspath(importer or self.main))
        path = os.path.normpath(os.path.join(folder, pattern))
        if path.count("*") > 1 or path.count("?") > 1 or ("[" in path and "]" in path):
            raise ImportFailure(f"Glob pattern may only contain one wildcard (*), but has others: {path}")
        if "[" in path:
            raise ImportFailure(f"Failed to use import pattern {pattern}: syntax error in pattern")
        path = re.sub(r"\\(.)", r"[\1]", path)  # Go's patterns have an escape, Python's have not
        matches = sorted(glob.glob(path, include_hidden=True)) if glob.has_magic(path) else [path]
        matches = [match for match in matches if os.path.lexists(match)]
        if not matches:
            if any(char in path for char in "*?[]"):
                return None
            raise ImportFailure(f"File to import not found: {pattern}", "environment", pattern)
        return [word for match in matches for word in self._words(match)]

    def _words(self, path: str) -> list[Word]:
        if os.path.isdir(path):
            raise ImportFailure(f"Could not import {path}: is a directory", "environment")
        try:
            with open(path, "rb") as file:
                text = decode(file.read())
        except OSError as error:
            reason = (error.strerror or str(error)).lower()
            raise ImportFailure(f"Could not import {path}: open {path}: {reason}", "environment") from None
        if path not in self.read:
            self.read.append(path)
        return words(text, _shown(path), path)


def _shown(path: str) -> str:
    """A path as people want to read it: relative when it is below the working directory."""
    relative = os.path.relpath(path)
    return path if relative.startswith("..") else relative


def decode(octets: bytes) -> str:
    """Text of a file; each octet that is no UTF-8 becomes one U+FFFD, as in the reference."""
    text = octets.decode("utf-8", "surrogateescape")
    return "".join("\ufffd" if "\udc80" <= char <= "\udcff" else char for char in text) if not text.isascii() else text
