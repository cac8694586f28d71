"""Server blocks that share a zone: which of them takes a query, when that hangs on more than the question.

Which blocks come into question is `zones`' business.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from pydns_host.chain import Next
from pydns_host.inflight import as_task, settled
from pydns_host.message import Request, Response

if TYPE_CHECKING:
    from pydns_host.zones import Site


class NotTaken(Exception):
    """No server block takes the query: it is refused as a question is that no block has a zone for."""


def choosing(candidates: Sequence[Site]) -> Next:
    """A chain that asks the chain of the first site that takes the query, as CoreDNS does; raises `NotTaken`."""
    return partial(_choose, tuple(candidates))


async def _choose(candidates: tuple[Site, ...], request: Request) -> Response | None:
    site = next((site for site in candidates if all(takes(request) for takes in site.takes)), None)
    if site is None or site.chain is None:
        raise NotTaken
    if site.block.view:
        request.view = site.block.view
    found = None if site.quick is None else site.quick(request)
    return await settled(found, request, site.chain if site.inline else partial(as_task, site.chain))
