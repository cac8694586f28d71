"""Whole checks: across files, in manifests, with and without the machine's files. Single rules are `rules`'."""

from __future__ import annotations

import textwrap
from pathlib import Path

import pytest

from corefile import Diagnostic, Severity
from pydns_host.check.settings import Settings
from tests.pydns_host.check.checking import codes, findings, reports

CUSTOM = """\
kind: ConfigMap
metadata:
  name: coredns-custom
data:
  mine.override: |
    forward . 192.0.2.53
"""
CLUSTER = """\
kind: ConfigMap
metadata:
  name: coredns
data:
  Corefile: |
    .:53 {
        errors
        forward . /etc/resolv.conf
        import custom/*.override
    }
    import custom/*.server
"""


def _places(found: list[Diagnostic]) -> list[tuple[str, int, str]]:
    return [(one.span.file, one.span.line, one.code) for one in found if one.span]


def test_an_override_that_adds_a_second_forward_is_found_across_manifests() -> None:
    first, second = reports({"coredns.yaml": CLUSTER, "custom.yaml": CUSTOM})
    assert ("custom.yaml", 6, "CF351") in _places(list(second.diagnostics))
    found = next(one for one in second.diagnostics if one.code == "CF351")
    assert "the one at coredns.yaml:8 takes every query" in found.message
    assert first.file == "coredns.yaml"


def test_an_override_alone_is_checked_in_the_server_block_that_aks_and_k3s_have() -> None:
    found = findings(CUSTOM, file="custom.yaml")
    assert ("custom.yaml", 6, "CF351") in _places(found)
    assert "the one in the Corefile that imports it takes" in next(one.message for one in found if one.code == "CF351")


def test_an_override_of_nobody_we_know_is_checked_in_a_server_block_of_its_own() -> None:
    text = CUSTOM.replace("coredns-custom", "mine").replace("forward . 192.0.2.53", "forwrd . 192.0.2.53")
    assert _places(findings(text, file="custom.yaml")) == [("custom.yaml", 6, "CF201")]


def test_a_plain_corefile_takes_its_imports_from_manifests_that_are_checked_with_it() -> None:
    corefile = textwrap.dedent(CLUSTER.partition("|\n")[2])
    _, second = reports({"Corefile": corefile, "custom.yaml": CUSTOM})
    assert ("custom.yaml", 6, "CF351") in _places(list(second.diagnostics))


def test_what_a_manifest_imports_from_nowhere_is_a_note() -> None:
    found = [one for one in findings(CLUSTER, file="coredns.yaml") if one.code == "CF023"]
    assert [(one.severity, one.span.line) for one in found if one.span] == [(Severity.NOTE, 9), (Severity.NOTE, 11)]


def test_what_is_wrong_in_an_imported_file_is_told_there_and_in_the_report_of_the_corefile(tmp_path: Path) -> None:
    (tmp_path / "part").write_text("nosuch\n")
    file = str(tmp_path / "Corefile")
    (report,) = reports({file: ". {\n  import part\n}\n"})
    assert report.file == file
    assert not report.valid
    (found,) = report.diagnostics
    assert found.span is not None
    assert found.span.file.endswith("part")


def test_without_files_imports_are_left_out(tmp_path: Path) -> None:
    (tmp_path / "part").write_text("nosuch\n")
    assert codes("a.org {\n  import part\n  whoami\n}\n", file=str(tmp_path / "Corefile"), on_disk=False) == ["CF023"]


def test_without_files_nobody_looks_for_those_that_directives_name() -> None:
    text = "a.org {\n  tls cert.pem key.pem\n  whoami\n}\n"
    assert codes(text) == ["CF240", "CF240"]
    assert codes(text, on_disk=False) == []


def test_an_interface_that_is_missing_here_hangs_on_the_machine() -> None:
    text = "a.org {\n  bind lo 192.0.2.1 no-such-if 10/8\n  whoami\n}\n"
    found = [(one.code, one.kind, one.span.column) for one in findings(text) if one.span]
    assert found == [("CF105", "environment", 21), ("CF105", "syntax", 32)]
    assert codes(text, on_disk=False) == ["CF105"]


def test_of_a_place_with_an_error_nothing_less_is_said() -> None:
    assert codes("a.org {\n  k8s_external a.org\n}\n") == ["CF210"]
    assert codes("a.org {\n  whoami\n  forward . 192.0.2.1\n}\n") == ["CF350"]


def test_syntax_only_leaves_out_what_the_reference_does_not_say() -> None:
    text = "a.org {\n  forward . 127.0.0.1\n  whoami x\n}\n"
    assert codes(text) == ["CF370", "CF350", "CF211"]
    assert codes(text, syntax_only=True) == ["CF211"]


def test_a_mistake_on_the_line_of_an_unset_variable_hangs_on_the_machine() -> None:
    text = "a.org {\n  forward . {$NOBODYS}\n}\n"
    assert [(one.code, one.kind) for one in findings(text)] == [("CF010", "environment"), ("CF210", "environment")]
    assert codes(text, env={"NOBODYS": "192.0.2.1"}) == []
    assert codes(text, Settings(env={"NOBODYS": "192.0.2.1"})) == []


def test_an_error_of_the_machine_leaves_a_file_valid() -> None:
    (report,) = reports({"Corefile": "a.org {\n  tls cert.pem key.pem\n  whoami\n}\n"})
    assert [one.severity for one in report.diagnostics] == [Severity.ERROR, Severity.ERROR]
    assert report.valid


def test_all_mistakes_are_told_in_spite_of_one_that_ends_the_reading() -> None:
    assert codes("a.org {\n  nosuch\n  whoami x\n}\nb.org {\n  nosuch {\n") == ["CF201", "CF211", "CF201", "CF001"]


def test_a_server_block_inside_of_another_is_no_misspelt_directive() -> None:
    (found,) = findings("a.org {\n  whoami\n  b.org:53 {\n    log\n  }\n}\n")
    assert (found.code, found.hint) == (
        "CF201",
        "a server block cannot stand inside of another one: is a closing brace missing above?",
    )


def test_a_corefile_that_serves_nothing_is_valid() -> None:
    (report,) = reports({"Corefile": "# nothing yet\n"})
    assert report.valid
    assert [(one.code, one.span) for one in report.diagnostics] == [("CF123", None)]


@pytest.mark.parametrize(
    ("settings", "severities"),
    [
        pytest.param(Settings(), {"CF401": "warning", "CF350": "warning"}, id="as they are"),
        pytest.param(Settings(ignore=("CF4",)), {"CF350": "warning"}, id="a family is left out"),
        pytest.param(
            Settings(severity={"CF4": Severity.NOTE, "CF401": Severity.ERROR}),
            {"CF401": "error", "CF350": "warning"},
            id="the longest code counts",
        ),
    ],
)
def test_settings_leave_rules_out_and_weigh_them(settings: Settings, severities: dict[str, str]) -> None:
    found = findings(". {\n  forward . 192.0.2.1\n  whoami\n}\n", settings)
    assert {one.code: one.severity.value for one in found} == severities


def test_a_directive_of_ones_own_build_is_known() -> None:
    text = "a.org {\n  k8s_gateway\n  loop\n}\n"
    assert codes(text) == ["CF201"]
    assert codes(text, Settings(directives=frozenset({"k8s_gateway"}))) == []
    assert codes(text, Settings(plugins=frozenset({"k8s_gateway", "loop"}))) == []
    assert codes(text, Settings(plugins=frozenset({"k8s_gateway"}))) == ["CF204"]


def test_what_is_wrong_with_an_option_that_is_deprecated_is_told_all_the_same() -> None:
    text = "a.org {\n    route53 a.org.:Z1 {\n        aws_access_key ID\n    }\n}\n"
    assert [one.code for one in findings(text) if one.severity is Severity.ERROR] == ["CF211"]


def test_what_a_corefile_imports_is_checked_there_and_not_alone(tmp_path: Path) -> None:
    corefile, part, override = (tmp_path / name for name in ("Corefile", "Corefile.part", "log.override"))
    corefile.write_text("a.org {\n  import *.override\n  import Corefile.part\n  whoami\n}\n")
    part.write_text("errors\n")
    override.write_text("log x.net\n")
    found = reports({str(path): path.read_text() for path in (corefile, part, override)})
    assert [[one.code for one in report.diagnostics] for report in found] == [["CF360"], [], []]


def test_a_file_of_directives_is_checked_in_a_server_block_of_its_own() -> None:
    assert codes("log\nerrrors\n", file="x.override") == ["CF201"]
    assert codes("a.org {\n  errrors\n}\n", file="x.server") == ["CF201"]
