"""Corefiles and manifests that nobody wrote: each ends in findings, in every format, and never in a traceback."""

from __future__ import annotations

from random import Random

import pytest

from corefile import Severity
from pydns_host.check import fixing
from pydns_host.check.engine import Engine
from pydns_host.check.formats import FORMATS, renderer
from pydns_host.check.formats.style import Style
from pydns_host.check.report import count
from pydns_host.check.settings import Settings
from pydns_host.check.sources.paths import Inputs, Unreadable
from pydns_host.registry import Registry
from tests.pydns_host.check.mutants import PIECES, mutant

ROUNDS = 300


@pytest.fixture(scope="module")
def engine() -> Engine:
    return Engine(Registry(), {})


@pytest.mark.parametrize("seed", range(3))
def test_a_mutant_ends_in_findings(engine: Engine, seed: int) -> None:
    random = Random(seed)
    for number in range(ROUNDS):
        inputs = Inputs({"Corefile": mutant(random)})
        settings = {"Corefile": Settings(coredns=random.choice([None, (1, 1, 0), (1, 6, 0), (1, 11, 9999)]))}
        reports = engine.check(inputs.documents(), settings)
        assert "CF203" not in [found.code for report in reports for found in report.diagnostics], inputs
        for name in FORMATS if number % 10 == 0 else ():
            renderer(name)(reports, Style(colour=True))
        if number % 25 == 0:
            _, fixed = fixing.fixed(engine, settings, inputs, reports)
            assert count(fixed, Severity.ERROR) <= count(reports, Severity.ERROR)


@pytest.mark.parametrize("seed", range(2))
def test_a_mutant_of_a_manifest_ends_in_findings_or_is_no_yaml(engine: Engine, seed: int) -> None:
    random = Random(seed)
    for _ in range(ROUNDS // 5):
        indented = "".join(f"    {line}\n" for line in mutant(random).split("\n"))
        text = f"data:\n  Corefile: |\n{indented}"
        start = random.randrange(len(text))
        inputs = Inputs({"cm.yaml": text[:start] + random.choice(PIECES) + text[start:]})
        try:
            documents = inputs.documents()
        except Unreadable:
            continue
        reports = engine.check(documents, {"cm.yaml": Settings()})
        lines = inputs.texts["cm.yaml"].split("\n")
        places = [found.span for report in reports for found in report.diagnostics if found.span]
        assert all(1 <= span.line <= len(lines) for span in places if span.file == "cm.yaml")


def test_a_thousand_server_blocks_are_one_corefile(engine: Engine) -> None:
    text = "".join(f"z{number}.test {{\n  errors\n  forward . 192.0.2.1\n  whoami\n}}\n" for number in range(1000))
    (report,) = engine.check(Inputs({"Corefile": text}).documents(), {"Corefile": Settings()})
    assert [found.code for found in report.diagnostics] == ["CF350"] * 1000
