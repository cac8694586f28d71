"""Figures are kept and read again. What they are figures of is made up."""

from __future__ import annotations

from pathlib import Path

from bench.growth import family
from bench.growth.family import Measured
from tests.bench.growth.made import measured


def test_rounds_are_joined_by_the_median() -> None:
    made = Measured("hats")
    made.add("server", 10, [{"cpu": 1.0}, {"cpu": 9.0}, {"cpu": 2.0}])
    assert made.figure("server", 10, "cpu") == 2.0


def test_a_figure_that_a_round_lacks_is_not_told() -> None:
    made = Measured("hats")
    made.add("server", 10, [{"cpu": 1.0, "entry": 7.0}, {"cpu": 1.0}])
    assert made.figure("server", 10, "entry") is None


def test_what_is_kept_is_read_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "growth" / "figures.json"
    family.write(path, {"hats": measured()})
    assert family.read(path) == {"hats": measured()}


def test_without_a_file_nothing_was_measured(tmp_path: Path) -> None:
    assert family.read(tmp_path / "figures.json") == {}
