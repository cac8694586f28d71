"""F4, F8 and F10: observations in, verdicts out. Breaking things is left to the scorecard."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from bench.load import Load
from bench.scorecard.canary import Tally
from bench.scorecard.faults import PLUGIN, STDOUTS, WAYS, Short, failing, short, unlogged
from pydns_host.registry import Registry

from . import made

SHORT = Short(64, 0.05, made.WELL)
FAILED = dict.fromkeys(WAYS, "SERVFAIL")


@pytest.mark.parametrize(
    ("seen", "ok"),
    [
        (SHORT, True),
        (replace(SHORT, descriptors=65), False),
        (replace(SHORT, busy=0.99), False),
        (replace(SHORT, canary=made.ILL), False),
    ],
    ids=["well", "descriptors", "busy", "canary"],
)
def test_few_descriptors_are_enough(seen: Short, ok: bool) -> None:
    assert short(seen).ok is ok


@pytest.mark.parametrize(
    ("found", "ok"),
    [
        ((made.load(), made.WELL), True),
        ((made.load(lost=1), made.WELL), False),
        ((made.load(), made.ILL), False),
        ("ended with -13", False),
    ],
    ids=["well", "lost", "canary", "ended"],
)
def test_a_log_that_nobody_takes_costs_nothing(found: tuple[Load, Tally] | str, ok: bool) -> None:
    assert unlogged({"full disk": (made.load(), made.WELL), "closed pipe": found}).ok is ok


def test_every_broken_stdout_can_be_opened() -> None:
    for broken in STDOUTS.values():
        with broken() as stdout:
            assert stdout is not None


@pytest.mark.parametrize(
    ("rcodes", "canary", "ok"),
    [(FAILED, made.WELL, True), (FAILED | {"hangs": "TimeoutError"}, made.WELL, False), (FAILED, made.ILL, False)],
    ids=["well", "no answer", "canary"],
)
def test_a_plugin_that_fails_fails_its_own_query(rcodes: dict[str, str], canary: Tally, ok: bool) -> None:
    assert failing(rcodes, canary).ok is ok


def test_the_plugin_that_fails_is_one_that_the_host_loads(tmp_path: Path) -> None:
    path = tmp_path / "faulty.py"
    path.write_text(PLUGIN)
    assert Registry(paths=[str(path)]).get("faulty")
