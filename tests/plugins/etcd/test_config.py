"""What a Corefile may say about etcd, and what it then means."""

from __future__ import annotations

from typing import Any

import pytest

from pydns_host.plugins.etcd.config import Config
from tests.plugins.verdicts import agree, cases, config, odd


@pytest.mark.parametrize("case", cases(__file__))
def test_the_verdict_is_the_references(case: dict[str, Any]) -> None:
    agree("etcd", case)


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("etcd", Config((".",))),
        (
            """
            etcd a.org {
                path /x
                endpoint http://a http://b
                credentials u p
                tls ca.pem
                min-lease-ttl 60
                max-lease-ttl 1h
                fallthrough
            }
            """,
            Config(("a.org.",), "/x", ("http://a", "http://b"), ("keys/ca.pem",), "u", "p", 60, 3600, (".",)),
        ),
    ],
)
def test_options_have_their_meaning(text: str, meaning: Any) -> None:
    assert config("etcd", text, root="keys") == meaning


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("etcd\netcd", "CF340"),
        ("etcd {\nstubzones\n}", "CF357"),
        ('etcd {\ncredentials u ""\n}', "CF357"),
        ("etcd {\nmin-lease-ttl 1h\nmax-lease-ttl 1s\n}", "CF358"),
    ],
)
def test_what_is_accepted_and_looks_wrong_is_told(text: str, code: str) -> None:
    assert odd("etcd", text) == [code]


def test_a_password_is_not_shown() -> None:
    assert "hidden" not in repr(config("etcd", "etcd {\ncredentials u hidden\n}"))
