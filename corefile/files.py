"""Reads Corefiles and what they import: paths, patterns, octets to text to words.

What is done with the words is `expand`'s business.
"""

from __future__ import annotations

import os

from corefile import globs
from corefile.nodes import Word
from corefile.scanner import words


class ImportFailure(Exception):
    """An import that cannot be had; `kind` is "environment" when another machine could have it."""

    def __init__(self, message: str, kind: str = "syntax") -> None:
        super().__init__(message)
        self.kind = kind


class NoMatch(Exception):
    """A pattern that no file matches, which is no mistake; `message` says it, `code` stays as it is."""

    def __init__(self, message: str, code: str = "CF022") -> None:
        super().__init__(message)
        self.code = code


class Files:
    """The files read for one Corefile, each once; `read` are their paths, the Corefile's own first."""

    def __init__(self, main: str) -> None:
        self.main = main
        self._words: dict[str, list[Word]] = {}

    @property
    def read(self) -> tuple[str, ...]:
        """The files that were read so far."""
        return (self.main, *self._words)

    @property
    def words_read(self) -> tuple[list[Word], ...]:
        """The words of each imported file that was read so far."""
        return tuple(self._words.values())

    def path(self, pattern: str, importer: str) -> str:
        """The absolute path or pattern that an import means; `importer` is the importing file ("": the Corefile)."""
        folder = os.path.dirname(os.path.abspath(importer or self.main))
        return pattern if os.path.isabs(pattern) else os.path.normpath(os.path.join(folder, pattern))

    def words(self, pattern: str, path: str) -> list[Word]:
        """The words of all files that `path` matches, `pattern` being what is written.

        Raises `ImportFailure`, and `NoMatch` for a pattern without a match.
        """
        if path.count("*") > 1 or path.count("?") > 1 or ("[" in path and "]" in path):
            raise ImportFailure(f"Glob pattern may only contain one wildcard (*), but has others: {path}")
        try:
            matches = globs.find(path)
        except (globs.BadPattern, ValueError) as error:
            raise ImportFailure(f"Failed to use import pattern {pattern}: {error}") from None
        if not matches and any(char in path for char in "*?[]"):
            raise NoMatch(f"No files matching import glob pattern: {pattern}")
        if not matches:
            raise ImportFailure(f"File to import not found: {pattern}", "environment")
        return [word for match in matches for word in self._one(match)]

    def _one(self, path: str) -> list[Word]:
        key = os.path.normpath(path)
        if key not in self._words:
            if os.path.isdir(path):
                raise ImportFailure(f"Could not import {path}: is a directory", "environment")
            try:
                text = read(path)
            except OSError as error:
                raise ImportFailure(f"Could not import {path}: {reason(path, error)}", "environment") from None
            self._words[key] = words(text, _shown(key), key)
        return self._words[key]


def _shown(path: str) -> str:
    """A path as people want to read it: relative when it is below the working directory."""
    relative = os.path.relpath(path)
    return path if relative.startswith("..") else relative


def read(path: str) -> str:
    """The text of a file; raises OSError."""
    with open(path, "rb") as file:
        return decode(file.read())


def reason(path: str, error: OSError) -> str:
    """Why a file cannot be read, in Go's words."""
    return f"open {path}: {(error.strerror or str(error)).lower()}"


def decode(octets: bytes) -> str:
    """Text of a file; each octet that is no UTF-8 becomes one U+FFFD, as in the reference."""
    text = octets.decode("utf-8", "surrogateescape")
    return text if text.isascii() else "".join("\ufffd" if "\udc80" <= char <= "\udcff" else char for char in text)
