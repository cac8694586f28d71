"""What a Corefile may say about dns64, and what it then means."""

from __future__ import annotations

from typing import Any

import pytest

from pydns_host.plugins.dns64.config import Config
from tests.plugins.verdicts import agree, cases, config, odd


@pytest.mark.parametrize("case", cases(__file__))
def test_the_verdict_is_the_references(case: dict[str, Any]) -> None:
    agree("dns64", case)


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("dns64", Config()),
        ("dns64 2001:db8::/56", Config("2001:db8::/56")),
        (
            "dns64 {\nprefix 2001:db8::/96\ntranslate_all allow_ipv4\n}",
            Config("2001:db8::/96", translate_all=True, allow_ipv4=True),
        ),
        ("dns64 64:ff9b::1/96", Config()),
    ],
)
def test_options_have_their_meaning(text: str, meaning: Any) -> None:
    assert config("dns64", text, root="keys") == meaning


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("dns64 64:ff9b::1/96", "CF353"),
        ("dns64 {\ntranslate_all allow_ipv4\n}", "CF355"),
    ],
)
def test_what_is_accepted_and_looks_wrong_is_told(text: str, code: str) -> None:
    assert odd("dns64", text) == [code]
