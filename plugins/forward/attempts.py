"""Whom to try next for one query: upstreams in their order, those that are down left out, round after round.

How one is asked, and what counts as a failure, is the plugin's business.
"""

from __future__ import annotations

from collections.abc import Sequence

from pydns_host.upstream import Upstream


class Attempts:
    """The walk over the upstreams for one query."""

    __slots__ = ("_down", "_index", "_max_fails", "_upstreams")

    def __init__(self, upstreams: Sequence[Upstream], max_fails: int) -> None:
        """An upstream with more than `max_fails` failed checks is down; with 0 none ever is."""
        self._upstreams = upstreams
        self._max_fails = max_fails
        self._index = 0
        self._down = 0

    def next(self) -> Upstream | None:
        """The next upstream that is not known to be down; None once all are."""
        upstreams = self._upstreams
        while True:
            if self._index >= len(upstreams):
                self._index = self._down = 0
            upstream = upstreams[self._index]
            self._index += 1
            if not self._max_fails or upstream.fails <= self._max_fails:
                return upstream
            self._down += 1
            if self._down >= len(upstreams):
                return None

    @property
    def all_down(self) -> bool:
        """Whether all were down in this round."""
        return self._down >= len(self._upstreams)
