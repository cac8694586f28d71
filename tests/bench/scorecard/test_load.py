"""L1 to L3: observations in, verdicts out. The load itself is left to the scorecard."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bench.scorecard.canary import Tally
from bench.scorecard.crowd import Seen
from bench.scorecard.load import Crowded, Over, crowded, half, twice

from . import made

OVER = Over(1_000.0, made.load(2_000, lost=1_100), 40 * 1024, True, 0.1)
CROWD = Crowded(Seen(active=100, answered=500, opened=10_000), 20, 20, made.WELL)


@pytest.mark.parametrize(
    ("lost", "wrong", "canary", "ok"),
    [(0, 0, made.WELL, True), (1, 0, made.WELL, False), (0, 1, made.WELL, False), (0, 0, made.ILL, False)],
    ids=["well", "lost", "wrong", "canary"],
)
def test_half_of_the_peak_loses_nothing(lost: int, wrong: int, canary: Tally, ok: bool) -> None:
    assert half(made.load(lost=lost, wrong=wrong), canary).ok is ok


@pytest.mark.parametrize(
    ("seen", "ok"),
    [
        (OVER, True),
        (replace(OVER, load=made.load(2_000, lost=1_300)), False),
        (replace(OVER, memory=171 * 1024), False),
        (replace(OVER, alive=False), False),
        (replace(OVER, back=None), False),
        (replace(OVER, back=2.1), False),
    ],
    ids=["well", "serves too little", "memory", "ended", "never back", "late"],
)
def test_twice_the_peak_is_survived(seen: Over, ok: bool) -> None:
    assert twice(seen).ok is ok


def test_where_the_load_is_the_limit_the_row_says_nothing() -> None:
    weak = replace(OVER, load=made.load(1_000, lost=300))
    assert twice(weak).ok is None
    assert twice(replace(weak, alive=False)).ok is False


def test_the_share_served_is_told() -> None:
    assert "served 90%" in twice(OVER).measured


@pytest.mark.parametrize(
    ("seen", "ok"),
    [
        (CROWD, True),
        (replace(CROWD, after=21), False),
        (replace(CROWD, canary=made.ILL), False),
        (replace(CROWD, seen=replace(CROWD.seen, errors=1)), False),
        (replace(CROWD, seen=replace(CROWD.seen, refused=1)), False),
        (replace(CROWD, seen=replace(CROWD.seen, answered=0)), False),
    ],
    ids=["well", "descriptors", "canary", "errors", "refused", "no answer"],
)
def test_a_crowd_leaves_nothing_behind(seen: Crowded, ok: bool) -> None:
    assert crowded(seen).ok is ok
