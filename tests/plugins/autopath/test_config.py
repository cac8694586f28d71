"""What a Corefile may say about autopath, and what it then means."""

from __future__ import annotations

from typing import Any

import pytest

from pydns_host.plugins.autopath.config import Config
from tests.plugins.verdicts import agree, cases, config, findings, odd


@pytest.mark.parametrize("case", cases(__file__))
def test_the_verdict_is_the_references(case: dict[str, Any]) -> None:
    agree("autopath", case)


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("autopath @erratic", Config((".",), plugin="erratic")),
        ("autopath a.org resolv.conf", Config(("a.org.",), file="resolv.conf")),
    ],
)
def test_options_have_their_meaning(text: str, meaning: Any) -> None:
    assert config("autopath", text, root="keys", names=("erratic",)) == meaning


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("autopath @nosuch", "CF353"),
        ("autopath @reload\nreload", "CF353"),
        ("autopath @erratic\nautopath @erratic\nerratic", "CF342"),
    ],
)
def test_what_is_accepted_and_looks_wrong_is_told(text: str, code: str) -> None:
    assert odd("autopath", text) == [code]


def test_a_plugin_of_the_block_that_knows_no_search_path_is_refused_as_at_the_references_start() -> None:
    (found,) = findings("autopath", ". {\n    autopath @whoami\n    whoami\n}\n")
    assert found.message == "plugin/autopath: whoami does not implement the AutoPather interface"
