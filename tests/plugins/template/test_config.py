"""What a Corefile may say about template."""

from __future__ import annotations

from typing import Any

import pytest

from corefile import Severity
from pydns_host.plugins.template.plugin import Template
from tests.plugins.verdicts import agree, cases, findings


@pytest.mark.parametrize("case", cases(__file__))
def test_the_verdict_is_the_references(case: dict[str, Any]) -> None:
    agree(Template, case)


def test_every_mistake_is_told_at_its_word() -> None:
    text = """. {
template IN A {
match ok (
answer "{{ .Name" "{{ nosuch }}"
var x 5 + name()
expr true && x > 'a' || nosuch
rcode nxdomain
ederror x
}
template in A
}
"""
    found = findings(Template, text)
    assert [(one.span.line, one.span.column, one.hint) for one in found if one.span] == [
        (3, 10, None),
        (4, 8, None),
        (5, 9, None),
        (6, 25, None),
        (7, 7, None),
        (8, 9, None),
        (10, 10, "did you mean 'IN'?"),
    ]


@pytest.mark.parametrize(
    ("directive", "warning"),
    [
        ("template IN A AAAA", "'AAAA' is read as a zone: a template has one type"),
        ("template IN A a..b", "'a..b' is not a zone and is left out"),
        ("template IN A {\nrcode NXDOMAIN\nrcode NOERROR\n}", "'rcode' again: only the last one of a block counts"),
        (
            "template IN A {\nupstream\n}",
            "'upstream' does nothing: an alias is always looked up in this server",
        ),
    ],
)
def test_what_is_taken_and_looks_wrong_is_told(directive: str, warning: str) -> None:
    (found,) = findings(Template, f". {{\n{directive}\n}}\n")
    assert found.severity is Severity.WARNING
    assert found.message == f"plugin/template: {warning}"
