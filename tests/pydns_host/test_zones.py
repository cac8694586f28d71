"""Which server block takes a question. How keys become zones is tested with `assemble`."""

from __future__ import annotations

import dns.rdatatype
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pydns_host import names
from pydns_host.chain import always
from pydns_host.question import Question
from pydns_host.testing import block
from pydns_host.zones import Site, Zones, zone_key

CHAIN = always(lambda request: request.reply())


def zones(*served: str, refusing: tuple[str, ...] = (), other_classes: bool = False) -> Zones:
    sites = [Site(names.from_text(zone), block(zone), None if zone in refusing else CHAIN) for zone in served]
    return Zones(sites, other_classes)


def found(among: Zones, name: str, type: str = "A", rclass: int = 1) -> str | None:
    site = among.find(Question(names.from_text(name), int(dns.rdatatype.from_text(type)), rclass))
    return None if site is None else names.to_text(site.zone)


@pytest.mark.parametrize(
    ("name", "type", "zone"),
    [
        pytest.param("www.example.org", "A", "example.org.", id="a name below a zone"),
        pytest.param("example.org", "A", "example.org.", id="the zone itself"),
        pytest.param("a.b.example.org", "A", "b.example.org.", id="the longest match"),
        pytest.param("WWW.B.eXample.ORG", "A", "b.example.org.", id="without case"),
        pytest.param("xb.example.org", "A", "example.org.", id="at label borders only"),
        pytest.param("xexample.org", "A", None, id="a longer label is another zone"),
        pytest.param("org", "A", None, id="above every zone"),
        pytest.param(".", "A", None, id="the root"),
        pytest.param("b.example.org", "DS", "example.org.", id="DS goes to the parent's block"),
        pytest.param("a.b.example.org", "DS", "example.org.", id="DS below goes to the shortest match"),
        pytest.param("example.org", "DS", "example.org.", id="DS of the topmost zone stays"),
        pytest.param("example.net", "DS", None, id="DS of nobody's zone"),
    ],
)
def test_a_question_goes_to_the_zone_it_is_in(name: str, type: str, zone: str | None) -> None:
    assert found(zones("example.org.", "b.example.org."), name, type) == zone


@pytest.mark.parametrize(
    ("name", "type", "zone"),
    [
        pytest.param("www.example.net", "A", ".", id="everything else"),
        pytest.param(".", "NS", ".", id="the root itself"),
        pytest.param("example.org", "DS", "example.org.", id="DS goes to the root only as the last resort"),
        pytest.param("example.net", "DS", ".", id="DS that only the root matches"),
        pytest.param(".", "DS", ".", id="DS of the root"),
    ],
)
def test_the_root_takes_what_no_other_zone_does(name: str, type: str, zone: str) -> None:
    assert found(zones(".", "example.org."), name, type) == zone


def test_ds_stops_at_a_block_without_plugins_on_its_way() -> None:
    among = zones("example.org.", "b.example.org.", refusing=("b.example.org.",))
    assert found(among, "b.example.org", "DS") == "b.example.org."


@pytest.mark.parametrize(("other_classes", "zone"), [(False, None), (True, "example.org.")], ids=["refused", "let in"])
def test_classes_other_than_in_are_refused_unless_a_plugin_wants_them(other_classes: bool, zone: str | None) -> None:
    assert found(zones("example.org.", other_classes=other_classes), "www.example.org", "TXT", rclass=3) == zone


LABELS = st.lists(st.sampled_from(["a", "b", "ab", "A"]), max_size=4).map(lambda labels: ".".join([*labels, ""]) or ".")


@given(st.sets(LABELS, min_size=1), LABELS)
def test_the_site_is_the_longest_zone_that_the_name_is_in(served: set[str], name: str) -> None:
    keys = {zone.lower() for zone in served}
    labels = name.lower().split(".")[:-1]
    ancestors = [".".join([*labels[index:], ""]) or "." for index in range(len(labels) + 1)]
    expected = next((zone for zone in ancestors if zone in keys), None)
    assert found(zones(*keys), name) == expected


@pytest.mark.parametrize(
    ("zone", "key"),
    [
        ("Example.ORG.", b"\x07example\x03org\x00"),
        (r"a\.b.", b"\x03a.b\x00"),
        (r"\300.org.", None),
        ("ü.org.", b"\x07xn--tda\x03org\x00"),
    ],
    ids=["in lower case", "with an escaped dot", "an octet above 255", "an international name"],
)
def test_a_zone_of_the_corefile_is_compared_as_it_is_on_the_wire(zone: str, key: bytes | None) -> None:
    assert zone_key(zone) == key
