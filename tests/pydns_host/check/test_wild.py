"""Corefiles that people really have, each against what CoreDNS 1.14.7 with gathersrv says of it.

The first line of each file names where it is from; `verdicts.tsv` has what `coredns -conf FILE` ended with, in a
network namespace without any address: it starts, it lacks something of the machine, or it refuses the Corefile.
"""

from __future__ import annotations

import re
from typing import NamedTuple

import pytest

from corefile import Diagnostic, Severity
from pydns_host import external
from pydns_host.registry import Registry
from tests.pydns_host.check.checking import reports
from tests.pydns_host.check.mutants import CORPUS

FOLDER = CORPUS
# A mistake for which the reference names no line, and the one where it is.
LINES = {"af3556-snippets": 33, "kubespray-coredns": 6}


class Verdict(NamedTuple):
    """What the reference says of a file."""

    name: str
    kind: str
    error: str

    @property
    def line(self) -> int:
        """Where the mistake is."""
        match = re.search(r"\.Corefile:(\d+) - ", self.error)
        return int(match[1]) if match else LINES[self.name]


VERDICTS = [
    Verdict(*line.split("\t"))
    for line in (FOLDER / "verdicts.tsv").read_text().splitlines()
    if not line.startswith("#")
]


def _of(*kinds: str) -> pytest.MarkDecorator:
    chosen = [verdict for verdict in VERDICTS if verdict.kind in kinds]
    return pytest.mark.parametrize("verdict", chosen, ids=[verdict.name for verdict in chosen])


def _errors(verdict: Verdict) -> list[Diagnostic]:
    file = FOLDER / f"{verdict.name}.Corefile"
    (report,) = reports({str(file): file.read_text()})
    return [found for found in report.diagnostics if found.severity is Severity.ERROR]


@_of("starts", "env")
def test_what_the_reference_takes_has_no_error_but_of_the_machine(verdict: Verdict) -> None:
    assert [found.line() for found in _errors(verdict) if found.kind != "environment"] == []


@_of("config-error")
def test_what_the_reference_refuses_has_an_error_at_its_place(verdict: Verdict) -> None:
    if verdict.name == "kubespray-coredns" and Registry().parser("rewrite") is None:
        pytest.skip("rewrite is not understood yet")
    lines = [found.span.line for found in _errors(verdict) if found.span and found.kind != "environment"]
    assert lines[:1] == [verdict.line]


@_of("unknown-directive")
def test_an_unknown_directive_is_named_at_its_place(verdict: Verdict) -> None:
    name = re.search("Unknown directive '(.*)'", verdict.error)
    assert name
    first = next(found for found in _errors(verdict) if found.span and found.span.line == verdict.line)
    assert first.message == f"Unknown directive '{name[1]}'"
    assert first.plugin == name[1]
    removed = external.REMOVED.get(name[1])
    assert first.code == ("CF901" if removed else "CF201")
    assert first.hint
    if removed:
        assert all(word in first.hint for word in (f"version {removed[0]}", removed[1]))
    else:
        assert f"{name[1]} is an external plugin" in first.hint
