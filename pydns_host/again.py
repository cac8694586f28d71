"""Answers that are given again, octet for octet: how long that may be, and who is told each time.

Who grants it is a plugin's business, when the chain is passed by for it is `listener`'s.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from pydns_host.metrics import Count

if TYPE_CHECKING:
    from pydns_host.message import Request, Response, Via
    from pydns_host.question import Question
    from pydns_host.zones import Site

Teller = Callable[[str, int, int, float], None]
"""Told of one query that was answered again: the client's address and port, the query's ID, the seconds it took."""

Told = tuple["Teller | Count", ...]
"""Who is told, and what counts one more, each time."""

Again = Callable[["Request", "Response"], "Told | None"]


class Lease:
    """The right to give an answer again to whoever asks the same, until the monotonic second `until`.

    With a `client`, an address and a port, only to that one. `owner` is the plugin that granted it, `of` what that
    plugin remembers with it. Whoever grants it may end it early, by setting `until` to 0.
    """

    __slots__ = ("client", "of", "owner", "until")

    def __init__(self, until: float, owner: object, of: Any = None, client: tuple[str, int] | None = None) -> None:
        self.until = until
        self.owner = owner
        self.of = of
        self.client = client


class Kept:
    """An answer to a question as octets behind their ID, good for queries that come over `via` under its lease."""

    __slots__ = ("counts", "lease", "octets", "tellers", "via")

    def __init__(self, lease: Lease, via: Via, octets: bytes, told: Told) -> None:
        self.lease = lease
        self.via = via
        self.octets = octets
        self.counts = [one for one in told if isinstance(one, Count)]
        self.tellers = [one for one in told if not isinstance(one, Count)]


class Known:
    """A question of late, the site that takes it, and the answer that is given to it again while that may be."""

    __slots__ = ("_lease", "kept", "question", "site")

    def __init__(self, question: Question, site: Site | None) -> None:
        self.question = question
        self.site = site
        self.kept: Kept | None = None
        self._lease: Lease | None = None

    def note(self, request: Request, response: Response, octets: bytes) -> None:
        """An answer under a lease went out as `octets`; when that is not the first time, it is kept."""
        lease = response.lease
        if lease is None or self.site is None or self.site.again is None:
            return
        often = self.kept is not None and lease.client is None  # it was kept under the lease before
        if lease is not self._lease and not often:
            self._lease = lease
            return
        told = self.site.again(request, response)
        self.kept = None if told is None else Kept(lease, request.via, octets[2:], told)
