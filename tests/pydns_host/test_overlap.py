"""Which server blocks claim the same zone, port and address. The rule is the reference's, oddities included."""

from __future__ import annotations

import pytest

import corefile
from pydns_host.overlap import Listening, find_overlaps

Claim = tuple[str, str, int]


def overlaps(*claims: Claim) -> list[tuple[int, str]]:
    """The index of each claim that is refused, and why."""
    blocks = corefile.loads("".join(f"key{index} {{\n}}\n" for index in range(len(claims))), "Corefile").blocks
    places = [Listening(*claim, block.keys[0]) for claim, block in zip(claims, blocks, strict=True)]
    return [(error.span.line // 2, error.message) for error in find_overlaps(places) if error.span]


TWICE = "cannot serve dns://a.:53 - it is already defined"
BOUND = "cannot serve dns://a.:53 on 127.0.0.1 - zone overlap listener capacity with dns://a.:53"
UNBOUND = "cannot serve dns://a.:53 - zone overlap listener capacity with dns://a.:53 on 127.0.0.1"


@pytest.mark.parametrize(
    ("claims", "refused"),
    [
        pytest.param([("a.", "", 53), ("a.", "", 53)], [(1, TWICE)], id="the same zone twice"),
        pytest.param([("a.", "", 53), ("b.", "", 53)], [], id="two zones on one port"),
        pytest.param([("a.", "", 53), ("a.", "", 54)], [], id="one zone on two ports"),
        pytest.param([("a.", "127.0.0.1", 53), ("a.", "127.0.0.2", 53)], [], id="one zone on two addresses"),
        pytest.param([("a.", "", 53), ("a.", "127.0.0.1", 53)], [(1, BOUND)], id="everywhere, then on an address"),
        pytest.param([("a.", "127.0.0.1", 53), ("a.", "", 53)], [(1, UNBOUND)], id="on an address, then everywhere"),
        pytest.param([("a.", "", 53)] * 3, [(1, TWICE), (2, TWICE)], id="every further claim is told"),
    ],
)
def test_a_zone_is_served_once_on_each_port_and_address(claims: list[Claim], refused: list[tuple[int, str]]) -> None:
    assert overlaps(*claims) == refused


def test_both_places_are_named() -> None:
    first, second = corefile.loads("b, a {\n}\n\na {\n}\n", "Corefile").blocks
    [error] = find_overlaps([Listening("a.", "", 53, first.keys[1]), Listening("a.", "", 53, second.keys[0])])
    assert error.render().splitlines() == [
        "Corefile:4:1: cannot serve dns://a.:53 - it is already defined",
        "    a {",
        "    ^",
        "    hint: the other one is at Corefile:1:4",
    ]


def _claim(transport: str = "dns", chosen: bool = False) -> Listening:
    (block,) = corefile.loads("a {\n}\n", "Corefile").blocks
    return Listening("a.", "", 53, block.keys[0], transport, chosen)


@pytest.mark.parametrize(
    ("places", "refused"),
    [
        pytest.param([_claim(), _claim(chosen=True)], False, id="all, then those that a view chooses"),
        pytest.param([_claim(chosen=True), _claim()], False, id="those that a view chooses, then all"),
        pytest.param([_claim(chosen=True), _claim(chosen=True)], False, id="two views"),
        pytest.param([_claim(), _claim("tls")], False, id="two transports"),
        pytest.param([_claim("tls"), _claim("tls")], True, id="the same transport"),
    ],
)
def test_views_and_transports_tell_blocks_apart(places: list[Listening], refused: bool) -> None:
    assert bool(find_overlaps(places)) == refused
