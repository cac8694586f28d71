"""What a function says of a text that it refuses, and what is wrong with a Corefile. No test stands here."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any

import corefile
from corefile import CorefileError, Diagnostic


def complaint(read: Callable[[str], Any], text: str) -> str | None:
    """The text of the ValueError, None when there is none; any other exception comes out."""
    try:
        read(text)
    except ValueError as error:
        return str(error)
    return None


def findings(text: str, env: Mapping[str, str], directives: Collection[str] | None) -> list[Diagnostic]:
    """All mistakes of a Corefile; any exception but `CorefileError` comes out."""
    try:
        corefile.loads(text, "Corefile", env=env, directives=directives)
    except CorefileError as refused:
        return list(refused.diagnostics)
    return []
