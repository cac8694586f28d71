"""In which order upstreams come."""

from __future__ import annotations

from typing import cast

import pytest

from pydns_host.plugins.forward import policy
from pydns_host.plugins.forward.attempts import attempts
from pydns_host.upstream import Unusable, Upstream

THREE = cast(list[Upstream], [Unusable(name, "") for name in "abc"])


def names(upstreams: object) -> str:
    return "".join(upstream.name for upstream in cast(list[Upstream], upstreams))


def test_sequential_is_the_order_of_the_corefile() -> None:
    order = policy.make("sequential", THREE)
    assert [names(order()) for _ in range(3)] == ["abc"] * 3


def test_round_robin_begins_with_the_second() -> None:
    order = policy.make("round_robin", THREE)
    assert [names(order()) for _ in range(4)] == ["bac", "cab", "abc", "bac"]


def test_random_comes_to_every_order() -> None:
    order = policy.make("random", THREE)
    seen = set()
    for _ in range(5000):
        seen.add(names(order()))
        if len(seen) == 6:
            break
    assert len(seen) == 6


@pytest.mark.parametrize("chosen", ["random", "round_robin", "sequential"])
def test_one_upstream_is_always_the_first(chosen: str) -> None:
    assert names(policy.make(chosen, THREE[:1])()) == "a"


def down(fails: str, max_fails: int, count: int) -> list[str]:
    """The first attempts with upstreams that have so many failed checks; "-" for all down."""
    upstreams = [Unusable(name, "") for name in "abc"]
    for upstream, number in zip(upstreams, fails, strict=True):
        upstream.fails = int(number)
    walk = attempts(cast(list[Upstream], upstreams), max_fails)
    found = [next(walk) for _ in range(count)]
    return [upstream.name if upstream else "-" for upstream in found]


@pytest.mark.parametrize(
    ("fails", "max_fails", "expected"),
    [
        ("000", 2, "abcabc"),
        ("222", 2, "abcabc"),
        ("300", 2, "bcbcbc"),
        ("030", 2, "acacac"),
        ("003", 2, "ababab"),
        ("330", 2, "cccccc"),
        ("333", 2, "------"),
        ("999", 0, "abcabc"),
    ],
)
def test_those_that_are_down_are_left_out_round_after_round(fails: str, max_fails: int, expected: str) -> None:
    assert "".join(down(fails, max_fails, 6)) == expected
