"""The exceptions that cross the seam between plugins and host; each carries its consequence.

Mistakes in a Corefile are not here: they are `corefile.CorefileError`.
"""

from __future__ import annotations

SERVFAIL = 2


class PydnsHostError(Exception):
    """Root of every exception of this package."""


class StartError(PydnsHostError):
    """What the machine lacks to start: a port that is taken, a missing file, a credential."""


class QueryError(PydnsHostError):
    """Ends one query: it becomes an answer with `rcode`, and `text` is what the errors plugin logs.

    `ede` is an extended DNS error (RFC 8914): its info code and its text.
    """

    def __init__(self, text: str, rcode: int = SERVFAIL, ede: tuple[int, str] | None = None) -> None:
        super().__init__(text)
        self.text = text
        self.rcode = rcode
        self.ede = ede
