"""What a Corefile may say about tls, and what it then means."""

from __future__ import annotations

from typing import Any

import pytest

from pydns_host.plugins.tls.acme import Acme
from pydns_host.plugins.tls.config import Config
from tests.plugins.verdicts import agree, cases, config, odd


@pytest.mark.parametrize("case", cases(__file__))
def test_the_verdict_is_the_references(case: dict[str, Any]) -> None:
    agree("tls", case)


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("tls c.pem k.pem", Config("keys/c.pem", "keys/k.pem")),
        (
            "tls c.pem k.pem ca.pem {\nclient_auth require_and_verify\nkeylog log\n}",
            Config("keys/c.pem", "keys/k.pem", "keys/ca.pem", "require_and_verify", "keys/log"),
        ),
        (
            """
            tls {
                acme B.org. *.a.org
                email x@a.org
                ca http://ca/dir
                ca_root root.pem
                storage st
                resolver 192.0.2.1:53
            }
            """,
            Config(
                acme=Acme(("*.a.org", "b.org"), "x@a.org", "http://ca/dir", "keys/st", "keys/root.pem", "192.0.2.1:53")
            ),
        ),
    ],
)
def test_options_have_their_meaning(text: str, meaning: Any) -> None:
    assert config("tls", text, root="keys") == meaning


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("tls c.pem k.pem {\nclient_auth require_and_verify\n}", "CF358"),
        ("tls a b\ntls c d", "CF342"),
    ],
)
def test_what_is_accepted_and_looks_wrong_is_told(text: str, code: str) -> None:
    assert odd("tls", text) == [code]
