"""Folded stacks and the hot spots in them. Sampling itself is left to the tools."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from bench.profile import hot_spots, read_folded


def test_folded_lines_are_stacks_with_counts(tmp_path: Path) -> None:
    path = tmp_path / "samples.folded"
    path.write_text("main;serve (plugin.py:3) 7\nmain 2\n")
    assert read_folded(path) == {("main", "serve (plugin.py:3)"): 7, ("main",): 2}


def test_what_is_counted_without_gaps_is_told_for_each_answer() -> None:
    assert hot_spots(Counter({("serve",): 3000}), "bytecode instructions", 2).startswith(
        "3000 bytecode instructions, 1,500 an answer\n"
    )


def test_a_function_that_calls_itself_counts_once_in_all() -> None:
    spots = hot_spots(Counter({("main", "walk", "walk"): 3, ("main",): 1}))
    assert "75.0%    75.0%  walk" in spots
    assert "25.0%   100.0%  main" in spots
