"""What the garbage collector is told: what is there stays, what a reload dropped goes."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Iterator

import pytest

from pydns_host.cli.garbage import settle


class _Knot:
    def __init__(self) -> None:
        self.itself = self


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    thresholds = gc.get_threshold()
    yield
    gc.unfreeze()
    gc.set_threshold(*thresholds)


def test_what_is_there_is_looked_at_no_more() -> None:
    settle()
    assert gc.get_freeze_count() > 1000
    assert gc.get_threshold()[0] > 10_000


def test_a_cycle_that_was_there_before_and_is_dropped_goes_when_it_settles_anew() -> None:
    knot = _Knot()
    dropped = weakref.ref(knot)
    settle()
    del knot
    settle()
    assert dropped() is None
