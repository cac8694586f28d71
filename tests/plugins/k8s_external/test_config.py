"""What a Corefile may say about k8s_external, and what it then means."""

from __future__ import annotations

from typing import Any

import pytest

from pydns_host.plugins.k8s_external.config import Config
from tests.plugins.verdicts import agree, cases, config, odd


@pytest.mark.parametrize("case", cases(__file__))
def test_the_verdict_is_the_references(case: dict[str, Any]) -> None:
    agree("k8s_external", case)


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("k8s_external", Config((".",))),
        (
            "k8s_external A.org {\nttl 30\napex ns\nheadless\nfallthrough\n}",
            Config(("a.org.",), 30, "ns", headless=True, fallthrough=(".",)),
        ),
    ],
)
def test_options_have_their_meaning(text: str, meaning: Any) -> None:
    assert config("k8s_external", text, root="keys", names=("kubernetes",)) == meaning


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("kubernetes a.org\nk8s_external a.org\nk8s_external b.org", "CF342"),
        ("kubernetes a.org\nk8s_external {\nttl 5 x\n}", "CF341"),
    ],
)
def test_what_is_accepted_and_looks_wrong_is_told(text: str, code: str) -> None:
    assert odd("k8s_external", text) == [code]
