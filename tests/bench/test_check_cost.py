"""The measuring of checks, on few of everything. How long they take is not tested, only that they end."""

from __future__ import annotations

import pytest

from bench import check_cost


def test_it_prints_a_line_for_each_cost(capsys: pytest.CaptureFixture[str]) -> None:
    check_cost.main(["--rounds", "1", "--mutants", "3"])
    lines = capsys.readouterr().out.splitlines()
    assert [line.partition(":")[0] for line in lines] == [
        "kubeadm's Corefile, whole process",
        "1,000 server blocks",
        "3 mutants without a fault, the slowest",
    ]
