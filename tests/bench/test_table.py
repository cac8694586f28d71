"""Turns in, table out. The turns are made up; taking them is left to the benchmark."""

from __future__ import annotations

from bench.load import Load
from bench.measure import Turn
from bench.table import Result, as_json, render


def turn(cpu: float = 0.5, completed: int = 10_000, good: int | None = None, idle: float = 0.0) -> Turn:
    codes = {"NOERROR": completed if good is None else good}
    done = Load(completed + 1, completed, 1, 2.0, codes)
    return Turn("server", "whoami", done, cpu, 2048, 0.25, idle, 0.0)


def row(*results: Result) -> dict[str, str]:
    lines = [[cell.strip() for cell in line.split("|")[1:-1]] for line in render(results).splitlines()[:3]]
    return dict(zip(lines[0], lines[2], strict=True))


def test_ratios_above_one_are_in_the_servers_favour() -> None:
    cells = row(Result("whoami", [turn(cpu=0.5, completed=10_000)], [turn(cpu=1.0, completed=5_000)], []))
    assert (cells["ratio"], cells["CPU ratio"]) == ("2.00", "**4.00**")
    assert (cells["CPU us/q"], cells["ref. CPU us/q"]) == ("50.0", "200.0")


def test_rounds_are_joined_by_the_median_and_lost_answers_by_the_sum() -> None:
    cells = row(Result("whoami", [turn(cpu=cpu) for cpu in (0.1, 9.0, 0.2)], [], []))
    assert (cells["CPU us/q"], cells["lost"]) == ("20.0", "3")


def test_answers_with_another_code_than_noerror_are_wrong() -> None:
    cells = row(Result("whoami", [turn(completed=10_000, good=9_990)], [], []))
    assert (cells["good"], cells["wrong"]) == ("9990", "10")


def test_a_scenario_that_was_skipped_has_a_row_and_a_reason() -> None:
    result = Result("cache", [], [turn()], ["skipped for the server: it has no cache"])
    assert row(result)["ratio"] == "-"
    assert "- cache: skipped for the server: it has no cache" in render([result])


def test_a_rate_that_the_server_did_not_set_is_remarked() -> None:
    assert "the server's core was idle 40% of the time" in render([Result("whoami", [turn(idle=0.4)], [], [])])


def test_the_data_keeps_every_turn() -> None:
    kept = as_json([Result("whoami", [turn(), turn()], [turn()], [])], {"rounds": 2})
    assert kept["facts"] == {"rounds": 2}
    assert len(kept["scenarios"][0]["turns"]) == 3
