"""The scenarios fit together. Playing them is left to the benchmark."""

from __future__ import annotations

import pytest

from bench.scenarios import Scenario, scenarios


@pytest.mark.parametrize("scenario", scenarios(), ids=lambda scenario: scenario.name)
def test_a_scenario_needs_the_plugins_that_its_corefile_names(scenario: Scenario) -> None:
    directives = {words[0] for line in scenario.corefile.splitlines() if (words := line.split())}
    assert scenario.plugins <= directives


def test_the_number_of_names_can_be_set() -> None:
    assert [len(scenario.questions) for scenario in scenarios(names=1)] == [1] * 7
