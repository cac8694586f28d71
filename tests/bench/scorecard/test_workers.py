"""F7: observations in, verdicts out. Killing is left to the scorecard."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bench.scorecard.workers import IN_FLIGHT, KILLS, Killed, killed

from . import made

SEEN = Killed([0.2] * KILLS, made.load(lost=3), made.WELL)


@pytest.mark.parametrize(
    ("seen", "ok"),
    [
        (SEEN, True),
        (replace(SEEN, successors=[0.2] * (KILLS - 1)), False),
        (replace(SEEN, successors=[0.2] * (KILLS - 1) + [1.1]), False),
        (replace(SEEN, successors=[]), False),
        (replace(SEEN, load=made.load(lost=IN_FLIGHT * KILLS + 1)), False),
        (replace(SEEN, load=made.load(sent=0)), False),
    ],
    ids=["well", "no successor", "too late", "none at all", "lost", "no load"],
)
def test_a_killed_worker_has_a_successor_soon_and_loses_what_it_had(seen: Killed, ok: bool) -> None:
    assert killed(seen).ok is ok
