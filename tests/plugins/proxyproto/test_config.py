"""What a Corefile may say about proxyproto, and what it then means."""

from __future__ import annotations

from typing import Any

import pytest

from pydns_host.plugins.proxyproto.config import Config
from tests.plugins.verdicts import agree, cases, config, odd


@pytest.mark.parametrize("case", cases(__file__))
def test_the_verdict_is_the_references(case: dict[str, Any]) -> None:
    agree("proxyproto", case)


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("proxyproto", Config()),
        (
            """
            proxyproto {
                allow 192.0.2.1/24 2001:db8::/32
                allow 10.0.0.0/8
                default REJECT
                udp_session_tracking 30s 5
            }
            """,
            Config(("192.0.2.0/24", "2001:db8::/32", "10.0.0.0/8"), "reject", 30_000_000_000, 5),
        ),
    ],
)
def test_options_have_their_meaning(text: str, meaning: Any) -> None:
    assert config("proxyproto", text, root="keys") == meaning


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("proxyproto {\nudp_session_tracking -5s\n}", "CF353"),
        ("proxyproto {\ndefault use\ndefault skip\n}", "CF354"),
    ],
)
def test_what_is_accepted_and_looks_wrong_is_told(text: str, code: str) -> None:
    assert odd("proxyproto", text) == [code]
