"""The names, kinds, labels and counts of /metrics are the reference's, and Prometheus' own tools can read them.

`data/families.jsonl` is what the reference told for `data/families.Corefile` after `data/families.queries`; a value
is null where it hangs on the time or on who serves.
"""

from __future__ import annotations

import asyncio
import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
from prometheus_client import Metric
from prometheus_client.parser import text_string_to_metric_families

from pydns_host.testing import serving
from tests.tools import require

DATA = Path(__file__).parent / "data"
ADDRESS = "localhost:9153"
COREFILE = (DATA / "families.Corefile").read_text()
QUERIES = [line.split() for line in (DATA / "families.queries").read_text().splitlines()]
FAMILIES = {row["name"]: row for row in map(json.loads, (DATA / "families.jsonl").read_text().splitlines())}
Values = dict[frozenset[tuple[str, str]], float | None]


async def told() -> str:
    """What a scraper reads after all queries."""
    async with serving(COREFILE) as served:
        for name, type, proto in QUERIES:
            await served.ask(name, type, proto, want_dnssec=type == "DNSKEY")
        status, text = await served.get(ADDRESS, "/metrics")
    assert status == 200
    return text


def families(text: str) -> dict[str, Metric]:
    """What prometheus-client's parser makes of it, by the names that stand in the text."""
    found = text_string_to_metric_families(text)
    return {family.name + ("_total" if family.type == "counter" else ""): family for family in found}


def values(family: Metric, row: dict[str, Any]) -> Values:
    """The labels and values of a family, of a histogram how many were counted; without those that `row` has not."""
    name = row["name"] + ("_count" if row["type"] == "histogram" else "")
    known = {frozenset(labels.items()) for labels, value in row["samples"] if value is None}
    found = {frozenset(s.labels.items()): s.value for s in family.samples if s.name == name}
    return {labels: None if labels in known else value for labels, value in found.items()}


def expected(row: dict[str, Any]) -> Values:
    """The same of what the reference told."""
    return {frozenset(labels.items()): value for labels, value in row["samples"]}


@pytest.fixture(scope="module")
def text() -> str:
    return asyncio.run(told())


@pytest.mark.parametrize("row", FAMILIES.values(), ids=FAMILIES)
def test_a_family_is_told_as_the_reference_does(text: str, row: dict[str, Any]) -> None:
    family = families(text)[row["name"]]
    assert family.type == row["type"]
    assert values(family, row) == expected(row)
    bounds = dict.fromkeys(s.labels["le"] for s in family.samples if "le" in s.labels)
    assert [float(bound) for bound in bounds] == [float(bound) for bound in row.get("bounds", ())]


def test_no_family_is_told_under_a_name_that_the_reference_lacks(text: str) -> None:
    own = [name for name in families(text) if name.startswith("coredns_")]
    assert set(own) - set(FAMILIES) <= {"coredns_build_info"}


def test_a_forward_to_this_very_process_counts_no_connection(text: str) -> None:
    assert "coredns_proxy_conn_cache" not in text


def test_promtool_finds_nothing_to_say(text: str) -> None:
    require("promtool")
    done = subprocess.run(["promtool", "check", "metrics"], input=text, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
