"""What a Corefile may say about dnstap, and what it then means."""

from __future__ import annotations

from typing import Any

import pytest

from pydns_host.plugins.dnstap.config import Config
from tests.plugins.verdicts import agree, cases, config, odd


@pytest.mark.parametrize("case", cases(__file__))
def test_the_verdict_is_the_references(case: dict[str, Any]) -> None:
    agree("dnstap", case)


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("dnstap /d.sock", [Config("unix", "/d.sock")]),
        ("dnstap unix:///d.sock full 2 3", [Config("unix", "/d.sock", full=True, buffer=2, queue=3)]),
        (
            "dnstap listen tls://a:1 {\ntls c k ca\nidentity me\nversion 1\nextra x\nskipverify\n}",
            [Config("tls", "a:1", True, False, 1, 1, "me", "1", "x", False, ("c", "k", "ca"))],
        ),
    ],
)
def test_options_have_their_meaning(text: str, meaning: Any) -> None:
    assert config("dnstap", text, root="keys") == meaning


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("dnstap /d fully", "CF341"),
        ("dnstap /d full 1 2 x", "CF341"),
        ("dnstap TCP://a:1", "CF353"),
        ("dnstap listen tls://a:1 {\ntls c k ca x\n}", "CF341"),
    ],
)
def test_what_is_accepted_and_looks_wrong_is_told(text: str, code: str) -> None:
    assert odd("dnstap", text) == [code]
