"""Data of records: what goes on the wire, and which field an error names."""

from __future__ import annotations

from contextlib import suppress

import dns.rdata
import dns.rdataclass
import dns.rdatatype
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pydns_host import names
from pydns_host.zonefile import fields
from pydns_host.zonefile.lexer import entries
from pydns_host.zonefile.owners import Names
from pydns_host.zonefile.rdata import FieldError, UnusableError, parse

ORIGIN = names.from_text("z.test.")


def octets(rtype: str, text: str) -> bytes:
    (entry,) = entries(f"{text}\n", "db")
    number = fields.rtype(rtype)
    assert number is not None
    return parse(number, entry.tokens, entry.end, Names(ORIGIN))


SHA256 = "0123 " * 16
VALID = [
    ("A", "192.0.2.1"),
    ("NS", "ns"),
    ("CNAME", "a.b."),
    ("SOA", "ns host 4294967295 1h 2m30s 1w 0"),
    ("PTR", "Host.Up."),
    ("MX", "10 mail"),
    ("TXT", '"a b" c "\\"" \\065 ""'),
    ("RP", "a b"),
    ("AFSDB", "1 a"),
    ("AAAA", "2001:db8::1"),
    ("SRV", "1 2 65535 Up.Case"),
    ("NAPTR", '100 10 "u" "E2U+sip" "!^.*$!sip:x@a!" .'),
    ("KX", "1 a"),
    ("DNAME", "Up"),
    ("DS", f"12345 13 2 {SHA256}"),
    ("DS", f"12345 ECDSAP256SHA256 2 {SHA256}"),
    ("SSHFP", f"4 2 {SHA256}"),
    ("RRSIG", "A 13 3 3600 20991231000000 1704067200 1 z.test. AAAA BBBB"),
    ("NSEC", "a A NS TYPE65280 CAA"),
    ("DNSKEY", "257 3 13 AAAA BBBB"),
    ("TLSA", f"3 1 1 {SHA256}"),
    ("CDS", "0 0 0 00"),
    ("SPF", '"v=spf1"'),
    ("URI", '1 2 "https://a/"'),
    ("CAA", '0 issue "ca.test"'),
    ("LOC", "52 0 0.000 N 4 0 0.000 E 10m"),
    ("HTTPS", '1 . alpn="h2,h3" port=443'),
    ("SVCB", "0 a"),
    ("CERT", "PKIX 1 5 AAAA"),
    ("TYPE1", "\\# 4 c0000201"),
    ("TYPE65280", "\\# 4 0a00 0001"),
    ("TYPE65280", "\\# 0"),
]


@pytest.mark.parametrize(("rtype", "text"), VALID, ids=[f"{rtype}-{n}" for n, (rtype, _) in enumerate(VALID)])
def test_data_is_what_dnspython_makes_of_it(rtype: str, text: str) -> None:
    kind = dns.rdatatype.from_text(rtype)
    shown = text.replace(" 1h 2m30s 1w 0", " 3600 150 604800 0").replace("1704067200", "20240101000000")
    expected = dns.rdata.from_text(
        dns.rdataclass.IN, kind, shown, dns.name.from_text("z.test."), relativize=False
    ).to_wire()
    assert octets(rtype, text) == expected


@pytest.mark.parametrize("rtype", ["NS", "CNAME", "MX", "SOA", "HTTPS"])
def test_names_are_sent_in_lower_case_where_the_reference_does_so(rtype: str) -> None:
    before = {"MX": "10 ", "HTTPS": "1 "}.get(rtype, "")
    behind = " Host.Up. 1 2 3 4 5" if rtype == "SOA" else ""
    made = octets(rtype, f"{before}Host.Up.{behind}")
    assert made == made.lower()


def test_a_text_that_is_too_long_is_cut_into_several() -> None:
    made = octets("TXT", f'"{"y" * 300}" z')
    assert made == b"\xff" + b"y" * 255 + b"\x2d" + b"y" * 45 + b"\1z"


def test_octets_above_127_are_kept_as_they_stand() -> None:
    assert octets("TXT", '"\xc3\xa9" \xff') == b"\2\xc3\xa9\1\xff"


@pytest.mark.parametrize(
    ("rtype", "text", "problem", "word"),
    [
        ("A", "not-an-address", "bad A A", "not-an-address"),
        ("A", "192.0.2.256", "bad A A", "192.0.2.256"),
        ("A", "::1", "bad A A", "::1"),
        ("A", "192.0.2.1 x", "garbage after rdata", "x"),
        ("AAAA", "192.0.2.1", "bad AAAA AAAA", "192.0.2.1"),
        ("NS", "a..b", "bad NS Ns", "a..b"),
        ("CNAME", ".a", "bad CNAME Target", ".a"),
        ("MX", "ten mail", "bad MX Pref", "ten"),
        ("MX", "65536 mail", "bad MX Pref", "65536"),
        ("MX", "10", "bad MX Mx", "\n"),
        ("SRV", "1 2 x t", "bad SRV Port", "x"),
        ("SOA", "a b x 2 3 4 5", "bad SOA zone parameter", "x"),
        ("SOA", "a b 1h 2 3 4 5", "bad SOA zone parameter", "1h"),
        ("SOA", "a b 1 2 3 4 5 6", "garbage after rdata", "6"),
        ("CAA", '256 issue "x"', "bad CAA Flag", "256"),
        ("CAA", "0 issue a b", "bad CAA Value", "b"),
        ("DS", "1 FOO 2 00", "bad DS Algorithm", "FOO"),
        ("DNSKEY", "x 3 13 AAAA", "bad DNSKEY Flags", "x"),
        ("RRSIG", "FOO 13 3 1 1 1 1 @ AAAA", "bad RRSIG Typecovered", "FOO"),
        ("RRSIG", "A 13 3 1 20249931000000 1 1 @ AAAA", "bad RRSIG Expiration", "20249931000000"),
        ("NSEC", "a FOO", "bad NSEC TypeBitMap", "FOO"),
        ("TYPE65280", "1.2.3.4", "bad RFC3597 Rdata", "1.2.3.4"),
        ("TYPE65280", "\\# 3 00", "bad RFC3597 Rdata", "3"),
        ("TYPE65280", "\\# x 00", "bad RFC3597 Rdata", "x"),
        ("TYPE1", "\\# 1 00", "bad RFC3597 Rdata", "1"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_an_error_names_the_field_and_the_word(rtype: str, text: str, problem: str, word: str) -> None:
    with pytest.raises(FieldError) as raised:
        octets(rtype, text)
    assert (raised.value.text, raised.value.token.text) == (problem, word)


def test_an_error_in_other_types_is_dnspythons() -> None:
    with pytest.raises(FieldError) as raised:
        octets("LOC", "99 N")
    assert raised.value.text.startswith("bad LOC: ")


@pytest.mark.parametrize(("rtype", "text"), [("DS", "1 13 2 ABC"), ("DNSKEY", "256 3 13 !!!!"), ("SSHFP", "4 2 xx")])
def test_data_that_reads_well_and_is_none_is_told_apart(rtype: str, text: str) -> None:
    with pytest.raises(UnusableError):
        octets(rtype, text)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("0", 0), ("60", 60), ("1h30m", 5400), ("1W", 604800), ("1d1", 86401), ("s", 0), ("4294967295", 4294967295),
        ("4294967296", None), ("1y", None), ("", None), ("-1", None), ("9" * 100, None),
    ],
)  # fmt: skip
def test_a_ttl_may_have_units(text: str, seconds: int | None) -> None:
    assert fields.ttl(text) == seconds


@given(st.sampled_from([rtype for rtype, _ in VALID]), st.text('a1.:- \\"x#=,@é', min_size=1, max_size=20))
def test_any_words_are_data_or_a_known_error(rtype: str, text: str) -> None:
    with suppress(FieldError, UnusableError):
        octets(rtype, f"x {text}".replace('"', "'"))
