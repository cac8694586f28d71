"""What a Corefile may say about transfer, and what it then means."""

from __future__ import annotations

from typing import Any

import pytest

from pydns_host.plugins.transfer.config import ANYONE, Config
from tests.plugins.verdicts import agree, cases, config, odd


@pytest.mark.parametrize("case", cases(__file__))
def test_the_verdict_is_the_references(case: dict[str, Any]) -> None:
    agree("transfer", case)


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("transfer {\nto *\n}", [Config((".",), (ANYONE,))]),
        (
            "transfer a.org {\nto 192.0.2.1 [::1]:54\nto 192.0.2.2\nsource 192.0.2.9\n}",
            [Config(("a.org.",), (("192.0.2.1", "53"), ("::1", "54"), ("192.0.2.2", "53")), "192.0.2.9")],
        ),
    ],
)
def test_options_have_their_meaning(text: str, meaning: Any) -> None:
    assert config("transfer", text, root="keys") == meaning


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("transfer a..b {\nto 192.0.2.1\n}", "CF301"),
    ],
)
def test_what_is_accepted_and_looks_wrong_is_told(text: str, code: str) -> None:
    assert odd("transfer", text) == [code]
