"""F2 and F6: observations in, verdicts out. Killing and holding are left to the scorecard."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bench.scorecard.upstreams import IN_FLIGHT, MAX_FAILS, SLOW, Left, died, left

from . import made

LEFT = Left(SLOW, SLOW, 0)


@pytest.mark.parametrize(
    ("failed", "ok"), [(0, True), (MAX_FAILS * IN_FLIGHT, True), (MAX_FAILS * IN_FLIGHT + 1, False)]
)
def test_a_dead_upstream_costs_its_queries_in_flight(failed: int, ok: bool) -> None:
    assert died(made.load(lost=failed - failed // 2, wrong=failed // 2)).ok is ok


def test_a_load_without_answers_shows_nothing() -> None:
    assert died(made.load(sent=10)).ok is False


@pytest.mark.parametrize(
    ("seen", "ok", "told"),
    [
        (LEFT, True, "100 of 100 answered, exit 0"),
        (replace(LEFT, answered=99), False, "99 of 100"),
        (replace(LEFT, status=1), False, "exit 1"),
        (replace(LEFT, status=None), False, "killed"),
    ],
    ids=["well", "one lost", "status", "killed"],
)
def test_whoever_leaves_answers_first(seen: Left, ok: bool, told: str) -> None:
    found = left(seen)
    assert found.ok is ok
    assert told in found.measured
