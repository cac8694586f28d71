"""What a Corefile may say about loadbalance, and what it then means."""

from __future__ import annotations

from ipaddress import ip_network
from typing import Any

import pytest

from pydns_host.plugins.loadbalance.config import Config
from pydns_host.plugins.loadbalance.plugin import Loadbalance
from pydns_host.testing import block, configure
from tests.plugins.verdicts import agree, cases, findings

NETS = [ip_network(text) for text in ("10.0.0.0/8", "2001:db8::/32", "192.0.2.0/24")]


@pytest.mark.parametrize("case", cases(__file__))
def test_the_verdict_is_the_references(case: dict[str, Any]) -> None:
    agree(Loadbalance, case)


@pytest.mark.parametrize(
    ("directive", "config"),
    [
        ("loadbalance", Config()),
        ("loadbalance round_robin", Config()),
        ("loadbalance {\nprefer 10.1.2.3/8 2001:db8::/32\nprefer 192.0.2.0/24\n}", Config(tuple(NETS))),
        ("loadbalance {\nprefer ::ffff:192.0.2.1/120\n}", Config((NETS[2],))),
        ("loadbalance weighted w", Config(weights="/etc/w")),
        ("loadbalance weighted /w {\nreload 0\n}", Config(weights="/w", reload=0)),
        ("loadbalance weighted /w {\nreload 10s\nreload 1m\n}", Config(weights="/w", reload=60_000_000_000)),
        ("loadbalance weighted /w {\nreload 1s\n} {\nprefer 10.0.0.0/8\n}", Config((NETS[0],), "/w", 1_000_000_000)),
        ("loadbalance weighted /w\nloadbalance", Config()),
        ("loadbalance {\nprefer 10.0.0.0/8\n}\nloadbalance weighted /w", Config(weights="/w")),
    ],
    ids=lambda value: value.replace("\n", " ") if isinstance(value, str) else "",
)
def test_a_directive_says(directive: str, config: Config) -> None:
    assert configure(Loadbalance, directive, block(root="/etc")) == config


@pytest.mark.parametrize(
    ("directive", "text"),
    [
        ("loadbalance weighted /w\nloadbalance", "the weights that were named before are not used"),
        ("loadbalance {\nprefer 10.0.0.0/8\n}\nloadbalance weighted /w", "preferred before are forgotten"),
    ],
    ids=["weights", "networks"],
)
def test_what_another_directive_undoes_is_told(directive: str, text: str) -> None:
    assert any(text in found.message for found in findings(Loadbalance, f". {{\n{directive}\n}}\n"))


def test_every_network_that_is_none_is_told_at_its_place() -> None:
    found = findings(Loadbalance, ". {\nloadbalance {\nprefer 10.0.0.0/33 ::/0 x\n}\n}\n")
    assert [one.span.column for one in found if one.span] == [8, 25]


def test_a_reload_below_zero_is_refused() -> None:
    found = findings(Loadbalance, ". {\nloadbalance weighted w {\nreload -1s\n}\n}\n")
    assert [one.message for one in found] == ["plugin/loadbalance: invalid reload duration '-1s'"]
