"""Clusters that are well and have not what is asked for: NXDOMAIN, no data, REFUSED. Dead ones are in `test_faults`."""

from __future__ import annotations

import pytest

from tests.live.conftest import Build
from tests.live.test_faults import OTHER, of
from tests.live.test_page import GLUE, MEMBERS, SERVICE, ZONE
from tests.live.world import CLUSTERS, World

ABSENT = {
    "NXDOMAIN": {letter: {cluster.zone: cluster.empty} for letter, cluster in CLUSTERS.items()},
    "REFUSED": {letter: {"other.test.": cluster.empty} for letter, cluster in CLUSTERS.items()},
}


@pytest.mark.parametrize("without", CLUSTERS)
@pytest.mark.parametrize("code", ABSENT)
def test_one_cluster_without_the_service_leaves_the_others_members(build: Build, code: str, without: str) -> None:
    world = build({without: ABSENT[code][without]})
    seen = world.dig(SERVICE, "SRV")
    assert seen.status == "NOERROR"
    assert seen.answer == [f"{SERVICE} {row}" for row in of(OTHER[without], MEMBERS)]
    assert seen.additional == of(OTHER[without], GLUE)


def assert_one_soa_of_the_distributed_zone(authority: list[str]) -> None:
    assert len(authority) == 1
    owner, ttl, _, type, *data = authority[0].split()
    assert (owner, ttl, type) == ("distributed.local.", "30", "SOA")
    assert "cluster-" not in " ".join(data)


@pytest.mark.parametrize("type", ["SRV", "A", "TXT"])
def test_a_name_that_no_cluster_has_is_nxdomain_with_a_soa(world: World, type: str) -> None:
    seen = world.dig(f"absent.{ZONE}", type)
    assert (seen.status, seen.answer) == ("NXDOMAIN", [])
    assert_one_soa_of_the_distributed_zone(seen.authority)


def test_a_service_that_both_clusters_lost_is_nxdomain_with_a_soa(build: Build) -> None:
    seen = build(ABSENT["NXDOMAIN"]).dig(SERVICE, "SRV")
    assert (seen.status, seen.answer) == ("NXDOMAIN", [])
    assert_one_soa_of_the_distributed_zone(seen.authority)


def test_a_name_without_this_type_is_no_data_with_a_soa(world: World) -> None:
    seen = world.dig(f"demo-service.{ZONE}", "AAAA")
    assert (seen.status, seen.answer) == ("NOERROR", [])
    assert_one_soa_of_the_distributed_zone(seen.authority)
