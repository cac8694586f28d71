"""What a Corefile may say about geoip, and what it then means."""

from __future__ import annotations

from typing import Any

import pytest

from pydns_host.plugins.geoip.config import Config
from tests.plugins.verdicts import agree, cases, config, odd


@pytest.mark.parametrize("case", cases(__file__))
def test_the_verdict_is_the_references(case: dict[str, Any]) -> None:
    agree("geoip", case)


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("geoip city.mmdb", Config("city.mmdb")),
        ("geoip city.mmdb {\nedns-subnet\n}", Config("city.mmdb", edns_subnet=True)),
    ],
)
def test_options_have_their_meaning(text: str, meaning: Any) -> None:
    assert config("geoip", text, root="keys") == meaning


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("geoip city.mmdb {\nedns-subnet\nedns-subnet\n}", "CF354"),
    ],
)
def test_what_is_accepted_and_looks_wrong_is_told(text: str, code: str) -> None:
    assert odd("geoip", text) == [code]
