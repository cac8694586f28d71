"""What a Corefile may say about hosts, and what it then means."""

from __future__ import annotations

from typing import Any

import pytest

from pydns_host.names import ROOT, from_text
from pydns_host.plugins.hosts.config import Config
from pydns_host.plugins.hosts.plugin import Hosts
from pydns_host.testing import block, configure
from tests.plugins.verdicts import agree, cases, findings

ORG, NET = from_text("example.org"), from_text("example.net")


@pytest.mark.parametrize("case", cases(__file__))
def test_the_verdict_is_the_references(case: dict[str, Any]) -> None:
    agree(Hosts, case)


@pytest.mark.parametrize(
    ("directive", "config"),
    [
        ("hosts", Config(zones=(ORG,))),
        ("hosts h", Config("/etc/h", True, (ORG,))),
        ("hosts /h Example.NET", Config("/h", True, (NET,))),
        ("hosts h a..b", Config("/etc/h", True, ())),
        ("hosts {\n192.0.2.1 a b\n}", Config(zones=(ORG,), inline=("192.0.2.1 a b",))),
        ("hosts {\nno_reverse yes\n}", Config(zones=(ORG,), reverse=False, inline=("yes",))),
        ("hosts {\nttl 5\nttl 6 7\nreload 1s\n}", Config(zones=(ORG,), ttl=6, reload=1_000_000_000)),
        ("hosts {\nfallthrough\n}", Config(zones=(ORG,), fallthrough=(ROOT,))),
        ("hosts {\nfallthrough\nfallthrough example.net\n}", Config(zones=(ORG,), fallthrough=(NET,))),
        ("hosts {\nfallthrough a..b\n::1 a\n}", Config(zones=(ORG,), inline=("::1 a",))),
        (
            "hosts {\nfallthrough_unsupported\nfallthrough\n}",
            Config(zones=(ORG,), fallthrough=(ROOT,), unsupported=True),
        ),
    ],
    ids=lambda value: value.replace("\n", " ") if isinstance(value, str) else "",
)
def test_a_directive_says(directive: str, config: Config) -> None:
    assert configure(Hosts, directive, block("example.org.", root="/etc")) == config


@pytest.mark.parametrize(
    ("directive", "text", "hint"),
    [
        ("hosts www.example.org", "'www.example.org' is taken for a file", "hosts /etc/hosts www.example.org"),
        ("hosts {\nfalltrough\n}", "'falltrough' is no address: the line is ignored", "did you mean 'fallthrough'?"),
        ("hosts {\n192.0.2.1\n}", "'192.0.2.1' has no name behind it", None),
        ("hosts h a..b", "'a..b' is not a zone", None),
        ("hosts {\nttl 6 7\n}", "'7' is not read", None),
    ],
    ids=["a zone for a file", "a misspelt option", "an address alone", "no zone", "a word too many"],
)
def test_what_is_accepted_and_looks_wrong_is_told(directive: str, text: str, hint: str | None) -> None:
    found = findings(Hosts, f"example.org {{\n{directive}\n}}\n")
    assert any(text in one.message and one.hint == hint for one in found)


def test_a_file_at_the_root_is_no_reason_to_warn() -> None:
    assert findings(Hosts, ". {\nhosts my.hosts\n}\n") == []
