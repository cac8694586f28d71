"""Whom to try next for one query: upstreams in their order, those that are down left out, round after round.

How one is asked, and what counts as a failure, is the plugin's business.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pydns_host.upstream import Upstream


def attempts(upstreams: Sequence[Upstream], max_fails: int) -> Iterator[Upstream | None]:
    """Upstreams without end; None in place of the last one of a round in which all are down.

    One with more than `max_fails` failed health checks in a row is down; with 0 none ever is.
    """
    while True:
        down = 0
        for upstream in upstreams:
            if not max_fails or upstream.fails <= max_fails:
                yield upstream
            else:
                down += 1
                if down == len(upstreams):
                    yield None
