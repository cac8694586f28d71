"""What a Corefile may say about gathersrv, and what it then means."""

from __future__ import annotations

from typing import Any

import pytest

from pydns_host import names
from pydns_host.plugins.gathersrv.config import Cluster, Config, parse
from pydns_host.plugins.gathersrv.plugin import Gathersrv
from pydns_host.testing import block, reader
from tests.plugins.verdicts import agree, cases

A, B = Cluster(names.from_text("cluster-a.local."), "a-"), Cluster(names.from_text("cluster-b.local."), "b-")
CLUSTERS = "{\ncluster-a.local. a-\ncluster-b.local. b-\n}"


@pytest.mark.parametrize("case", cases(__file__))
def test_the_verdict_is_the_references(case: dict[str, Any]) -> None:
    agree(Gathersrv, case)


def _read(directive: str, *zones: str) -> tuple[Config | None, list[str]]:
    """The config, and what was found odd or wrong as `line:column message`."""
    words = reader(directive)
    config = parse(words, block(*zones))
    return config, [f"{one.span.line - 1}:{one.span.column} {one.message}" for one in words.diagnostics if one.span]


def test_the_clusters_stay_in_the_order_of_the_corefile() -> None:
    directive = "gathersrv Distributed.Local. {\nCluster-B.local. b-\ncluster-a.LOCAL. a-\n}"
    assert _read(directive) == (Config(names.from_text("distributed.local."), (B, A)), [])


@pytest.mark.parametrize(
    ("zone", "served", "meant"),
    [
        ("distribiuted.local.", ["distributed.local."], "distributed.local."),
        ("distributed.locall.", ["distributed.local."], "distributed.local."),
        ("distribted.locl.", ["distributed.local."], "distributed.local."),
        ("distributed..local.", ["distributed.local."], "distributed.local."),
        ("distribiuted.local.", ["example.org.", "distributed.local."], "distributed.local."),
        ("distriuted.local.", ["distributad.local.", "distributed.local."], "distributed.local."),
    ],
    ids=["the page's", "one letter more", "two fewer", "a dot too many", "the near one of two", "the nearest of two"],
)
def test_a_misspelt_zone_is_taken_for_the_blocks(zone: str, served: list[str], meant: str) -> None:
    config, found = _read(f"gathersrv {zone} {CLUSTERS}", *served)
    assert config == Config(names.from_text(meant), (A, B))
    text = f"no question of this server block is in '{zone}'; taken for a misspelt '{meant}', which is gathered"
    assert found == [f"1:11 plugin/gathersrv: {text}"]


def test_the_warning_about_a_misspelt_zone_says_what_to_write() -> None:
    words = reader(f"gathersrv distribiuted.local. {CLUSTERS}")
    parse(words, block("distributed.local."))
    assert [found.hint for found in words.diagnostics] == ["write distributed.local."]
    words.finish()  # it is no error


@pytest.mark.parametrize(
    ("zone", "served"),
    [
        ("distributed.local.", "distributed.local."),
        ("gather.distributed.local.", "distributed.local."),
        ("local.", "locals.local."),
        ("local.", "."),
        (".", "local."),
        ("ocal.", "a.ocal."),
    ],
    ids=["the same", "below", "above", "below the root", "the root", "above, and near"],
)
def test_a_zone_that_questions_of_the_block_can_be_in_stays_as_written(zone: str, served: str) -> None:
    assert _read(f"gathersrv {zone} {CLUSTERS}", served) == (Config(names.from_text(zone), (A, B)), [])


def test_a_dead_zone_that_is_not_near_is_told_and_kept() -> None:
    config, found = _read(f"gathersrv gathered.example. {CLUSTERS}", "distributed.local.")
    assert config == Config(names.from_text("gathered.example."), (A, B))
    assert found == [
        "1:11 plugin/gathersrv: no question of this server block is in 'gathered.example.': nothing is gathered"
    ]


def test_a_zone_that_is_no_name_gathers_nothing() -> None:
    config, found = _read(f"gathersrv .. {CLUSTERS}", "distributed.local.")
    assert config is None
    assert "nothing is gathered" in found[0]


@pytest.mark.parametrize(
    ("lines", "place", "text"),
    [
        ("a..b. a-\nb.org. b-", "2:1", "no name can be in 'a..b.': the cluster is left out"),
        ("b.org. b-\nB.org. b-", "3:1", "the same cluster again: it is asked once"),
        ("b.org. b-\nb.org. c-", "3:1", "the same zone again: its hosts are shown with the first prefix"),
        ("a.org. x-\nb.org. X-", "3:8", "prefix 'X-' stands for two clusters: their hosts cannot be told apart"),
        ('a.org. ""\nb.org. b-', "2:8", "every name begins with an empty prefix"),
        ("a.org. ..", "2:8", "no host name can begin with '..': the cluster's names are not rewritten"),
        (f"a.org. {'x' * 63}", "2:8", "no host name can begin with"),
        ("a.org. _a-", "2:8", "a prefix that begins with an underscore is not found again"),
    ],
    ids=["zone", "twice", "zone twice", "prefix twice", "empty prefix", "dots", "long prefix", "underscore"],
)
def test_what_is_accepted_and_looks_wrong_is_told_at_its_place(lines: str, place: str, text: str) -> None:
    config, found = _read(f"gathersrv distributed.local. {{\n{lines}\n}}")
    assert config is not None
    assert len(found) == 1
    assert found[0].startswith(f"{place} plugin/gathersrv: {text}")


def test_one_cluster_may_do_without_a_prefix() -> None:
    config, found = _read('gathersrv distributed.local. {\ncluster-a.local. ""\n}')
    assert config == Config(names.from_text("distributed.local."), (Cluster(A.zone, ""),))
    assert found == []


def test_a_second_gathersrv_is_told_and_not_read() -> None:
    config, found = _read(f"gathersrv distributed.local. {CLUSTERS}\ngathersrv nonsense")
    assert config == Config(names.from_text("distributed.local."), (A, B))
    assert found == ["5:1 plugin/gathersrv: only the first gathersrv of a server block is read: not this one"]


def test_every_mistake_is_told_at_its_place() -> None:
    _, found = _read("gathersrv distributed.local {\ncluster-a.local a-\ncluster-b.local.\nc.local. c- d-\n} more")
    assert found == [
        "1:11 plugin/gathersrv: Provided incorrect domain <distributed.local>",
        "2:1 plugin/gathersrv: Provided incorrect domain <cluster-a.local>",
        "3:1 plugin/gathersrv: Wrong argument count or unexpected line ending after 'cluster-b.local.'",
        "4:13 plugin/gathersrv: Wrong argument count or unexpected line ending after 'd-'",
        "5:3 plugin/gathersrv: Wrong argument count or unexpected line ending after 'more'",
    ]


def test_a_very_long_zone_costs_no_time() -> None:
    config, _ = _read(f"gathersrv {'x' * 100_000}. {CLUSTERS}", "distributed.local.")
    assert config is None
