"""What a Corefile may say about cache, and what it then means."""

from __future__ import annotations

from typing import Any

import pytest

from corefile import CorefileError
from pydns_host import names
from pydns_host.plugins.cache.config import Config, Prefetch, Stale, Tier
from pydns_host.plugins.cache.plugin import Cache
from pydns_host.testing import block, configure
from tests.plugins.verdicts import agree, cases

A_TEST = names.from_text("a.test.")


@pytest.mark.parametrize("case", [case for case in cases(__file__) if "index out of range" not in str(case)])
def test_the_verdict_is_the_references(case: dict[str, Any]) -> None:
    agree(Cache, case)


def test_an_empty_percentage_is_an_error_and_no_crash() -> None:
    with pytest.raises(CorefileError, match="last character of percentage should be `%`, but is: nothing"):
        configure(Cache, 'cache {\nprefetch 5 1m ""\n}')


def config(directive: str) -> Config:
    found: Config = configure(Cache, directive, block("b.test."))
    return found


@pytest.mark.parametrize(
    ("directive", "success", "denial"),
    [
        ("cache", Tier(9984, 3600), Tier(9984, 1800)),
        ("cache 30", Tier(9984, 30), Tier(9984, 30)),
        ("cache {\nsuccess 5000\ndenial 2500 60\n}", Tier(4864, 3600), Tier(2304, 60)),
        ("cache 30 {\nsuccess 0 10 2\ndenial -7\n}", Tier(1024, 10, 2), Tier(1024, 30)),
        ("cache {\nsuccess 2000\nsuccess 3000\n}", Tier(2816, 3600), Tier(9984, 1800)),
    ],
    ids=["usual", "a TTL for both", "capacities", "at least 1024", "the last counts"],
)
def test_both_caches_have_their_bounds(directive: str, success: Tier, denial: Tier) -> None:
    found = config(directive)
    assert (found.success, found.denial) == (success, denial)


@pytest.mark.parametrize(
    ("directive", "label"),
    [
        ("cache", "b.test."),
        ("cache 30", "b.test."),
        ("cache A.test", "a.test."),
        ("cache 30s", "30s."),
        ("cache 5 x y", "x.,y."),
    ],
)
def test_zones_follow_the_ttl_and_are_the_blocks_otherwise(directive: str, label: str) -> None:
    assert config(directive).label == label


@pytest.mark.parametrize(
    ("option", "stale"),
    [
        ("serve_stale", Stale()),
        ("serve_stale 10m", Stale(600)),
        ("serve_stale 10m VERIFY", Stale(600, True)),
        ("serve_stale 10m verify 100ms", Stale(600, True, 0.1)),
        ("serve_stale 10m verify 0 30s 1m", Stale(600, True, 0, 30, 60)),
        ("serve_stale 10m immediate 30s 5m", Stale(600, False, 0, 30, 300)),
    ],
)
def test_serve_stale_says(option: str, stale: Stale) -> None:
    assert config(f"cache {{\n{option}\n}}").stale == stale


def test_the_other_options_say() -> None:
    found = config(
        "cache {\nprefetch 5 10s 25%\nservfail 1m\nkeepttl\nserve_stale\nserve_stale_policy Prefer_Positive\n"
        "disable success\ndisable denial a.test\n}"
    )
    assert found.prefetch == Prefetch(5, 10, 25)
    assert (found.failure, found.keep_ttl, found.prefer_positive) == (60, True, True)
    assert found.uncached == {"success": (names.ROOT,), "denial": (A_TEST,)}
