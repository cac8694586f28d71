"""Random small zones: lookups agree with the slow model, denials prove what they deny, nothing ever raises."""

from __future__ import annotations

import dns.name
import dns.rdatatype
from dns.name import Name
from hypothesis import given
from hypothesis import strategies as st

from pydns_host import names
from pydns_host.plugins.file.answer import Answer, Kind
from pydns_host.plugins.file.lookup import lookup
from pydns_host.plugins.file.zone import Zone
from pydns_host.records import Record
from tests.plugins.file.model import Model, Row
from tests.plugins.file.zones import zone

ORIGIN = dns.name.from_text("z.test.")
KEY = ORIGIN.to_wire() or b""
MAX_HOPS = 9
ALONE = {"CNAME", "DNAME", "NS"}

relative = st.lists(st.sampled_from([b"a", b"b", b"c", b"*"]), max_size=3).map(Name)
inside = relative.map(lambda name: name.concatenate(ORIGIN))
targets = st.one_of(inside, st.just(dns.name.from_text("x.far.test."))).map(str)
types = st.sampled_from(["A", "TXT", "MX", "CNAME", "DNAME", "NS", "DS", "SOA", "ANY"])


@st.composite
def rows(draw: st.DrawFn) -> list[Row]:
    """Rows of a zone that no server would refuse: a CNAME, DNAME or NS is alone at its name."""
    found: dict[Name, list[Row]] = {}
    for owner in draw(st.lists(inside, max_size=8)):
        rtype = draw(st.sampled_from(["A", "A", "TXT", "CNAME", "CNAME", "DNAME", "NS"]))
        taken = found.setdefault(owner, [])
        if (taken and (rtype in ALONE or taken[0][1] in ALONE)) or (owner == ORIGIN and rtype in ("CNAME", "NS")):
            continue
        data = draw(targets) if rtype in ALONE else {"A": "192.0.2.1", "TXT": '"text"'}[rtype]
        if (owner, rtype, data) not in taken:
            taken.append((owner, rtype, data))
    apex = [(ORIGIN, "SOA", "ns.z.test. host.z.test. 1 2 3 4 5"), (ORIGIN, "NS", "ns.far.test.")]
    return apex + [row for taken in found.values() for row in taken]


def made(found: list[Row]) -> Zone:
    return zone("$TTL 60\n" + "".join(f"{owner} {rtype} {data}\n" for owner, rtype, data in found))


def row(record: Record) -> Row:
    owner, _ = dns.name.from_wire(record.owner, 0)
    return owner, dns.rdatatype.to_text(dns.rdatatype.RdataType.make(record.type)), record.to_rdata().to_text()


def ask(found: Zone, name: Name, rtype: str) -> tuple[Answer, set[Row]]:
    """The last answer, after following aliases within the zone, and the records of all."""
    key, number = names.from_text(str(name)).lower(), int(dns.rdatatype.from_text(rtype))
    records: list[Record] = []
    for _ in range(MAX_HOPS):
        answer = lookup(found, key, number, False)
        records += [record for record in answer.answer if record not in records]
        if answer.chase is None or not names.is_subdomain(answer.chase, KEY):
            break
        key = answer.chase
    assert len(answer.answer) == len(set(answer.answer))
    return answer, set(map(row, records))


@given(rows(), inside, types)
def test_a_lookup_is_what_the_slow_model_makes_of_the_zone(rows: list[Row], name: Name, rtype: str) -> None:
    expected = Model(ORIGIN, rows).ask(name, rtype)
    answer, records = ask(made(rows), name, rtype)
    if answer.kind is Kind.FAILURE:
        assert any(rtype == "DNAME" and str(owner) == target for owner, rtype, target in rows)
        return
    if expected.kind == "ENDLESS":
        return
    assert records == set(expected.answer)
    if expected.kind in ("NXDOMAIN", "EMPTY") or (expected.kind == "NODATA" and not records):
        assert answer.kind.name == expected.kind
        assert [row(record)[1] for record in answer.authority] == ["SOA"]
    elif expected.kind == "REFERRAL":
        assert answer.kind is Kind.DELEGATION
        assert {row(record)[0] for record in answer.authority} == {expected.cut}
    elif expected.kind == "OUTSIDE":
        assert answer.chase is not None
    else:
        assert answer.kind in (Kind.SUCCESS, Kind.NODATA)


# A chain of NSEC over the names that are the zone's own, as a signer makes it.


def signed(rows: list[Row]) -> Zone:
    cuts = [owner for owner, rtype, _ in rows if rtype in ("NS", "DNAME") and owner != ORIGIN]
    own = sorted({owner for owner, _, _ in rows if not any(owner != cut and owner.is_subdomain(cut) for cut in cuts)})
    chain = [
        (owner, "NSEC", f"{later} {' '.join(sorted({row[1] for row in rows if row[0] == owner}))} NSEC")
        for owner, later in zip(own, own[1:] + own[:1], strict=True)
    ]
    return made(rows + chain)


def denials(answer: Answer) -> list[tuple[Name, Name, list[str]]]:
    """Owner, next name and types of each NSEC in the authority section."""
    found = []
    for record in answer.authority:
        owner, rtype, data = row(record)
        if rtype == "NSEC":
            later, *listed = data.split()
            found.append((owner, dns.name.from_text(later), listed))
    return found


def covered(name: Name, answer: Answer) -> bool:
    """Whether an NSEC shows that a name is not there (RFC 4035 section 5.4)."""
    return any(
        owner < name and (name < later or later == ORIGIN) and not later.is_subdomain(name)
        for owner, later, _ in denials(answer)
    )


@given(rows(), inside, types)
def test_a_denial_proves_what_it_denies(rows: list[Row], name: Name, rtype: str) -> None:
    found, model = signed(rows), Model(ORIGIN, rows)
    answer = lookup(found, names.from_text(str(name)).lower(), int(dns.rdatatype.from_text(rtype)), True)
    encloser = name
    while not model.exists(encloser):
        encloser = encloser.parent()
    wildcard = Name((b"*",)).concatenate(encloser)
    if answer.kind is Kind.NXDOMAIN:
        assert covered(name, answer)
        assert covered(wildcard, answer)
    elif answer.kind is Kind.EMPTY and name != ORIGIN:
        assert any(owner < name and later.is_subdomain(name) for owner, later, _ in denials(answer))
    elif answer.kind is Kind.NODATA and model.owns(name):
        assert any(owner == name and rtype not in listed for owner, _, listed in denials(answer))
    elif answer.kind is Kind.SUCCESS and not model.exists(name) and answer.answer[0].owner == name.to_wire():
        assert covered(name, answer)


names_on_the_wire = st.lists(st.binary(min_size=1, max_size=40), max_size=4).map(
    lambda labels: Name((*labels, *ORIGIN.labels)).to_wire()
)


@given(rows(), names_on_the_wire, st.integers(0, 65535), st.booleans())
def test_no_question_raises(rows: list[Row], name: bytes, rtype: int, do: bool) -> None:
    assert isinstance(lookup(signed(rows), name.lower(), rtype, do), Answer)
