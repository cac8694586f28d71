"""How many workers there are, by what the command line, the Corefile and the machine say."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

import corefile
from pydns_host.assemble import assemble
from pydns_host.registry import Registry
from pydns_host.workers.count import cores, workers

ALLOWED = len(os.sched_getaffinity(0))


@pytest.fixture(autouse=True)
def _no_go(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GOMAXPROCS", raising=False)


@pytest.mark.parametrize(
    ("given", "first", "second", "expected"),
    [
        (None, "", "", 1),
        (None, "multisocket 2", "", 2),
        (None, "multisocket 2", "multisocket 5", 5),
        (None, "multisocket 1", "", 1),
        (3, "multisocket 5", "", 3),
        (1, "multisocket 5", "", 1),
        (0, "", "", None),
        (None, "multisocket", "", None),
    ],
    ids=["nothing", "one", "the greatest", "1", "flag", "flag 1", "auto", "no number"],
)
def test_the_flag_counts_before_the_greatest_multisocket(
    given: int | None, first: str, second: str, expected: int | None
) -> None:
    text = f"a.test {{\n{first}\n}}\nb.test {{\n{second}\n}}\n"
    assert workers(given, assemble(corefile.loads(text, "Corefile"), Registry(), 53)) == (expected or cores())


@pytest.mark.parametrize(
    ("limits", "expected"),
    [
        ({}, ALLOWED),
        ({"a/b": "max 100000"}, ALLOWED),
        ({"a/b": "150000 100000"}, 2),
        ({"a/b": "50000 100000"}, 2),
        ({"a": "50000 100000", "a/b": "900000000 100000"}, 2),
        ({"": "250000 100000"}, 3),
        ({"a/b": "nonsense"}, ALLOWED),
    ],
    ids=["none", "max", "rounded up", "two at least", "of a group above", "of all", "unreadable"],
)
def test_a_containers_limit_bounds_the_number_of_cores(tmp_path: Path, limits: dict[str, str], expected: int) -> None:
    (tmp_path / "a" / "b").mkdir(parents=True)
    for group, text in limits.items():
        (tmp_path / group / "cpu.max").write_text(f"{text}\n")
    (tmp_path / "own").write_text("0::/a/b\n")
    assert cores(tmp_path, tmp_path / "own") == min(ALLOWED, expected)


def test_a_machine_without_control_groups_has_the_cores_that_it_has(tmp_path: Path) -> None:
    assert cores(tmp_path, tmp_path / "none") == ALLOWED


def test_gomaxprocs_is_the_number_of_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GOMAXPROCS", "7")
    assert cores() == 7
