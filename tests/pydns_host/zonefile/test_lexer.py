"""Words of zone files, and the places that errors name."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pydns_host.zonefile.lexer import Token, ZoneFileError, entries, quote


def words(text: str) -> list[list[str]]:
    return [[token.text for token in entry.tokens] for entry in entries(text, "db")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a A 1", [["a", "A", "1"]]),
        ("a\tA  1\n\n  \nb", [["a", "A", "1"], ["b"]]),
        ("; one\na ;two\n;three", [["a"]]),
        ("a;b", [["a"]]),
        ("a ( b\n c ; d )\n e )\nf", [["a", "b", "c", "e"], ["f"]]),
        ("(1\n2)", [["1", "2"]]),
        ("a(b)c", [["a", "b", "c"]]),
        ('a "b c" "d;e" ""', [["a", "b c", "d;e", ""]]),
        ('"a\nb" c\nd', [["a\nb", "c"], ["d"]]),
        ('"a\\"b"', [['a\\"b']]),
        ('a\\ b \\; \\( \\"', [["a\\ b", "\\;", "\\(", '\\"']]),
        ("a\r\nb\r\n", [["a"], ["b"]]),
        ("a\\", [["a\\"]]),
        ("a\\\nb", [["a\\"], ["b"]]),
        ("", []),
    ],
    ids=repr,
)
def test_entries_are_split_into_words(text: str, expected: list[list[str]]) -> None:
    assert words(text) == expected


def test_an_entry_that_begins_with_a_blank_has_no_owner_of_its_own() -> None:
    assert [entry.indented for entry in entries("a\n b\n\tc\nd (\n e )", "db")] == [False, True, True, False]


def test_a_word_knows_its_line_and_where_it_ends() -> None:
    (entry,) = entries('\nab ( cd\n"e\nf"g )\n', "db")
    assert entry.tokens == [
        Token("ab", 2, 3),
        Token("cd", 2, 7),
        Token("e\nf", 4, 2, quoted=True),
        Token("g", 4, 4, glued=True),
    ]
    assert entry.end == Token("\n", 4, 5)


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("a )", 'db: dns: extra closing brace: "extra closing brace" at line: 1:3'),
        ("a (\nb", 'db: dns: unbalanced brace: "unbalanced brace" at line: 2:1'),
        ('a "b', 'db: dns: unbalanced quote: "unbalanced quote" at line: 1:4'),
    ],
    ids=["closed too often", "never closed", "an open quote"],
)
def test_what_does_not_close_is_an_error_with_its_place(text: str, error: str) -> None:
    with pytest.raises(ZoneFileError) as raised:
        words(text)
    assert str(raised.value) == error


@pytest.mark.parametrize(
    ("octets", "shown"),
    [
        (b"a", '"a"'),
        (b'"\\', '"\\"\\\\"'),
        (b"\n\t\r\x00\x7f", '"\\n\\t\\r\\x00\\x7f"'),
        ("é€😀".encode(), '"\\u00e9\\u20ac\\U0001f600"'),
        (b"\xff", '"\\xff"'),
    ],
)
def test_words_are_quoted_as_go_does(octets: bytes, shown: str) -> None:
    assert quote(octets.decode("latin-1")) == shown


@given(st.lists(st.text("ab1-_*@$", min_size=1, max_size=4), min_size=1, max_size=5), st.sampled_from(["\n", "\r\n"]))
def test_plain_words_come_back(parts: list[str], newline: str) -> None:
    assert words("  ".join(parts) + newline) == [parts]


@given(st.text('ab \t\n\r;()"\\$@\x00\xff', max_size=30))
def test_any_text_is_words_or_a_known_error(text: str) -> None:
    with suppress(ZoneFileError):
        words(text)
