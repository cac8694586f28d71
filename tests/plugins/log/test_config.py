"""What a Corefile may say about log, and what it then means."""

from __future__ import annotations

from typing import Any

import pytest

from pydns_host.names import ROOT
from pydns_host.plugins.log.config import Config, Rule
from pydns_host.plugins.log.formats import COMBINED, COMMON
from pydns_host.plugins.log.plugin import Log
from pydns_host.testing import configure
from tests.plugins.verdicts import agree, cases, findings

EXAMPLE = b"\7example\3org\0"


@pytest.mark.parametrize("case", cases(__file__))
def test_the_verdict_is_the_references(case: dict[str, Any]) -> None:
    agree(Log, case)


@pytest.mark.parametrize(
    ("directive", "rules"),
    [
        ("log", [Rule(ROOT)]),
        ("log Example.org", [Rule(EXAMPLE)]),
        ('log ""', [Rule(ROOT)]),
        ("log example.org .", [Rule(EXAMPLE), Rule(ROOT)]),
        ("log . {combined}", [Rule(ROOT, COMBINED)]),
        ('log . "{common} {combined}!"', [Rule(ROOT, f"{COMMON} {COMBINED}!")]),
        ("log {common}", [Rule(b"\x08{common}\0")]),
        ("log a..b example.org", [Rule(None), Rule(EXAMPLE)]),
        ("log b\u00fccher.example", [Rule(None)]),
        ("log {\nclass denial error\n}", [Rule(ROOT, classes=frozenset(["denial", "error"]))]),
        ("log {\nclass denial\nclass success\n}", [Rule(ROOT, classes=frozenset(["denial", "success"]))]),
        ("log {\nclass denial all\n}", [Rule(ROOT)]),
        ("log example.org\nlog . {combined}", [Rule(EXAMPLE), Rule(ROOT, COMBINED)]),
    ],
    ids=lambda value: value.replace("\n", " ") if isinstance(value, str) else "",
)
def test_a_directive_adds_rules(directive: str, rules: list[Rule]) -> None:
    assert configure(Log, directive) == Config(tuple(rules))


@pytest.mark.parametrize(
    ("directive", "text", "hint"),
    [
        ("log {common}", "'{common}' is taken for a name", 'log . "{common}"'),
        ("log . {nam}", "'{nam}' is no placeholder", "did you mean '{name}'?"),
        ("log tls://example.org", "scheme, port or mask and all", None),
        ("log a..b", "'a..b' is the name of no query", None),
        ("log example.org\n{\nclass all\n}", "'{' is read as another log directive", None),
    ],
    ids=["a lone format", "a misspelt placeholder", "a scheme", "an empty label", "a brace on the next line"],
)
def test_what_is_accepted_and_looks_wrong_is_told(directive: str, text: str, hint: str | None) -> None:
    found = findings(Log, f". {{\n{directive}\n}}\n")
    assert any(text in one.message and (hint is None or hint in (one.hint or "")) for one in found)


def test_every_wrong_class_is_told_at_its_place() -> None:
    found = findings(Log, ". {\nlog {\nclass foo all bar\n}\n}\n")
    assert [(one.span.column, one.message) for one in found if one.span] == [
        (7, "plugin/log: invalid Class: foo"),
        (15, "plugin/log: invalid Class: bar"),
    ]
