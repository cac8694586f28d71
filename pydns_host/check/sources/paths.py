"""From the arguments of a command line to documents: files, folders, standard input.

Which manifests hold Corefiles is `manifests`' business.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatch

from corefile.files import decode, reason
from pydns_host.check.sources.document import Document, Role, role_of

STDIN = "-"
_MANIFESTS = (".yaml", ".yml", ".json")
_COREFILES = ("Corefile", "corefile", "Corefile.*", "corefile.*", "*.Corefile", "*.corefile", "*.server", "*.override")
_BACKUPS = ("*~", "*.bak", "*.orig", "*.md", "*.go", "*.py", "*.j2", "*.tmpl", "*.tpl", "*.swp")
_SKIPPED = frozenset({"node_modules", "__pycache__", "venv"})
# What `kubectl get -o yaml` or `helm template` prints begins lines with one of these, and no Corefile does.
_LOOKS_LIKE_A_MANIFEST = re.compile(r'^(?:---|apiVersion:|kind:|\s*\{\s*"apiVersion")', re.M)


class Unreadable(Exception):
    """A path that cannot be read: the text is for people."""


@dataclass(frozen=True, slots=True)
class Inputs:
    """The text of each file that the arguments mean, by its name; `piped` is the name of standard input, if read."""

    texts: Mapping[str, str]
    piped: str = ""

    @classmethod
    def read(cls, paths: Iterable[str], stdin_filename: str = "") -> Inputs:
        """Read files, folders and standard input, each file once; raises `Unreadable`."""
        texts: dict[str, str] = {}
        piped = ""
        for path in paths:
            if path == STDIN:
                piped = stdin_filename or "stdin"
                texts[piped] = _standard_input()
            elif os.path.isdir(path):
                texts.update(_in_folder(path))
            else:
                texts[path] = _read(path)
        return cls(texts, piped)

    def documents(self) -> list[Document]:
        """All Corefiles in the files; raises `Unreadable` for a manifest that cannot be read."""
        return [document for file, text in self.texts.items() for document in _in_text(file, text)]


def _read(path: str) -> str:
    try:
        with open(path, "rb") as file:
            return decode(file.read())
    except (OSError, ValueError) as error:
        raise Unreadable(reason(path, error) if isinstance(error, OSError) else f"open {path}: {error}") from None


def _standard_input() -> str:
    if sys.stdin is None:
        raise Unreadable("standard input is closed")
    return decode(sys.stdin.buffer.read())


def _in_text(file: str, text: str) -> list[Document]:
    """The documents of one file: itself, or what a manifest holds."""
    if not looks_like_a_manifest(file, text):
        role = role_of(os.path.basename(file))
        return [Document(file, file, text, role, "" if role is Role.COREFILE else os.path.basename(file))]
    from pydns_host.check.sources import manifests

    return manifests.documents(file, text)


def looks_like_a_manifest(file: str, text: str) -> bool:
    """Whether a file is YAML or JSON that may hold Corefiles, rather than one itself."""
    if file.lower().endswith(_MANIFESTS):
        return True
    return not fnmatch(os.path.basename(file), "*orefile*") and bool(_LOOKS_LIKE_A_MANIFEST.search(text))


def walk(folder: str) -> Iterator[tuple[str, bool]]:
    """The files of a folder that are worth a look, and whether the name of each is a Corefile's."""
    for place, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith(".") and name not in _SKIPPED)
        for name in sorted(files):
            if os.path.isfile(os.path.join(place, name)):
                yield os.path.join(place, name), _is_corefile(name)


def _in_folder(folder: str) -> Iterator[tuple[str, str]]:
    """The Corefiles of a folder, and the manifests that hold some."""
    for path, corefile in walk(folder):
        if corefile:
            yield path, _read(path)
        elif path.lower().endswith(_MANIFESTS) and _holds_corefiles(path, text := _read(path)):
            yield path, text


def _is_corefile(name: str) -> bool:
    return any(fnmatch(name, pattern) for pattern in _COREFILES) and not any(fnmatch(name, each) for each in _BACKUPS)


def _holds_corefiles(path: str, text: str) -> bool:
    """Whether a manifest in a folder is one of ours; one that cannot be read as YAML is none."""
    if not any(mark in text for mark in ("Corefile", ".server", ".override")):
        return False
    from pydns_host.check.sources import manifests

    try:
        return bool(manifests.documents(path, text))
    except Unreadable:
        return False
