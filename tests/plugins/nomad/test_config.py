"""What a Corefile may say about nomad, and what it then means."""

from __future__ import annotations

from typing import Any

import pytest

from pydns_host.plugins.nomad.config import Config
from tests.plugins.verdicts import agree, cases, config, odd


@pytest.mark.parametrize("case", cases(__file__))
def test_the_verdict_is_the_references(case: dict[str, Any]) -> None:
    agree("nomad", case)


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("nomad", Config()),
        (
            """
            nomad a.org {
                ADDRESS http://a:1 http://b:2
                address unix:///x
                token t
                filter f
                ttl 5
            }
            """,
            Config("a.org", ("http://a:1", "http://b:2", "unix:///x"), "f", "t", 5),
        ),
    ],
)
def test_options_have_their_meaning(text: str, meaning: Any) -> None:
    assert config("nomad", text, root="keys") == meaning


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("nomad a.org b.org", "CF341"),
        ("nomad a.org\nnomad b.org", "CF340"),
    ],
)
def test_what_is_accepted_and_looks_wrong_is_told(text: str, code: str) -> None:
    assert odd("nomad", text) == [code]


def test_a_token_is_not_shown() -> None:
    assert "hidden" not in repr(config("nomad", "nomad {\ntoken hidden\n}"))
