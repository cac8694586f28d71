"""F5: observations in, verdicts out. Reloading is left to the scorecard."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bench.scorecard.reloads import Reloaded, reloaded
from bench.scorecard.setting import Facts

from . import made

BEFORE = Facts(30_000, 20, 2)
SEEN = Reloaded(80, 20, BEFORE, BEFORE, made.load(), made.WELL)


@pytest.mark.parametrize(
    ("seen", "ok"),
    [
        (SEEN, True),
        (replace(SEEN, done=79), False),
        (replace(SEEN, refused=0, done=100), False),
        (replace(SEEN, after=replace(BEFORE, threads=3)), False),
        (replace(SEEN, after=replace(BEFORE, descriptors=21)), False),
        (replace(SEEN, load=made.load(lost=1)), False),
        (replace(SEEN, canary=made.ILL), False),
    ],
    ids=["well", "one missing", "broken ones taken", "thread", "descriptors", "lost", "canary"],
)
def test_reloads_lose_nothing_and_leave_nothing(seen: Reloaded, ok: bool) -> None:
    assert reloaded(seen).ok is ok
