"""The hosts file on disk: what is odd about it at the start, and its text each time that it has changed.

Everything here blocks, so it is done in a thread; what the text says is `table`'s business.
"""

from __future__ import annotations

import os
import stat

from corefile.numbers import quote
from pydns_host.errors import StartError


class Source:
    """A hosts file, and what tells whether it has changed: its modification time and size."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.modified = 0.0
        self._seen: tuple[int, int] | None = None

    def doubts(self) -> str | None:
        """What is to be warned of; raises `StartError` where it cannot even be told whether the file is there."""
        try:
            found = os.stat(self.path)
        except FileNotFoundError:
            return f"File does not exist: {self.path}"
        except (OSError, ValueError) as error:
            reason = (getattr(error, "strerror", None) or str(error)).lower()
            text = f"unable to access hosts file '{self.path}': stat {self.path}: {reason}"
            raise StartError(f"plugin/hosts: {text}") from error
        return f"Hosts file {quote(self.path)} is a directory" if stat.S_ISDIR(found.st_mode) else None

    def changed(self) -> str | None:
        """The text of the file if it is another than the last time; None too while it cannot be read."""
        try:
            with open(self.path, "rb") as file:
                found = os.fstat(file.fileno())
                seen = found.st_mtime_ns, found.st_size
                if seen == self._seen:
                    return None
                octets = file.read()
        except (OSError, ValueError):
            return None
        self._seen = seen
        self.modified = found.st_mtime
        return octets.decode("utf-8", "surrogateescape")
