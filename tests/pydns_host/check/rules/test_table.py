"""The table of rules is complete, and its examples show what they are there for."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from pydns_host.check.rules.pages import index
from pydns_host.check.rules.table import Rule, rules
from tests.pydns_host.check.checking import codes

ROOT = Path(__file__).parents[4]
TABLE = rules()
every_rule = pytest.mark.parametrize("rule", TABLE.values(), ids=TABLE)
with_wrong = pytest.mark.parametrize(
    "rule", [rule for rule in TABLE.values() if rule.wrong], ids=lambda rule: rule.code
)
with_right = pytest.mark.parametrize(
    "rule", [rule for rule in TABLE.values() if rule.right], ids=lambda rule: rule.code
)


def _used() -> set[str]:
    folders = (ROOT / "corefile", ROOT / "pydns_host", ROOT / "plugins")
    texts = [path.read_text() for folder in folders for path in folder.rglob("*.py")]
    return {code for text in texts for code in re.findall(r'"(CF\d{3})"', text)}


def test_every_code_that_is_used_is_in_the_table_and_every_one_of_the_table_is_used() -> None:
    assert _used() == set(TABLE)


@every_rule
def test_a_rule_says_what_and_why_in_sentences(rule: Rule) -> None:
    assert re.fullmatch(r"CF\d{3}", rule.code)
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", rule.name)
    assert rule.severity in ("error", "warning", "note")
    assert rule.summary.endswith(".")
    assert rule.why.endswith(".")


def test_no_two_rules_have_one_name() -> None:
    assert len({rule.name for rule in TABLE.values()}) == len(TABLE)


@with_wrong
def test_the_example_of_a_rule_is_found_by_it(rule: Rule) -> None:
    assert rule.code in codes(rule.wrong)


@with_right
def test_what_to_write_instead_is_not_found_by_it(rule: Rule) -> None:
    assert rule.code not in codes(rule.right)


@every_rule
def test_the_page_in_the_documentation_is_that_of_the_table(rule: Rule) -> None:
    assert (ROOT / "docs" / "rules" / f"{rule.code}.md").read_text() == rule.page()


def test_the_index_in_the_documentation_has_every_rule() -> None:
    assert (ROOT / "docs" / "rules" / "README.md").read_text() == index()


def test_there_is_no_page_of_a_rule_that_is_gone() -> None:
    pages = {path.stem for path in (ROOT / "docs" / "rules").glob("CF*.md")}
    assert pages == set(TABLE)
