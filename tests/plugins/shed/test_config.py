"""What a Corefile may say about shed, and what it then means."""

from __future__ import annotations

from typing import Any

import pytest

from pydns_host.plugins.shed.config import Config
from tests.plugins.verdicts import agree, cases, config, findings


@pytest.mark.parametrize("case", cases(__file__))
def test_the_verdict_is_the_references(case: dict[str, Any]) -> None:
    agree("shed", case)


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("shed", Config()),
        ("shed {\n}", Config()),
    ],
)
def test_options_have_their_meaning(text: str, meaning: Any) -> None:
    assert config("shed", text, root="keys") == meaning


def test_every_key_must_be_plain_dns() -> None:
    (found,) = findings("shed", "a.org b.org tls://c.org {\n    shed\n}\n")
    assert 'only plain DNS server blocks are supported; "tls://c.org.:853" uses transport "tls"' in found.message
