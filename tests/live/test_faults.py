"""A cluster's DNS dies, closed or silent, and comes back. Names that are not there are in `test_negative`."""

from __future__ import annotations

import pytest

from bench.probe import Question
from tests.live.conftest import Build
from tests.live.test_page import GLUE, MEMBERS, SERVICE
from tests.live.world import CLUSTERS, World

# A client of little patience: dig gives up after two seconds, and does not ask again.
IMPATIENT = "+time=2"
WAYS = {"killed": World.kill, "silent": World.silence}
OTHER = {"a": "b", "b": "a"}

either = pytest.mark.parametrize("dead", CLUSTERS)
both_ways = pytest.mark.parametrize("way", WAYS)


def of(letter: str, rows: list[str]) -> list[str]:
    return [row for row in rows if f"{letter}-demo-service" in row]


@either
@both_ways
def test_with_one_cluster_dead_the_others_members_come_within_two_seconds(build: Build, way: str, dead: str) -> None:
    world = build()
    assert len(world.dig(SERVICE, "SRV").answer) == 4
    WAYS[way](world, dead)
    for _ in range(3):
        seen = world.dig(IMPATIENT, SERVICE, "SRV")
        assert seen.status == "NOERROR"
        assert seen.answer == [f"{SERVICE} {row}" for row in of(OTHER[dead], MEMBERS)]
        assert seen.additional == of(OTHER[dead], GLUE)


@either
@both_ways
def test_a_partial_answer_says_which_cluster_is_missing(build: Build, way: str, dead: str) -> None:
    world = build()
    WAYS[way](world, dead)
    seen = world.dig(SERVICE, "SRV")
    assert [CLUSTERS[dead].zone.rstrip(".") in said for _, said in seen.ede] == [True], seen.text


@both_ways
def test_with_both_clusters_dead_the_answer_is_servfail_with_network_error(build: Build, way: str) -> None:
    world = build()
    for letter in CLUSTERS:
        WAYS[way](world, letter)
    # dig's own patience, five seconds: whoever waits that long is told, and not left without an answer.
    seen = world.dig("+time=5", SERVICE, "SRV")
    assert (seen.status, seen.answer) == ("SERVFAIL", [])
    assert [code for code, _ in seen.ede] == [23], seen.text


@either
def test_one_clusters_own_name_fails_with_its_cluster_alone(build: Build, dead: str) -> None:
    world = build()
    world.kill(dead)
    name = "{}-demo-service-0.default.svc.distributed.local."
    assert world.dig(name.format(dead), "A").status == "SERVFAIL"
    assert world.dig(name.format(OTHER[dead]), "A").status == "NOERROR"


def test_a_cluster_that_comes_back_is_gathered_again(build: Build) -> None:
    world = build()
    world.kill("b")
    assert len(world.dig(SERVICE, "SRV").answer) == 2
    world.start_cluster("b")
    world.wait_for(Question(SERVICE, "SRV", answers=4))
