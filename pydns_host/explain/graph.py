"""An explanation as a graph: listeners, server blocks with their chains, upstreams, and the edges between.

How it is drawn is `dot`'s and `mermaid`'s business.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator
from dataclasses import dataclass

from pydns_host.explain.model import Explanation, Listener


@dataclass(frozen=True, slots=True)
class Takes:
    """A listener gives the questions of these zones to a server block; `chosen`: the one that is explained."""

    listener: int
    server: int
    zones: tuple[str, ...]
    chosen: bool


@dataclass(frozen=True, slots=True)
class Asks:
    """A link of a chain asks an upstream: one of this Corefile's listeners, or else one elsewhere."""

    server: int
    link: int
    listener: int | None
    upstream: int | None


@dataclass(frozen=True, slots=True)
class Graph:
    """All edges, and the upstreams that are elsewhere; listeners and servers are those of the explanation."""

    takes: tuple[Takes, ...]
    asks: tuple[Asks, ...]
    upstreams: tuple[str, ...]


def graph(found: Explanation) -> Graph:
    """The edges of an explanation."""
    elsewhere: dict[str, int] = {}
    asks = tuple(_asks(found, elsewhere))
    return Graph(tuple(_takes(found)), asks, tuple(elsewhere))


def _takes(found: Explanation) -> Iterator[Takes]:
    chosen = {(each.listener, each.server, each.zone) for each in found.decisions}
    for number, listener in enumerate(found.listeners):
        zones: dict[int, list[str]] = {}
        for zone, server in listener.zones:
            zones.setdefault(server, []).append(zone)
        for server, names in zones.items():
            taken = any((listener, server, zone) in chosen for zone in names)
            yield Takes(number, server, tuple(names), taken)


def _asks(found: Explanation, elsewhere: dict[str, int]) -> Iterator[Asks]:
    for server, block in enumerate(found.servers):
        for link, step in enumerate(block.chain):
            for upstream in step.upstreams:
                own = next((n for n, each in enumerate(found.listeners) if _listens(each, upstream)), None)
                number = None if own is not None else elsewhere.setdefault(upstream, len(elsewhere))
                yield Asks(server, link, own, number)


def _listens(listener: Listener, upstream: str) -> bool:
    """Whether what is sent to an upstream comes to a listener of this Corefile, as far as the text tells."""
    transport, _, rest = upstream.rpartition("://")
    host, _, port = rest.rpartition(":")
    if listener.transport != (transport or "dns") or port != str(listener.port):
        return False
    try:
        address = ipaddress.ip_address(host.strip("[]").partition("%")[0])
    except ValueError:
        return False
    return listener.host == str(address) or (address.is_loopback and listener.host in ("", "0.0.0.0", "::"))
