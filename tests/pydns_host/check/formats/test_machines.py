"""What machines read: JSON, SARIF, GitHub's commands, GitLab's report, JUnit's XML; each by its own rules."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from corefile import Span
from pydns_host.check.formats import FORMATS, renderer
from pydns_host.check.formats.prints import fingerprints, relative
from pydns_host.check.formats.style import Style
from pydns_host.check.report import Report
from pydns_host.check.rules.table import rules
from tests.pydns_host.check.formats.samples import ERROR, REPORTS, WARNING


def _shown(name: str, reports: list[Report] | None = None) -> str:
    return renderer(name)(REPORTS if reports is None else reports, Style())


@pytest.mark.parametrize("name", FORMATS)
def test_no_finding_is_a_document_too(name: str) -> None:
    text = _shown(name, [])
    if name in ("json", "sarif", "gitlab"):
        json.loads(text)
    if name == "junit":
        ElementTree.fromstring(text)


def test_json_has_a_fix_where_there_is_one_and_null_for_what_has_no_place() -> None:
    first, second, third = json.loads(_shown("json"))["files"]
    assert [each["valid"] for each in (first, second, third)] == [False, True, True]
    warning, note = second["diagnostics"]
    assert warning["fix"] == {"text": "distributed.local.", "line": 2, "column": 1, "end_line": 2, "end_column": 12}
    assert (note["file"], note["line"], note["hint"]) == ("cm.yaml", None, None)
    assert "fix" not in first["diagnostics"][0]


def test_jsonl_has_the_findings_of_json_a_line_each() -> None:
    lines = [json.loads(line) for line in _shown("jsonl").splitlines()]
    assert lines == [found for file in json.loads(_shown("json"))["files"] for found in file["diagnostics"]]


def _sarif() -> dict[str, Any]:
    (run,) = json.loads(_shown("sarif"))["runs"]
    found: dict[str, Any] = run
    return found


def test_sarif_names_every_rule_and_each_result_its_own() -> None:
    run = _sarif()
    known = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert known == list(rules())
    assert [known[result["ruleIndex"]] for result in run["results"]] == ["CF201", "CF390", "CF123"]


def test_sarif_is_of_the_version_that_services_read() -> None:
    log = json.loads(_shown("sarif"))
    assert log["version"] == "2.1.0"
    assert log["$schema"].endswith("sarif-schema-2.1.0.json")
    assert {result["level"] for result in log["runs"][0]["results"]} <= {"error", "warning", "note"}


def test_sarif_counts_columns_in_characters_and_escapes_paths() -> None:
    run = _sarif()
    assert run["columnKind"] == "unicodeCodePoints"
    places = [result["locations"][0]["physicalLocation"] for result in run["results"]]
    assert places[0]["artifactLocation"]["uri"] == "a%2Cb/Corefile"
    assert places[0]["region"] == {"startLine": 12, "startColumn": 5, "endLine": 12, "endColumn": 11}
    assert "region" not in places[2]


def test_sarif_has_the_fix_as_a_replacement() -> None:
    (fix,) = _sarif()["results"][1]["fixes"]
    (change,) = fix["artifactChanges"][0]["replacements"]
    assert change["insertedContent"] == {"text": "distributed.local."}
    assert change["deletedRegion"]["endColumn"] == 12


def test_a_fingerprint_stays_when_lines_move_and_tells_equal_findings_apart() -> None:
    assert ERROR.span is not None
    moved = replace(ERROR, span=Span(ERROR.span.file, 40, 9, 40, 15))
    first = [print_ for _, _, print_ in fingerprints([Report("a", (ERROR,))])]
    second = [print_ for _, _, print_ in fingerprints([Report("a", (moved, ERROR, WARNING))])]
    assert second[0] == first[0]
    assert len(set(second)) == 3


def test_paths_are_relative_to_the_working_directory(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    assert relative(str(tmp_path / "a" / "Corefile")) == "a/Corefile"
    assert relative("./a//Corefile") == "a/Corefile"
    assert relative("/elsewhere/Corefile") == "/elsewhere/Corefile"


def test_github_s_commands_escape_what_would_end_them() -> None:
    assert _shown("github").split("\n") == [
        "::error title=pydns-host check (CF201),file=a%2Cb/Corefile,line=12,endLine=12,col=5,endColumn=11"
        "::Unknown directive 'forwrd'%0Ahint: did you mean 'forward'?",
        "::warning title=pydns-host check (CF390),file=cm.yaml,line=2,endLine=4"
        "::taken for 100%25 \x1b[31mred%0Athe second line",
        "::notice title=pydns-host check (CF123),file=cm.yaml::no server block",
    ]


def test_gitlab_s_report_has_what_it_reads() -> None:
    issues = json.loads(_shown("gitlab"))
    assert [(each["check_name"], each["severity"]) for each in issues] == [
        ("CF201", "major"),
        ("CF390", "minor"),
        ("CF123", "info"),
    ]
    assert issues[0]["location"] == {"path": "a,b/Corefile", "lines": {"begin": 12}}
    assert len({each["fingerprint"] for each in issues}) == 3


def test_junit_s_xml_is_xml_whatever_a_corefile_says() -> None:
    root = ElementTree.fromstring(_shown("junit"))
    assert (root.get("tests"), root.get("failures"), root.get("errors")) == ("4", "2", "0")
    assert [suite.get("name") for suite in root] == ["a,b/Corefile", "cm.yaml", "clean"]
    failure = root.find("testsuite/testcase/failure")
    assert failure is not None
    assert failure.get("type") == "error"
