"""$GENERATE: which lines it stands for."""

from __future__ import annotations

import pytest

from pydns_host.zonefile.generate import GenerateError, lines
from pydns_host.zonefile.lexer import entries


def generated(text: str) -> list[str]:
    (entry,) = entries(f"$GENERATE {text}\n", "db")
    return list(lines(entry))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1-3 h$ A 192.0.2.$", ["h1 A 192.0.2.1", "h2 A 192.0.2.2", "h3 A 192.0.2.3"]),
        ("0-10/5 h$ A 1.2.3.4", ["h0 A 1.2.3.4", "h5 A 1.2.3.4", "h10 A 1.2.3.4"]),
        ("7-7 h${10} A 1.2.3.4", ["h17 A 1.2.3.4"]),
        ("7-7 h${-7,3} A 1.2.3.4", ["h000 A 1.2.3.4"]),
        ("255-255 ${0,4,x} ${0,0,X} ${0,0,o} x", ["00ff FF 377 x"]),
        ("1-1 a$$b a\\$b a\\046b x", ["a$b a$b a\\046b x"]),
        ('1-1 h TXT "a $"', ['h TXT "a 1"']),
        ("1-1 h HTTPS 1 . alpn=\"h$\"", ['h HTTPS 1 . alpn="h1"']),
    ],
)  # fmt: skip
def test_a_dollar_is_the_number(text: str, expected: list[str]) -> None:
    assert generated(text) == expected


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("1-3", "garbage after $GENERATE range"),
        ("13 h$ A 1.2.3.4", "bad start-stop in $GENERATE range"),
        ("x-3 h$ A 1.2.3.4", "bad start in $GENERATE range"),
        ("1-x h$ A 1.2.3.4", "bad stop in $GENERATE range"),
        ("3-1 h$ A 1.2.3.4", "bad range in $GENERATE range"),
        ("1-70000 h$ A 1.2.3.4", "bad range in $GENERATE range"),
        ("1-3/0 h$ A 1.2.3.4", "bad step in $GENERATE range"),
        ("1-3/ h$ A 1.2.3.4", "bad step in $GENERATE range"),
        ("1-3 h${0,3,z} A 1.2.3.4", "bad base in $GENERATE"),
        ("1-3 h${-2} A 1.2.3.4", "bad offset in $GENERATE"),
        ("1-3 h${9999999999} A 1.2.3.4", "bad offset in $GENERATE"),
        ("1-3 h${x} A 1.2.3.4", "bad offset in $GENERATE"),
        ("1-3 h${0,256} A 1.2.3.4", "bad width in $GENERATE"),
        ("1-3 h${0,1,d,9} A 1.2.3.4", "bad modifier in $GENERATE"),
        ("1-3 h${0 A 1.2.3.4", "bad modifier in $GENERATE"),
    ],
)  # fmt: skip
def test_what_cannot_stand_there_is_an_error(text: str, problem: str) -> None:
    with pytest.raises(GenerateError) as raised:
        generated(text)
    assert raised.value.text == problem
