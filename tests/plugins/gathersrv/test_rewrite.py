"""Names in and out of the distributed zone: label borders, case, prefixes, lengths."""

from __future__ import annotations

import dns.name
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from pydns_host import names
from pydns_host.plugins.gathersrv.rewrite import UNFIT, View, below, moved, parse_prefix, shown
from tests.plugins.gathersrv.strategies import names_in, prefixes, slow_move, slow_show, view, wire, zones

DISTRIBUTED = names.from_text("distributed.local.")


def _view(prefix: str, zone: str = "cluster-a.local.") -> View:
    return View(DISTRIBUTED, names.from_text(zone), *parse_prefix(prefix))


def _shown(name: str, *views: View) -> str:
    return names.to_text(shown(names.from_text(name), views))


def _hidden(name: str, prefix: str) -> str | None:
    qname = names.from_text(name)
    key = qname.lower()
    found = _view(prefix).hide(qname, key, below(key, DISTRIBUTED))
    return None if found is None else names.to_text(found)


@pytest.mark.parametrize(
    ("name", "prefix", "expected"),
    [
        ("rabbit-0.svc.cluster-a.local.", "a-", "a-rabbit-0.svc.distributed.local."),
        ("Rabbit.svc.CLUSTER-A.Local.", "a-", "a-Rabbit.svc.distributed.local."),
        ("_amqp._tcp.rabbit.cluster-a.local.", "a-", "_amqp._tcp.a-rabbit.distributed.local."),
        ("rabbit._tcp.cluster-a.local.", "a-", "a-rabbit._tcp.distributed.local."),
        ("cluster-a.local.", "a-", "distributed.local."),
        ("_amqp._tcp.cluster-a.local.", "a-", "_amqp._tcp.distributed.local."),
        ("rabbit.cluster-a.local.", "", "rabbit.distributed.local."),
        ("rabbit.cluster-a.local.", "a.", "a.rabbit.distributed.local."),
        ("_tcp.rabbit.cluster-a.local.", "x.a-", "_tcp.x.a-rabbit.distributed.local."),
        ("cluster-a.local.", "a.", "a.distributed.local."),
        ("rabbit.xcluster-a.local.", "a-", "rabbit.xcluster-a.local."),
        ("x\\009cluster-a.local.", "a-", "x\\009cluster-a.local."),
        ("host.elsewhere.example.", "a-", "host.elsewhere.example."),
        (".", "a-", "."),
        ("rabbit.cluster-a.local.", "..", "rabbit.cluster-a.local."),
    ],
    ids=[
        "a host", "in any case", "behind underscores", "but not behind later ones", "the apex", "underscores only",
        "empty prefix", "a label as prefix", "a label and more", "a label before the apex", "label border",
        "the zone's octets inside a label", "outside", "no service at all", "a prefix that is none",
    ],
)  # fmt: skip
def test_a_clusters_name_is_shown_with_its_prefix_in_the_distributed_zone(
    name: str, prefix: str, expected: str
) -> None:
    assert _shown(name, _view(prefix)) == expected


@pytest.mark.parametrize(
    ("name", "prefix", "expected"),
    [
        ("a-rabbit.distributed.local.", "a-", "rabbit.cluster-a.local."),
        ("A-Rabbit.Distributed.Local.", "a-", "Rabbit.cluster-a.local."),
        ("a-rabbit.distributed.local.", "A-", "rabbit.cluster-a.local."),
        ("_amqp._tcp.a-rabbit.distributed.local.", "a-", "_amqp._tcp.rabbit.cluster-a.local."),
        ("_a-mqp._tcp.rabbit.distributed.local.", "a-", None),
        ("rabbit.a-svc.distributed.local.", "a-", None),
        ("a-.svc.distributed.local.", "a-", None),
        ("a-a-odd.distributed.local.", "a-", "a-odd.cluster-a.local."),
        ("distributed.local.", "d", None),
        ("rabbit.distributed.local.", "", "rabbit.cluster-a.local."),
        ("a.rabbit.distributed.local.", "a.", "rabbit.cluster-a.local."),
        ("x.a-rabbit.distributed.local.", "x.a-", "rabbit.cluster-a.local."),
        ("ax.rabbit.distributed.local.", "a.", None),
    ],
    ids=[
        "a host", "in any case", "a prefix in any case", "behind underscores", "an underscored label has no prefix",
        "nor has a later one", "nothing but the prefix", "once only", "the zone's own label", "empty prefix",
        "a label as prefix", "a label and more", "label border",
    ],
)  # fmt: skip
def test_a_prefixed_name_is_the_clusters_without_it(name: str, prefix: str, expected: str | None) -> None:
    assert _hidden(name, prefix) == expected


def test_the_zone_begins_at_a_label_border() -> None:
    assert below(names.from_text("x.distributed.local."), DISTRIBUTED) == 2
    assert below(DISTRIBUTED, DISTRIBUTED) == 0
    assert below(names.from_text("xdistributed.local."), DISTRIBUTED) == -1
    assert below(names.from_text("local."), DISTRIBUTED) == -1


def test_a_name_that_grows_too_long_stays_the_clusters() -> None:
    label = "x" * 62
    assert _shown(f"{label}.cluster-a.local.", _view("a-")) == f"{label}.cluster-a.local."
    deep = ".".join(["x" * 49] * 4)
    short = View(names.from_text("y" * 60 + "."), names.from_text("z."), *parse_prefix("a-"))
    assert _shown(f"{deep}.z.", short) == f"{deep}.z."


def test_a_name_that_would_be_too_long_in_the_clusters_zone_cannot_be_asked_there() -> None:
    qname = names.from_text(".".join(["x" * 49] * 4) + ".d.")
    assert moved(qname, len(qname) - 3, names.from_text("y" * 60 + ".")) is None


def test_a_name_of_another_cluster_gets_that_clusters_prefix() -> None:
    views = _view("a-"), _view("b-", "cluster-b.local.")
    assert _shown("rabbit.cluster-b.local.", *views) == "b-rabbit.distributed.local."


@pytest.mark.parametrize("prefix", [".", "a..b", "x" * 63, "\\0"])
def test_a_prefix_that_no_name_can_carry_fits_nowhere(prefix: str) -> None:
    assert parse_prefix(prefix) == (b"", UNFIT)


def test_a_prefix_may_have_any_letters() -> None:
    assert parse_prefix("ä-") == (b"", "ä-".encode())
    assert parse_prefix("a\\.b") == (b"", b"a.b")


@given(zones, zones, prefixes, st.data())
def test_names_are_shown_as_the_slow_rewriting_shows_them(
    distributed: dns.name.Name, zone: dns.name.Name, prefix: str, data: st.DataObject
) -> None:
    name = data.draw(names_in(zone))
    found = shown(wire(name), (view(distributed, zone, prefix),))
    assert found == wire(slow_show(name, distributed, zone, prefix))


@given(zones, zones, prefixes, st.data())
def test_what_is_shown_leads_back_to_the_cluster(
    distributed: dns.name.Name, zone: dns.name.Name, prefix: str, data: st.DataObject
) -> None:
    name = data.draw(names_in(zone))
    qname = wire(slow_show(name, distributed, zone, prefix))
    cut = below(qname.lower(), wire(distributed))
    assume(name.is_subdomain(zone) and cut >= 0)
    under = view(distributed, zone, prefix)
    assume(under.show(wire(name)) is not None)
    hidden = under.hide(qname, qname.lower(), cut)
    if hidden is None:  # there was no label for the prefix
        hidden = moved(qname, cut, wire(zone))
    assert hidden is not None
    assert hidden.lower() == wire(name).lower()


@given(zones, zones, st.data())
def test_names_are_moved_as_dnspython_moves_them(
    distributed: dns.name.Name, zone: dns.name.Name, data: st.DataObject
) -> None:
    name = data.draw(names_in(distributed))
    qname = wire(name)
    cut = below(qname.lower(), wire(distributed))
    assert (cut >= 0) == name.is_subdomain(distributed)
    assume(cut >= 0)
    found, expected = moved(qname, cut, wire(zone)), slow_move(name, distributed, zone)
    assert found == (None if expected is None else wire(expected))


@given(zones, zones, prefixes, st.data())
def test_a_hidden_name_is_a_name_in_the_clusters_zone(
    distributed: dns.name.Name, zone: dns.name.Name, prefix: str, data: st.DataObject
) -> None:
    name = data.draw(names_in(distributed))
    qname = wire(name)
    cut = below(qname.lower(), wire(distributed))
    assume(cut >= 0)
    hidden = view(distributed, zone, prefix).hide(qname, qname.lower(), cut)
    if hidden is not None:
        found, used = dns.name.from_wire(hidden, 0)
        assert used == len(hidden)
        assert found.is_subdomain(zone)
