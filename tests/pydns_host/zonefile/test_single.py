"""One record from a text: what is taken, in which spelling, and the complaints about the rest."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pydns_host.zonefile.lexer import ZoneFileError
from pydns_host.zonefile.single import UnusableError, record


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a.example. 60 IN A 192.0.2.1", "a.example. 60 IN A 192.0.2.1"),
        ("a.example A 192.0.2.1", "a.example. 3600 IN A 192.0.2.1"),
        ("Www.Example. 5 CNAME Web", "Www.Example. 5 IN CNAME Web."),
        ('a 60 CH TXT "x y" z', 'a. 60 CH TXT "x y" "z"'),
        ("\n; a comment\na 1 MX 10 b\nnot read", "a. 1 IN MX 10 b."),
        ("a 1 SOA ns hm (1\n2 3 4 5)", "a. 1 IN SOA ns. hm. 1 2 3 4 5"),
        ("a 1h TXT \u00fc", 'a. 3600 IN TXT "\\195\\188"'),
    ],
)
def test_a_record_is_read_with_absolute_names_in_its_spelling(text: str, line: str) -> None:
    found = record(text)
    assert found is not None
    assert found.to_text() == line


@pytest.mark.parametrize("text", ["", "\n", "; nothing", "$ORIGIN a."])
def test_a_text_may_have_no_record(text: str) -> None:
    assert record(text) is None


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("s 60 IN SRV oops", 'dns: bad SRV Priority: "oops" at line: 1:16'),
        ("no record at all", 'dns: not a TTL: "record" at line: 1:10'),
        ("$INCLUDE /etc/passwd", "operation not permitted"),
    ],
)
def test_a_text_that_is_no_record_is_refused_in_the_references_words(text: str, complaint: str) -> None:
    with pytest.raises(ZoneFileError) as raised:
        record(text)
    assert complaint in str(raised.value)


def test_a_record_that_cannot_be_sent_is_refused() -> None:
    with pytest.raises(UnusableError):
        record("a 60 DS 1 13 2 ABC\nb 60 A 192.0.2.1")


@given(st.text())
def test_any_text_is_a_record_or_a_known_error(text: str) -> None:
    with suppress(ZoneFileError, UnusableError):
        record(text)
