"""Commands are split as the reference splits them."""

from __future__ import annotations

import pytest

from pydns_host.plugins.on.command import split


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", []),
        ("  ", []),
        ("/bin/echo a  b", ["/bin/echo", "a", "b"]),
        ("a'b c'd", ["ab cd"]),
        ('a "b \\" c" d', ["a", 'b " c', "d"]),
        ("'a\\'", ["a\\"]),
        ("a\\ b", ["a b"]),
        ("''", [""]),
        ("a #b c", ["a"]),
        ("a#b", ["a#b"]),
        ("a & b", ["a", "&", "b"]),
        ('"é`"', ["é`"]),
    ],
)
def test_a_command_is_words(text: str, words: list[str]) -> None:
    assert split(text) == words


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("a 'b", "EOF found when expecting closing quote."),
        ('a "b', "EOF found when expecting closing quote."),
        ("a\\", "EOF found after escape character"),
        ("`a`", "Unknown rune: 96"),
        ("a`", "Uknown rune: 96"),
        ("é", "Unknown rune: 233"),
        ("\\é", "Uknown rune: 233"),
    ],
)
def test_what_cannot_be_split_is_refused_in_the_splitters_words(text: str, error: str) -> None:
    with pytest.raises(ValueError) as raised:
        split(text)
    assert str(raised.value) == error
