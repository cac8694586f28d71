"""The page of the last figures keeps one table when the other is written. The tables are made up."""

from __future__ import annotations

from bench.results import with_costs, with_latency


def test_costs_and_latencies_are_written_without_losing_the_other() -> None:
    page = with_latency(with_costs("", "rounds 2", "| costs |\n"), "rounds 3", "| times |\n")
    page = with_costs(page, "rounds 4", "| newer costs |\n")
    assert "rounds 4.\n\n| newer costs |\n" in page
    assert "rounds 3.\n\n| times |\n" in page
    assert "| costs |" not in page


def test_latencies_take_the_place_of_older_ones() -> None:
    page = with_latency(with_latency("", "rounds 1", "| old |\n"), "rounds 2", "| new |\n")
    assert "| old |" not in page
    assert page.startswith("# The last benchmark\n")
