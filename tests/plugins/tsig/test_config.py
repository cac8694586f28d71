"""What a Corefile may say about tsig, and what it then means."""

from __future__ import annotations

from typing import Any

import pytest

from pydns_host.plugins.tsig.config import Config
from tests.plugins.verdicts import agree, cases, config, findings, odd


@pytest.mark.parametrize("case", cases(__file__))
def test_the_verdict_is_the_references(case: dict[str, Any]) -> None:
    agree("tsig", case)


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("tsig", Config((".",))),
        (
            """
            tsig a.org {
                secret K.a.org AA==
                secrets f
                require AXFR IXFR
                require_opcode all
            }
            """,
            Config(("a.org.",), {"k.a.org.": "AA=="}, ("f",), frozenset({"AXFR", "IXFR"}), None),
        ),
        ("tsig {\nrequire all\nrequire none\n}", Config((".",))),
    ],
)
def test_options_have_their_meaning(text: str, meaning: Any) -> None:
    assert config("tsig", text, root="keys") == meaning


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("tsig {\nrequire all junk\n}", "CF341"),
    ],
)
def test_what_is_accepted_and_looks_wrong_is_told(text: str, code: str) -> None:
    assert odd("tsig", text) == [code]


def test_the_true_reason_of_a_mistake_is_its_hint() -> None:
    (found,) = findings("tsig", ". {\n    tsig {\n        require axfr\n    }\n}\n")
    assert (found.code, found.hint) == ("CF211", "unknown query type 'axfr', did you mean 'AXFR'?")


def test_a_secret_is_not_shown() -> None:
    assert "hidden" not in repr(config("tsig", "tsig {\nsecret k hidden\n}"))
