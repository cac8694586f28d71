"""What a Corefile may say about route53, and what it then means."""

from __future__ import annotations

from typing import Any

import pytest

from pydns_host.plugins.route53.config import Config
from tests.plugins.verdicts import agree, cases, config, odd


@pytest.mark.parametrize("case", cases(__file__))
def test_the_verdict_is_the_references(case: dict[str, Any]) -> None:
    agree("route53", case)


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("route53", [Config(())]),
        (
            """
            route53 a.org.:Z1 {
                aws_access_key I S
                aws_endpoint http://a
                credentials p f
                refresh 30
                fallthrough
            }
            """,
            [Config((("a.org.", "Z1"),), "I", "S", "http://a", "p", "f", 30_000_000_000, (".",))],
        ),
    ],
)
def test_options_have_their_meaning(text: str, meaning: Any) -> None:
    assert config("route53", text, root="keys") == meaning


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("route53 {\naws_access_key I S\n}", "CF903"),
        ("route53 {\nupstream\n}", "CF357"),
    ],
)
def test_what_is_accepted_and_looks_wrong_is_told(text: str, code: str) -> None:
    assert odd("route53", text) == [code]


def test_a_secret_is_not_shown() -> None:
    assert "hidden" not in repr(config("route53", "route53 {\naws_access_key I hidden\n}"))
