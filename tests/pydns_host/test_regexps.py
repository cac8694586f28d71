"""Go's regular expressions: what is taken, what matches, and the words for what is refused."""

from __future__ import annotations

import subprocess
import sys

import pytest

from pydns_host import regexps

TAKEN = [
    "", "|", "x]", "x}{", "^*", "()", "[]a]", r"\d\w\s\D", r"\x41\x{1F600}", r"\0", r"\_", "(?i)x", "(?:)", "(?i-s:x)",
    "(?U)x*", "(?<n>x)", "(?P<n>x)(?P<n>y)", "(?P<1n>x)", r"\Qa.b\E", r"\Q\C\E", "x{1000}", r"\pL", r"\p{Greek}",
    r"\bx\B", r"\A\z", r"[\d-z]", "{,3}",
]  # fmt: skip
REFUSED = {
    "(": "missing closing ): `(`",
    "a(x": "missing closing ): `a(x`",
    "(?i": "invalid or unsupported Perl syntax: `(?i`",
    "x)": "unexpected ): `x)`",
    "[]": "missing closing ]: `[]`",
    "a[b": "missing closing ]: `[b`",
    "*x": "missing argument to repetition operator: `*`",
    "a**": "invalid nested repetition operator: `**`",
    "a++b": "invalid nested repetition operator: `++`",
    "x{1001}": "invalid repeat count: `{1001}`",
    "x{2,1}?": "invalid repeat count: `{2,1}`",
    "(x{500}){500}": "invalid repeat count: `{500}`",
    "[z-a]": "invalid character class range: `z-a`",
    "[[:alfa:]]": "invalid character class range: `[:alfa:]`",
    r"\p{Klingon}": r"invalid character class range: `\p{Klingon}`",
    r"\C": r"invalid escape sequence: `\C`",
    r"\Qa\E\C": r"invalid escape sequence: `\C`",
    r"(a)\1": r"invalid escape sequence: `\1`",
    r"x\Z": r"invalid escape sequence: `\Z`",
    r"\u0041": r"invalid escape sequence: `\u`",
    r"\x{": r"invalid escape sequence: `\x{`",
    "a\\": "trailing backslash at end of expression: ``",
    "(?=x)": "invalid or unsupported Perl syntax: `(?=`",
    "(?#c)x": "invalid or unsupported Perl syntax: `(?#`",
    "(?<=x)y": "invalid named capture: `(?<=x)y`",
    "(?<!x>y": "invalid named capture: `(?<!x>`",
    "(?P<n": "invalid named capture: `(?P<n`",
    "(?P<a-b>x)": "invalid named capture: `(?P<a-b>`",
}


@pytest.mark.parametrize("pattern", TAKEN)
def test_what_go_takes_is_taken(pattern: str) -> None:
    assert regexps.compile(pattern).source == pattern


@pytest.mark.parametrize(("pattern", "words"), REFUSED.items(), ids=list(REFUSED))
def test_what_go_refuses_is_refused_in_its_words(pattern: str, words: str) -> None:
    with pytest.raises(regexps.RegexpError) as caught:
        regexps.compile(pattern)
    assert str(caught.value) == f"error parsing regexp: {words}"


@pytest.mark.parametrize(
    ("pattern", "text", "matches"),
    [
        (".* i/o timeout$", "read udp 10.0.0.1:53->10.0.0.2:53: i/o timeout", True),
        (".* i/o timeout$", "i/o timeout, again", False),
        ("^no .*", "plugin/errors: no next plugin found", False),
        ("", "", True),
        (r"^\p{Greek}+$", "αβγ", True),
        (r"(?i)ÄRGER", "ärger", True),
        (r"x\z", "x\n", False),
    ],
)
def test_a_match_is_looked_for_anywhere(pattern: str, text: str, matches: bool) -> None:
    assert regexps.compile(pattern).search(text) is matches


def test_a_pattern_has_ten_thousand_octets_at_most() -> None:
    regexps.compile("x" * 10_000)
    with pytest.raises(regexps.RegexpError, match="regex pattern too long: 10002 > 10000"):
        regexps.compile("ä" * 5_001)


def test_a_text_that_is_no_unicode_is_searched_all_the_same() -> None:
    assert regexps.compile("^a.b$").search("a\udc80b")


WITHOUT_RE2 = """
import sys
sys.modules["re2"] = None
from pydns_host import regexps
assert regexps.ENGINE == "re"
assert regexps.compile(r"(?<n>x)\\z").search("ax")
assert not regexps.compile("^b").search("ab")
try:
    regexps.compile("(")
except regexps.RegexpError as error:
    print(error)
"""


def test_without_re2_pythons_own_engine_stands_in() -> None:
    done = subprocess.run([sys.executable, "-c", WITHOUT_RE2], capture_output=True, text=True, check=True)
    assert done.stdout.startswith("error parsing regexp: ")


def test_the_groups_of_a_match_are_had_by_number_and_by_name() -> None:
    pattern = regexps.compile(r"^(?P<a>[0-9]+)-(b)?(?<c>x|y)")
    assert pattern.groups("17-x.example.") == (("17-x", "17", "", "x"), {"a": "17", "c": "x"})
    assert pattern.groups("no") is None
