"""Text to words: white space, quotes, comments, and where each word is. Whole Corefiles are `test_language`'s."""

from __future__ import annotations

import pytest
from hypothesis import given

from corefile.scanner import words
from tests.corefile.texts import corefiles


def _values(text: str) -> list[str]:
    return [word.value for word in words(text, "Corefile")]


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("a b\tc\nd", ["a", "b", "c", "d"]),
        ("a\u00a0b\u2003c\u0085d", ["a", "b", "c", "d"]),
        ("a\u001cb a\u200bb", ["a\u001cb", "a\u200bb"]),
        ("\ufeffa \ufeffb", ["a", "\ufeffb"]),
        ("a\rb\r\nc", ["ab", "c"]),
        ("a # b\nc", ["a", "c"]),
        ("a#b c", ["a", "c"]),
        ("\\# a", ["\\", "a"]),
        ('"a b" c', ["a b", "c"]),
        ('a"b c"', ['a"b', 'c"']),
        ('"a"b', ["a", "b"]),
        ('"a\\"b\\\\c\\d"', ['a"b\\\\c\\d']),
        ('"a\\\\" b', ["a\\\\", "b"]),
        ('"a\rb"', ["a\rb"]),
        ('"a # b"', ["a # b"]),
        ('""', [""]),
        ('a "b\nc', ["a", "b\nc"]),
        ('a "', ["a"]),
        ('a "\\', ["a"]),
        ("a{ {} }b", ["a{", "{}", "}b"]),
        ("", []),
    ],
    ids=[
        "white-space", "unicode-white-space", "no-white-space-in-go", "byte-order-mark", "carriage-return", "comment",
        "comment-in-a-word", "backslash-before-a-comment", "quotes", "quote-inside-a-word", "two-words-touch",
        "escapes", "ends-in-two-backslashes", "carriage-return-in-quotes", "no-comment-in-quotes", "empty-quotes",
        "quote-not-closed", "quote-not-closed-and-empty", "quote-not-closed-and-a-backslash", "braces-in-words",
        "empty",
    ],
)  # fmt: skip
def test_text_is_cut_into_words(text: str, values: list[str]) -> None:
    assert _values(text) == values


def test_a_word_knows_where_it_is_written() -> None:
    word = words('. {\n  log "a\nbc" d\n}', "Corefile")[3]
    assert (word.value, word.raw, word.quoted) == ("a\nbc", '"a\nbc"', True)
    span = word.span
    assert (span.file, span.line, span.column, span.end_line, span.end_column) == ("Corefile", 2, 7, 3, 4)
    assert word.source == '  log "a'


def test_a_word_behind_one_of_two_lines_is_on_its_last_line() -> None:
    words_ = words('"a\nb" c\nd', "Corefile")
    assert [word.line for word in words_] == [1, 2, 3]
    assert words_[0].glued_to(words_[1])
    assert not words_[1].glued_to(words_[2])


def test_words_of_two_files_are_never_on_one_line() -> None:
    (here,), (there,) = words("a", "Corefile"), words("b", "b.conf", "/etc/b.conf")
    assert not here.glued_to(there)
    assert here.ends_before(there)


@given(corefiles)
def test_every_word_is_in_the_text_where_it_says(text: str) -> None:
    lines = text.split("\n")
    for word in words(text, "Corefile"):
        span = word.span
        assert text[word.offset : word.offset + len(word.raw)] == word.raw
        assert lines[span.line - 1][span.column - 1 :].startswith(word.raw.split("\n")[0])
        assert lines[span.end_line - 1][: span.end_column - 1].endswith(word.raw.split("\n")[-1])
