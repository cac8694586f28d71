"""Records of a zone file: owners, TTLs, classes, directives, and what an error says."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pydns_host.zonefile.lexer import ZoneFileError
from pydns_host.zonefile.reader import Reader
from tests.plugins.file.zones import ORIGIN, lines, opener, read


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a 60 IN A 1.2.3.4", ["a.z.test. 60 IN A 1.2.3.4"]),
        ("a IN 60 A 1.2.3.4", ["a.z.test. 60 IN A 1.2.3.4"]),
        ("a 1h A 1.2.3.4", ["a.z.test. 3600 IN A 1.2.3.4"]),
        ("A.B.C. 60 A 1.2.3.4", ["a.b.c. 60 IN A 1.2.3.4"]),
        ("@ 60 A 1.2.3.4", ["z.test. 60 IN A 1.2.3.4"]),
        ("a 60 A 1.2.3.4\n TXT x\n\n TXT y", [
            "a.z.test. 60 IN A 1.2.3.4", 'a.z.test. 60 IN TXT "x"', 'a.z.test. 60 IN TXT "y"'
        ]),
        (" 60 A 1.2.3.4", ["z.test. 60 IN A 1.2.3.4"]),
        ("a 60 A 1.2.3.4\nb A 1.2.3.5", ["a.z.test. 60 IN A 1.2.3.4", "b.z.test. 60 IN A 1.2.3.5"]),
        ("$TTL 5\na 60 A 1.2.3.4\nb A 1.2.3.5", ["a.z.test. 60 IN A 1.2.3.4", "b.z.test. 5 IN A 1.2.3.5"]),
        ("a IN A 1.2.3.4", ["a.z.test. 0 IN A 1.2.3.4"]),
        ("$ORIGIN sub\na 60 A 1.2.3.4", ["a.sub.z.test. 60 IN A 1.2.3.4"]),
        ("$ORIGIN y.test.\n@ 60 CNAME a", ["y.test. 60 IN CNAME a.y.test."]),
        ("$origin sub\n$ttl 7\na A 1.2.3.4", ["a.sub.z.test. 7 IN A 1.2.3.4"]),
        ("A 60 A 1.2.3.4", ["a.z.test. 60 IN A 1.2.3.4"]),
        ("a 60 TYPE65280 \\# 1 00", ["a.z.test. 60 IN TYPE65280 \\# 1 00"]),
        ("a 60 CLASS1 A 1.2.3.4", ["a.z.test. 60 IN A 1.2.3.4"]),
        ("a 60 A ( 1.2.3.4\n )", ["a.z.test. 60 IN A 1.2.3.4"]),
    ],
    ids=lambda value: value.split("\n")[-1] if isinstance(value, str) else "",
)  # fmt: skip
def test_what_is_left_out_is_as_it_was_before(text: str, expected: list[str]) -> None:
    assert lines(text) == expected


def test_a_class_is_kept_as_the_file_has_it() -> None:
    assert [record.rclass for record in read("a 1 CH TXT x\nb TXT x\nc CLASS9 TXT x")] == [3, 1, 9]


def test_generated_records_have_the_files_ttl_and_an_hour_where_it_has_none() -> None:
    assert lines("$TTL 60\n$GENERATE 1-2 h$ A 192.0.2.$") == [
        "h1.z.test. 60 IN A 192.0.2.1",
        "h2.z.test. 60 IN A 192.0.2.2",
    ]
    assert lines("$GENERATE 1-1 h$ A 192.0.2.$") == ["h1.z.test. 3600 IN A 192.0.2.1"]


def test_an_included_file_is_named_relative_to_the_one_that_names_it() -> None:
    files = {"db/more": "a 60 A 1.2.3.4\n$INCLUDE deep/er", "db/deep/er": "b A 1.2.3.5"}
    found = Reader("$INCLUDE more", ORIGIN, "db/main", opener(**files), []).records()
    assert [record.owner[:2] for record in found] == [b"\1a", b"\1b"]


def test_origin_and_ttl_of_an_included_file_end_with_it() -> None:
    text = "$TTL 9\na A 1.2.3.4\n$INCLUDE more sub\n TXT x\nb A 1.2.3.4"
    assert lines(text, more="$TTL 5\nc A 1.2.3.5\n$ORIGIN d.test.\nc A 1.2.3.6") == [
        "a.z.test. 9 IN A 1.2.3.4",
        "c.sub.z.test. 5 IN A 1.2.3.5",
        "c.d.test. 5 IN A 1.2.3.6",
        'a.z.test. 9 IN TXT "x"',
        "b.z.test. 9 IN A 1.2.3.4",
    ]


def test_a_record_that_no_server_can_send_is_left_out_and_noted() -> None:
    notes: list[str] = []
    found = list(Reader("a 60 DS 1 13 2 ABC\nb 60 A 1.2.3.4", ORIGIN, "db", opener(), notes).records())
    assert [record.owner for record in found] == [b"\1b\1z\4test\0"]
    assert len(notes) == 1
    assert notes[0].startswith("db:1: ")


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("hello world", 'not a TTL: "world" at line: 1:11'),
        ("a 60 A not-an-address", 'bad A A: "not-an-address" at line: 1:21'),
        ("\na 60 A 1.2.3.4 x ; y", 'garbage after rdata: "x" at line: 2:17'),
        ("a A 1.2.3.4", 'missing TTL with no previous value: "A" at line: 1:4'),
        ("a..b 60 A 1.2.3.4", 'bad owner name: "a..b" at line: 1:5'),
        ("a 60 FOO x", 'expecting RR type or class, not this...: "FOO" at line: 1:9'),
        ("a IN FOO x", 'not a TTL: "FOO" at line: 1:9'),
        ("a 60 IN FOO x", 'unknown RR type: "FOO" at line: 1:12'),
        ("a 60 60 A 1.2.3.4", 'expecting RR type or class, not this...: "60" at line: 1:8'),
        ("lonely", 'not a TTL: "lonely" at line: 1:6'),
        ("a 60\nb", 'no blank before TTL: "\\n" at line: 1:4'),
        ("a 60 A\nb", 'unexpected newline: "\\n" at line: 1:6'),
        ('a "A" 1.2.3.4', 'expecting RR type, TTL or class, not this...: "A" at line: 1:5'),
        ("$TTL x", 'expecting $TTL value, not this...: "x" at line: 1:6'),
        ("$TTL 1 2", 'garbage after rdata: "2" at line: 1:8'),
        ("$ORIGIN a..b", 'bad origin name: "a..b" at line: 1:12'),
        ("$GENERATE 3-1 a A 1.2.3.4", 'bad range in $GENERATE range: "3-1" at line: 1:14'),
        ("$GENERATE 1-2 $$GENERATE 1-2 a", 'nested $GENERATE directive not allowed: "1-2" at line: 1:14'),
        ("$INCLUDE nosuch", 'failed to open `nosuch\': open nosuch: no such file or directory: "nosuch" at line: 1:15'),
        ("$INCLUDE more a..b", 'bad origin name: "a..b" at line: 1:18'),
    ],
    ids=lambda value: value.strip() if isinstance(value, str) else "",
)
def test_an_error_is_worded_as_the_reference_words_it(text: str, error: str) -> None:
    with pytest.raises(ZoneFileError) as raised:
        lines(text, more="")
    assert str(raised.value) == f"db: dns: {error}"


def test_an_error_in_an_included_file_names_that_file() -> None:
    with pytest.raises(ZoneFileError, match=r"^more: dns: "):
        lines("$INCLUDE more", more="oops")


def test_files_that_include_each_other_end() -> None:
    with pytest.raises(ZoneFileError, match="too deeply nested"):
        lines("$INCLUDE more", more="$INCLUDE more")


words = st.sampled_from(
    [
        "a", "@", "*", "b.c.", "60", "1h", "IN", "CH", "A", "NS", "TXT", "SOA", "MX", "CNAME", "1.2.3.4", '"x"', "(",
        ")", "$TTL", "$ORIGIN", "$GENERATE", "$INCLUDE", "1-2", "$", "\\#", "4", "more", ";", "\n", " ", "\\", "é",
    ]
)  # fmt: skip


@given(st.lists(words, max_size=25).map(" ".join))
def test_any_text_is_records_or_a_known_error(text: str) -> None:
    with suppress(ZoneFileError):
        read(text, more="m 60 A 1.2.3.4\n")
