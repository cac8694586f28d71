"""What a Corefile may say about grpc, and what it then means."""

from __future__ import annotations

from typing import Any

import pytest

from pydns_host.plugins.grpc.config import Config
from tests.plugins.verdicts import agree, cases, config, odd


@pytest.mark.parametrize("case", cases(__file__))
def test_the_verdict_is_the_references(case: dict[str, Any]) -> None:
    agree("grpc", case)


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("grpc . 192.0.2.1", Config(".", (("192.0.2.1", "53"),))),
        (
            """
            grpc a.org grpc://192.0.2.1 [::1]:443 unix:///s resolv.conf {
                except b.org
                tls ca.pem
                tls_servername x
                policy sequential
                fallthrough
            }
            """,
            Config(
                "a.org.",
                (("192.0.2.1", "443"), ("::1", "443"), ("unix:///s", ""), ("resolv.conf", None)),
                ("b.org.",),
                ("keys/ca.pem",),
                "x",
                "sequential",
                (".",),
            ),
        ),
    ],
)
def test_options_have_their_meaning(text: str, meaning: Any) -> None:
    assert config("grpc", text, root="keys") == meaning


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("grpc . dns.a.org:443", "CF353"),
        ("grpc 10.0.0.0/9 192.0.2.1", "CF331"),
    ],
)
def test_what_is_accepted_and_looks_wrong_is_told(text: str, code: str) -> None:
    assert odd("grpc", text) == [code]
