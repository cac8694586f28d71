"""What a Corefile may say about trace, and what it then means."""

from __future__ import annotations

from typing import Any

import pytest

from pydns_host.plugins.trace.config import Config
from tests.plugins.verdicts import agree, cases, config, odd


@pytest.mark.parametrize("case", cases(__file__))
def test_the_verdict_is_the_references(case: dict[str, Any]) -> None:
    agree("trace", case)


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("trace", Config()),
        ("trace zipkin.a.org:9411", Config(endpoint="http://zipkin.a.org:9411/api/v2/spans")),
        (
            """
            trace DATADOG a.org:8126 {
                every 5
                service dns
                client_server
                datadog_analytics_rate 0.5
            }
            """,
            Config("datadog", "a.org:8126", 5, "dns", client_server=True, datadog_analytics_rate=0.5),
        ),
        (
            """
            trace {
                zipkin_max_backlog_size 1
                zipkin_max_batch_size 2
                zipkin_max_batch_interval 1s
            }
            """,
            Config(zipkin_max_backlog_size=1, zipkin_max_batch_size=2, zipkin_max_batch_interval=1_000_000_000),
        ),
    ],
)
def test_options_have_their_meaning(text: str, meaning: Any) -> None:
    assert config("trace", text, root="keys") == meaning


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("trace datadog", "CF353"),
        ("trace\ntrace", "CF342"),
    ],
)
def test_what_is_accepted_and_looks_wrong_is_told(text: str, code: str) -> None:
    assert odd("trace", text) == [code]
