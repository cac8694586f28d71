"""How a format is read, and what placeholders print that no recorded line shows."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pydns_host.message import Edns, Request, Response
from pydns_host.plugins.log import formats
from pydns_host.plugins.log.exchange import Exchange
from pydns_host.plugins.log.fields import ANSWERED, ASKED
from pydns_host.plugins.log.formats import COMMON, Format, expand
from pydns_host.testing import record, request


def line(text: str, query: Request | None = None, answer: Response | None = None, **facts: Any) -> str:
    metadata = facts.pop("metadata", False)
    exchange = Exchange(query or request("Example.org", "MX"), answer, facts.pop("seconds", 0.0), lambda: 0.0, **facts)
    return Format(text, metadata)(exchange)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ""),
        ("nothing", "nothing"),
        ("100% %s {type}%", "100% %s MX%"),
        ("{type}{name}", "MXexample.org."),
        ("{{type}}", "{MX}"),
        ("{ {type} }", "{ MX }"),
        ("} {type}", "} MX"),
        ("{x} {type", "{x} {type"),
        ("{TYPE} {>ID} {}", "{TYPE} {>ID} {}"),
        ("{/} {/no/such}", "- -"),
        ("{type}\n", "MX"),
        ("{type}\n{type}\n\n", "MX\nMX\n"),
    ],
    ids=lambda text: repr(text),
)
def test_what_is_no_placeholder_stands_for_itself(text: str, expected: str) -> None:
    assert line(text) == expected


@given(st.text(st.characters(exclude_characters="{}\n")))
def test_text_without_braces_is_printed_as_it_is(text: str) -> None:
    assert line(text) == text


@given(st.lists(st.sampled_from([*ASKED, *ANSWERED, "x", "{", "}", " ", "/log/type"])))
def test_neighbouring_placeholders_print_what_each_prints_alone(words: list[str]) -> None:
    parts = ["{" + word + "}" if word not in ("{", "}", " ") else "|" for word in words]
    assert line("".join(parts), metadata=True) == "".join(line(part, metadata=True) for part in parts)


def test_shortcuts_are_written_out() -> None:
    assert expand("{common}|{combined}|{x}") == f'{COMMON}|{COMMON} "{{>opcode}}"|{{x}}'


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "0s"),
        (0.000123456, "0.000123456s"),
        (0.000000001, "0.000000001s"),
        (0.1, "0.1s"),
        (1.0, "1s"),
        (10.0, "10s"),
        (4.000000005, "4.000000005s"),
    ],
)
def test_a_duration_is_seconds_without_exponent_or_final_zeros(seconds: float, text: str) -> None:
    assert line("{duration}", seconds=seconds) == text


@pytest.mark.parametrize(
    ("client", "text"),
    [("192.0.2.1", "192.0.2.1"), ("2001:db8::1", "[2001:db8::1]"), ("fe80::1%eth0", "[fe80::1%eth0]")],
)
def test_ipv6_addresses_have_brackets(client: str, text: str) -> None:
    query = request("x", client=client, local=client)
    assert line("{remote} {local}", query) == f"{text} {text}"


@pytest.mark.parametrize(
    ("rcode", "flags", "text"),
    [
        (0, 0, "NOERROR qr"),
        (23, 0x07F0, "BADCOOKIE qr,aa,tc,rd,ra,z,ad,cd"),
        (16, 0x0420, "BADSIG qr,aa,ad"),
        (12, 0, "12 qr"),
    ],
)
def test_flags_and_rcodes_are_those_of_the_answer(rcode: int, flags: int, text: str) -> None:
    assert line("{rcode} {>rflags}", answer=Response(rcode, flags)) == text


MANY = [record(f"example.org. 60 IN TXT {n:0200d}") for n in range(4)]


@pytest.mark.parametrize(
    ("facts", "sent", "text"),
    [
        ({}, True, "qr,tc 925"),
        ({"proto": "tcp"}, True, "qr 925"),
        ({"edns": Edns(4096)}, True, "qr 925"),
        ({}, False, "qr 925"),
    ],
    ids=["over UDP", "over TCP", "with room", "not sent by a plugin"],
)
def test_an_answer_that_is_truncated_for_its_client_says_so(facts: dict[str, Any], sent: bool, text: str) -> None:
    assert line("{>rflags} {rsize}", request("example.org", **facts), Response(0, 0, MANY), sent=sent) == text


OPTIONS = bytes.fromhex("000a 0008 0102030405060708 fde9 0003 c0ffee")  # a cookie and one that nobody knows


@pytest.mark.parametrize(
    ("answer", "sent", "octets"),
    [
        (Response(), True, 29 + 11 + 12),
        (Response(options=b""), True, 29 + 11 + 12 + 7),
        (Response(2), False, 29 + 11 + 12 + 7),
        (None, True, 29 + 11 + 12 + 7),
    ],
    ids=["an answer", "one with an OPT", "one that the host makes", "silence"],
)
def test_a_query_that_was_answered_is_as_long_as_its_known_options_make_it(
    answer: Response | None, sent: bool, octets: int
) -> None:
    query = request("example.org", edns=Edns(1232, options=OPTIONS))
    assert line("{size}", query, answer, sent=sent) == str(octets)


def test_labels_are_known_where_metadata_is_gathered() -> None:
    answer = Response(3)
    assert line("{/log/class} {/log/type} {/x/y}", answer=answer, metadata=True) == "denial NXDOMAIN -"
    assert line("{/log/class} {/log/type} {/x/y}", answer=answer) == "- - -"


def test_no_more_than_so_many_questions_are_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(formats, "MAX_REMEMBERED", 2)
    compiled = Format("{name} {proto}")
    for name in ("a", "b", "c", "a"):
        query = request(name)
        for _ in range(2):
            assert compiled(Exchange(query, None, 0.0, lambda: 0.0)) == f"{name}. udp"
