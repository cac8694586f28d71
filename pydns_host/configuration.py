"""What of a Corefile counts when it is asked whether it has changed, and what a plugin may do about it.

How it is read and served again is the command line's business (`cli.reloading`).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Awaitable
from typing import Protocol

from corefile import Resolved
from pydns_host.metrics import Counter, Metrics

_ESCAPED = str.maketrans({char: f"\\u{ord(char):04x}" for char in "<>&\u2028\u2029"})


class Configuration(Protocol):
    """The Corefile of this process."""

    @property
    def fingerprint(self) -> str:
        """That of the Corefile which was tried last, served or not."""
        ...

    @property
    def changed(self) -> bool:
        """Whether any was tried, through `reload`, since the server began."""
        ...

    def read(self) -> str:
        """The fingerprint of what it says now; blocks, and raises `CorefileError`."""
        ...

    def reload(self) -> Awaitable[list[str]]:
        """Serve what it says now; what is wrong with it, nothing when it is served."""
        ...


def failures(metrics: Metrics) -> Counter:
    """Counts reloads that left the old Corefile in force, whoever asked for them: CoreDNS's name, for its alerts."""
    return metrics.counter("coredns_reload_failed_total", "Counter of the number of failed reload attempts.")


def fingerprint(resolved: Resolved) -> str:
    """SHA-512 over every word with its place, so that it is the one that CoreDNS logs and exposes for this Corefile.

    There it is taken over JSON as Go writes it: keys sorted, no blanks, some characters of HTML escaped.
    """
    blocks = [
        {
            "Keys": [key.value for key in block.keys],
            "Tokens": {
                name: [{"File": word.file, "Line": word.line, "Text": word.value} for word in words]
                for name, words in sorted(block.directives.items())
            },
        }
        for block in resolved.blocks
    ]
    text = json.dumps(blocks or None, ensure_ascii=False, separators=(",", ":")).translate(_ESCAPED)
    return hashlib.sha512(text.encode("utf-8", "replace")).hexdigest()
