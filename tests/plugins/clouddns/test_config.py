"""What a Corefile may say about clouddns, and what it then means."""

from __future__ import annotations

from typing import Any

import pytest

from pydns_host.plugins.clouddns.config import Config, Zone
from tests.plugins.verdicts import agree, cases, config, odd


@pytest.mark.parametrize("case", cases(__file__))
def test_the_verdict_is_the_references(case: dict[str, Any]) -> None:
    agree("clouddns", case)


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("clouddns", [Config(())]),
        (
            "clouddns a.org.:p:z b.org.:p:y:x {\ncredentials c.json\nfallthrough\n}",
            [Config((Zone("a.org.", "p", "z"), Zone("b.org.", "p", "y:x")), "c.json", (".",))],
        ),
    ],
)
def test_options_have_their_meaning(text: str, meaning: Any) -> None:
    assert config("clouddns", text, root="keys") == meaning


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("clouddns {\nupstream x\n}", "CF357"),
    ],
)
def test_what_is_accepted_and_looks_wrong_is_told(text: str, code: str) -> None:
    assert odd("clouddns", text) == [code]
