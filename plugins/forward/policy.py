"""In which order upstreams are tried for a query: random, round_robin or sequential.

Which of them are down is not looked at here (`attempts`).
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence

from pydns_host.upstream import Upstream

Order = Callable[[], Sequence[Upstream]]


def make(policy: str, upstreams: Sequence[Upstream]) -> Order:
    """The order for each query in turn; `policy` is one of the option's words."""
    if is_fixed(policy, upstreams):
        return lambda: upstreams
    return _RoundRobin(upstreams) if policy == "round_robin" else _Random(upstreams)


def is_fixed(policy: str, upstreams: Sequence[Upstream]) -> bool:
    """Whether the order is that of the Corefile for every query."""
    return len(upstreams) < 2 or policy == "sequential"


class _RoundRobin:
    """The next one first, the others in their order; like the reference, it begins with the second."""

    def __init__(self, upstreams: Sequence[Upstream]) -> None:
        self._orders = [(one, *upstreams[:index], *upstreams[index + 1 :]) for index, one in enumerate(upstreams)]
        self._turn = 0

    def __call__(self) -> Sequence[Upstream]:
        self._turn = (self._turn + 1) % len(self._orders)
        return self._orders[self._turn]


class _Random:
    """Any order, none of which can be foreseen: it makes answers harder to forge."""

    def __init__(self, upstreams: Sequence[Upstream]) -> None:
        self._upstreams = upstreams

    def __call__(self) -> Sequence[Upstream]:
        upstreams = self._upstreams
        octets = os.urandom(2 * len(upstreams))
        keys = [octets[offset : offset + 2] for offset in range(0, len(octets), 2)]
        return [upstreams[index] for index in sorted(range(len(upstreams)), key=keys.__getitem__)]
