"""Which names rules are for, and what becomes of them."""

from __future__ import annotations

import pytest

from pydns_host.plugins.rewrite.matching import matcher, renaming
from pydns_host.plugins.rewrite.rules import Match


@pytest.mark.parametrize(
    ("kind", "pattern", "name", "replacement", "renamed"),
    [
        ("exact", "a.b.", "a.b.", "c.", "c."),
        ("exact", "a.b.", "x.a.b.", "c.", None),
        ("prefix", "a.", "a.b.", "c.", "c.b."),
        ("prefix", "a.", "aa.b.", "c.", None),
        ("prefix", "a.b.", "a.b.", "c.", "c."),
        ("suffix", ".b.", "a.b.", ".c.d.", "a.c.d."),
        ("suffix", "b.", "ab.", "c.", "ac."),
        ("suffix", ".b.", "b.", ".c.", None),
        ("substring", ".x.", "a.x.b.x.c.", ".", "a.b.c."),
        ("substring", ".x.", "ax.b.", ".", None),
        ("regex", r"(.*)-(us|eu)\.(.*)", "a-eu.b.", "{2}.{1}.{3}", "eu.a.b."),
        ("regex", "b", "abc.", "whole.", "whole."),
        ("regex", "(a)(x)?", "a.", "{1}{2}{0}.", "aa."),
        ("regex", "^b", "ab.", "c.", None),
        ("regex", "(.*)y(.*)", "{2}yz.", "{1}-{2}", "z.-z."),  # what a group brings in is replaced as well
    ],
)
def test_a_name_is_renamed_as_its_rule_says(
    kind: str, pattern: str, name: str, replacement: str, renamed: str | None
) -> None:
    match = Match(kind, pattern)
    assert renaming(match, replacement)(name) == renamed
    assert matcher(match)(name) == (renamed is not None)
