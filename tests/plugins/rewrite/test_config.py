"""What a Corefile may say about rewrite, and what it then means."""

from __future__ import annotations

from typing import Any

import pytest

from pydns_host.plugins.rewrite.config import Rule
from pydns_host.plugins.rewrite.edns0 import EdnsRule
from pydns_host.plugins.rewrite.facts import CnameRule, NumberRule, RcodeRule, TtlRule
from pydns_host.plugins.rewrite.names import AnswerRule, NameRule
from pydns_host.plugins.rewrite.rules import Match
from tests.plugins.verdicts import agree, cases, config, findings


@pytest.mark.parametrize("case", cases(__file__))
def test_the_verdict_is_the_references(case: dict[str, Any]) -> None:
    agree("rewrite", case)


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("name A.org b.org", Rule(NameRule(Match("exact", "a.org."), "b.org."))),
        (
            r"continue name regex (.*)\.a {1}.b answer name (.*)\.b {1}.a value x y",
            Rule(
                NameRule(
                    Match("regex", r"(.*)\.a"),
                    "{1}.b.",
                    False,
                    (AnswerRule("name", r"(.*)\.b", "{1}.a."), AnswerRule("value", "x", "y.")),
                ),
                True,
            ),
        ),
        ("name suffix .a .b answer auto", Rule(NameRule(Match("suffix", ".a."), ".b.", True))),
        ("stop type any hinfo", Rule(NumberRule("type", 255, 13))),
        ("class CH in", Rule(NumberRule("class", 3, 1))),
        ("ttl a.org 30", Rule(TtlRule(Match("exact", "a.org."), 30, 30))),
        ("ttl prefix a 30-", Rule(TtlRule(Match("prefix", "a."), 30, 2147483647))),
        ("rcode regex .*x 2 nxdomain", Rule(RcodeRule(Match("regex", ".*x"), 2, 3))),
        ("cname substring Old New", Rule(CnameRule(Match("substring", "old"), "new"))),
        ("edns0 local set 0xffee 0x0aFF revert", Rule(EdnsRule("set", "local", 0xFFEE, b"\x0a\xff", revert=True))),
        ("edns0 local append 010 {client_ip}", Rule(EdnsRule("append", "local", 8, variable="{client_ip}"))),
        ("edns0 subnet replace 24 56", Rule(EdnsRule("replace", "subnet", masks=(24, 56)))),
        ("edns0 nsid unset", Rule(EdnsRule("unset", "nsid"))),
    ],
)
def test_a_rule_has_its_meaning(text: str, rule: Rule) -> None:
    assert config("rewrite", f"rewrite {text}").rules == (rule,)


def test_every_bad_rule_is_told_at_its_word() -> None:
    found = findings("rewrite", ". {\nrewrite name a\nrewrite ttl a.org 60s\nrewrite nam a b\n}\n")
    assert [(one.span.line, one.span.column, one.hint) for one in found if one.span] == [
        (2, 9, None),
        (3, 19, None),
        (4, 9, "did you mean 'name'?"),
    ]
