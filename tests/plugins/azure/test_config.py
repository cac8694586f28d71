"""What a Corefile may say about azure, and what it then means."""

from __future__ import annotations

from typing import Any

import pytest

from pydns_host.plugins.azure.config import Config, Zone
from tests.plugins.verdicts import agree, cases, config


@pytest.mark.parametrize("case", cases(__file__))
def test_the_verdict_is_the_references(case: dict[str, Any]) -> None:
    agree("azure", case)


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("azure", Config()),
        (
            """
            azure g:a.org {
                access private
                }
                azure g:b.org {
                tenant t
                client c
                secret s
                subscription x
                environment AzureChinaCloud
                fallthrough
            }
            """,
            Config(
                (Zone("g", "a.org", private=True), Zone("g", "b.org")), "x", "t", "c", "s", "AzureChinaCloud", (".",)
            ),
        ),
    ],
)
def test_options_have_their_meaning(text: str, meaning: Any) -> None:
    assert config("azure", text, root="keys") == meaning


def test_a_secret_is_not_shown() -> None:
    assert "hidden" not in repr(config("azure", "azure {\nclient c\nsecret hidden\n}"))
