"""What `import` stands for: the words of a snippet, of a file, or of all files of a pattern; and how often.

Where an import may stand, and what its words mean there, is `expand`'s business.
"""

from __future__ import annotations

import os
from collections.abc import Sequence

from corefile.files import Files
from corefile.nodes import Word

# The reference's own bounds, and its own text, which names the first one for both.
MAX_SNIPPETS = 10_000
MAX_FILES = 100_000
# What imports itself does so for ever, unless it defines the snippet that then takes its own place.
MAX_NESTED = 100


class TooDeep(Exception):
    """Imports without end."""


def is_definition(keys: Sequence[Word]) -> bool:
    """Whether the keys of a block are those of a snippet: one, in parentheses."""
    return len(keys) == 1 and keys[0].value.startswith("(") and keys[0].value.endswith(")")


class Imports:
    """The snippets of a Corefile and the files beside it, and the imports that are being read."""

    def __init__(self, files: Files) -> None:
        self.snippets: dict[str, list[Word]] = {}
        self._files = files
        self._made = {"snippet": 0, "file": 0}
        self._inside: list[tuple[str, int]] = []

    def words(self, argument: Word, waiting: int) -> list[Word]:
        """The words that stand for an import, whose argument is given; `waiting` is how many words follow it.

        Raises `TooDeep`, and what `Files.words` raises.
        """
        name = argument.value
        snippet = self.snippets.get(name)
        if snippet is not None:
            self._count("snippet", MAX_SNIPPETS)
            self._enter("snippet", name, waiting)
            return snippet
        self._count("file", MAX_FILES)
        path = self._files.path(name, argument.file)
        self._enter("file", path, waiting)
        return self._files.words(name, path)

    def hidden(self, argument: Word) -> str | None:
        """The path of the file that could be imported, were there no snippet of that name."""
        path = self._files.path(argument.value, argument.file) if argument.value in self.snippets else ""
        return path if os.path.isfile(path) else None

    def _count(self, kind: str, most: int) -> None:
        self._made[kind] += 1
        if self._made[kind] > most:
            raise _too_deep(kind)

    def _enter(self, kind: str, name: str, waiting: int) -> None:
        """Note what is being read; what has no more words to come before the import's own is done."""
        while self._inside and self._inside[-1][1] > waiting + 1:
            self._inside.pop()
        if sum(name == other for other, _ in self._inside) >= MAX_NESTED:
            raise _too_deep(kind)
        self._inside.append((name, waiting))


def _too_deep(kind: str) -> TooDeep:
    return TooDeep(f"maximum {kind} import depth ({MAX_SNIPPETS}) exceeded")
