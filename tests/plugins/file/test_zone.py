"""The data of a zone: which names are there, what is above them, and what denies them."""

from __future__ import annotations

import dns.name
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pydns_host import names
from pydns_host.plugins.file.zone import build, sort_key
from pydns_host.testing import record
from pydns_host.zonefile.rrtypes import NS, RRSIG, SOA, A
from tests.plugins.file.zones import APEX, ORIGIN, zone

Z = zone(
    f"{APEX}a A 1.2.3.4\na A 1.2.3.4\na A 1.2.3.5\nx.y.ent A 1.2.3.4\nd DNAME t\nsub NS ns.sub\nns.sub A 1.2.3.4\n"
    "other.test. A 1.2.3.4\n"
)


def key(text: str) -> bytes:
    return names.from_text(text).lower()


@pytest.mark.parametrize(
    ("name", "there"),
    [("z.test.", True), ("a.z.test.", True), ("ent.z.test.", True), ("y.ent.z.test.", True), ("b.a.z.test.", False)],
)
def test_a_name_with_others_below_it_is_there(name: str, there: bool) -> None:
    assert Z.exists(key(name)) == there


@pytest.mark.parametrize(
    ("name", "encloser"),
    [
        ("b.z.test.", "z.test."),
        ("c.b.z.test.", "z.test."),
        ("b.a.z.test.", "a.z.test."),
        ("b.ent.z.test.", "ent.z.test."),
        ("ent.z.test.", "z.test."),
    ],
)
def test_the_closest_encloser_is_the_longest_name_above_that_is_there(name: str, encloser: str) -> None:
    assert Z.closest_encloser(key(name)) == key(encloser)


@pytest.mark.parametrize(
    ("name", "cut"),
    [
        ("a.z.test.", None),
        ("d.z.test.", "d.z.test."),
        ("x.y.d.z.test.", "d.z.test."),
        ("ns.sub.z.test.", "sub.z.test."),
        ("xsub.z.test.", None),
    ],
)
def test_a_cut_is_found_from_below(name: str, cut: str | None) -> None:
    assert Z.cut_above(key(name)) == (None if cut is None else key(cut))


def test_equal_records_are_one() -> None:
    assert [item.rdata for item in Z.nodes[key("a.z.test.")].plain[A]] == [b"\1\2\3\4", b"\1\2\3\5"]


def test_the_apex_has_the_soa_and_the_ns_apart() -> None:
    assert [item.type for item in Z.soa(False) + Z.ns(False)] == [SOA, NS]
    assert ORIGIN not in Z.nodes


def test_the_soa_at_the_origin_counts_wherever_it_stands() -> None:
    assert zone("@ 60 SOA a b 7 2 3 4 5\nx 60 SOA a b 8 2 3 4 5").serial == 7


def test_a_soa_elsewhere_is_better_than_none() -> None:
    assert zone("other.test. 60 SOA a b 8 2 3 4 5").serial == 8


def test_records_without_a_soa_are_no_zone() -> None:
    assert build(ORIGIN, [record("z.test. 60 IN NS ns.z.test.")]) is None


def test_signatures_go_with_what_they_cover_when_asked_for() -> None:
    signature = "13 2 60 20991231000000 20240101000000 1 @ AAAA"
    found = zone(
        f"{APEX}@ RRSIG SOA {signature}\n@ RRSIG NS {signature}\n"
        f"a A 1.2.3.4\na RRSIG A {signature}\na RRSIG MX {signature}"
    )
    node = found.nodes[key("a.z.test.")]
    assert [item.type for item in node.get(A, True)] == [A, RRSIG]
    assert [item.type for item in node.get(A, False)] == [A]
    assert len(node.plain[RRSIG]) == 2
    assert [item.type for item in found.soa(True) + found.ns(True)] == [SOA, RRSIG, NS, RRSIG]
    assert ORIGIN not in found.nodes


def test_only_names_that_own_a_nsec_deny() -> None:
    found = zone(f"{APEX}@ NSEC sub NS SOA\nsub NS ns.sub\nsub NSEC @ NS\nns.sub A 1.2.3.4\n")
    assert [item.owner for item in found.denial(key("x.z.test."))] == [key("sub.z.test.")]
    assert [item.owner for item in found.denial(key("a.z.test."))] == [ORIGIN]
    assert Z.denial(key("x.z.test.")) == ()


names_of_labels = st.lists(st.binary(min_size=1, max_size=3), max_size=4).map(
    lambda parts: dns.name.Name((*parts, b""))
)


def on_the_wire(name: dns.name.Name) -> bytes:
    return (name.to_wire() or b"").lower()


@given(names_of_labels, names_of_labels)
def test_names_sort_as_dnspython_sorts_them(one: dns.name.Name, other: dns.name.Name) -> None:
    mine = sort_key(on_the_wire(one)) < sort_key(on_the_wire(other))
    assert mine == (one < other)
