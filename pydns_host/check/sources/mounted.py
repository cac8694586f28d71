"""The files that a Corefile imports, as a check finds them: on disk, or in the manifests that are checked with it.

A Corefile in a ConfigMap imports what other ConfigMaps are mounted as; which of them are meant shows by their names.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from fnmatch import fnmatch

from corefile.files import Files, ImportFailure, NoMatch
from corefile.nodes import Word
from corefile.scanner import words
from pydns_host.check.sources.document import Document


class Mounted(Files):
    """Files of which some are entries of manifests; `imported` are the documents that were read so far."""

    def __init__(self, main: str, documents: Iterable[Document] = (), on_disk: bool = True) -> None:
        super().__init__(main)
        self.imported: dict[Document, None] = {}
        self._documents = [document for document in documents if document.key]
        self._on_disk = on_disk

    def words(self, pattern: str, path: str) -> list[Word]:
        """As `Files.words`, with the entries of manifests where there is no such file.

        Raises `ImportFailure`, and `NoMatch` for a pattern without a match or what must not be looked for on disk.
        """
        try:
            if self._on_disk:
                return super().words(pattern, path)
        except (ImportFailure, NoMatch):
            if not self._matches(path):
                raise
        if not self._matches(path):
            raise NoMatch(f"{pattern} is not read: only what is named on the command line is", "CF023")
        return [word for document in self._matches(path) for word in self._words_of(document, path)]

    def _matches(self, path: str) -> list[Document]:
        matching = (document for document in self._documents if fnmatch(document.key, os.path.basename(path)))
        return sorted(matching, key=lambda document: document.key)

    def _words_of(self, document: Document, path: str) -> list[Word]:
        self.imported[document] = None
        key = os.path.join(os.path.dirname(path), document.key)
        if key not in self._words:
            self._words[key] = words(document.text, document.name, key)
        return self._words[key]
