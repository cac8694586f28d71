"""Questions to zones: delegations, wildcards, aliases, denials. The expected answers stand in data/lookups."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from tests.plugins.file.zones import find, shown, zone

DATA = Path(__file__).with_name("data") / "lookups"


def _cases() -> list[Any]:
    """Each question of each file: a line at the margin, its answer indented below it."""
    return [
        pytest.param(path.with_suffix(".zone"), question, answer, id=f"{path.stem}: {question}")
        for path in sorted(DATA.glob("*.questions"))
        for question, *answer in (block.split("\n  ") for block in re.split(r"\n(?! )", path.read_text().strip()))
    ]


@pytest.mark.parametrize(("path", "question", "answer"), _cases())
def test_a_question_has_its_answer(path: Path, question: str, answer: list[str]) -> None:
    name, rtype, *do = question.split()
    assert shown(find(zone(path.read_text()), name, rtype, bool(do))) == answer


def test_a_wildcard_right_below_the_root_stands_for_nothing() -> None:
    root = zone("$TTL 60\n@ SOA ns host 1 2 3 4 5\n@ NS ns\n* A 192.0.2.1\n*.test. A 192.0.2.2\n", ".")
    assert [shown(find(root, name, "A"))[0] for name in ("a.b.", "*.", "a.b.test.")] == [
        "NXDOMAIN",
        "SUCCESS",
        "SUCCESS",
    ]
