"""The Corefile language: text to words and resolved server blocks, with the place of everything.

Knows nothing of DNS; what a directive means is its plugin's business.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

from corefile.errors import CorefileError, Diagnostic, Fix, Severity, Span
from corefile.expand import expand
from corefile.files import Files, read, reason
from corefile.nodes import Resolved, ServerBlock, Word
from corefile.scanner import words

if TYPE_CHECKING:
    from corefile.tree import Corefile

__all__ = [
    "CorefileError",
    "Diagnostic",
    "Fix",
    "Resolved",
    "ServerBlock",
    "Severity",
    "Span",
    "Word",
    "load",
    "loads",
    "parse",
]


def parse(text: str, file: str) -> Corefile:
    """The tree of a Corefile as it is written: `corefile.parser.parse`, which is not imported before it is called."""
    from corefile import parser

    return parser.parse(text, file)


def loads(
    text: str, file: str, env: Mapping[str, str] | None = None, directives: Collection[str] | None = None
) -> Resolved:
    """The server blocks of a Corefile given as text; `file` is its name in messages, and imports are relative to it.

    `env` has the variables (default: the process's). With `directives`, any other directive is an error. Raises
    `CorefileError` with all that is wrong.
    """
    return expand(words(text, file), Files(file), os.environ if env is None else env, directives)


def load(path: str, env: Mapping[str, str] | None = None, directives: Collection[str] | None = None) -> Resolved:
    """The server blocks of a Corefile on disk; raises `CorefileError`, also when it cannot be read."""
    try:
        text = read(path)
    except OSError as error:
        found = Diagnostic(None, Severity.ERROR, "CF002", reason(path, error), kind="environment")
        raise CorefileError([found]) from None
    return loads(text, path, env, directives)
