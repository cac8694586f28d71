"""The edges of an explanation: who takes which zones, and who asks whom."""

from __future__ import annotations

import pytest

from pydns_host.explain.graph import graph
from tests.pydns_host.explain.explaining import explained


@pytest.mark.parametrize(
    ("listens", "asks", "own"),
    [
        ("", "127.0.0.1:1053", True),
        ("bind 127.0.0.1", "127.0.0.1:1053", True),
        ("bind 0.0.0.0", "127.0.0.1:1053", True),
        ("bind ::1", "[::1]:1053", True),
        ("bind 127.0.0.2", "127.0.0.1:1053", False),
        ("", "192.0.2.1:1053", False),
        ("", "127.0.0.1:1054", False),
        ("", "tls://127.0.0.1:1053", False),
    ],
)
def test_a_forward_to_a_listener_of_the_corefile_leads_there(listens: str, asks: str, own: bool) -> None:
    found = graph(explained(f"b.org:1053 {{\n{listens}\nwhoami\n}}\na.org {{\nforward . {asks}\n}}\n"))
    (edge,) = found.asks
    assert (edge.server, edge.link) == (1, 0)
    assert edge.listener == (0 if own else None)
    assert found.upstreams == (() if own else (asks,))


def test_zones_of_a_block_on_a_listener_are_one_edge() -> None:
    (edge,) = graph(explained("a.org b.org {\nwhoami\n}\n", "x.b.org")).takes
    assert (edge.zones, edge.chosen) == (("a.org.", "b.org."), True)


def test_an_upstream_that_several_ask_is_there_once() -> None:
    found = graph(explained("a.org {\nforward . 192.0.2.1\n}\nb.org {\nforward . 192.0.2.1 192.0.2.2\n}\n"))
    assert found.upstreams == ("192.0.2.1:53", "192.0.2.2:53")
    assert [(edge.server, edge.upstream) for edge in found.asks] == [(0, 0), (1, 0), (1, 1)]
