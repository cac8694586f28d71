"""What a Corefile may say about grpc_server, and what it then means."""

from __future__ import annotations

from typing import Any

import pytest

from pydns_host.plugins.grpc_server.config import Config
from tests.plugins.verdicts import agree, cases, config, odd


@pytest.mark.parametrize("case", cases(__file__))
def test_the_verdict_is_the_references(case: dict[str, Any]) -> None:
    agree("grpc_server", case)


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("grpc_server", Config()),
        ("grpc_server {\nmax_streams 1\nmax_connections 2\n}", Config(1, 2)),
    ],
)
def test_options_have_their_meaning(text: str, meaning: Any) -> None:
    assert config("grpc_server", text, root="keys") == meaning


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("grpc_server\ngrpc_server", "CF340"),
    ],
)
def test_what_is_accepted_and_looks_wrong_is_told(text: str, code: str) -> None:
    assert odd("grpc_server", text) == [code]
