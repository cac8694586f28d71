"""Answers of several clusters as one: proven against the same thing done slowly with dnspython."""

from __future__ import annotations

import dns.message
import dns.name
import dns.rdata
import dns.rdataclass
import dns.rdatatype
from hypothesis import given
from hypothesis import strategies as st

from pydns_host import names
from pydns_host.header import AA, NOERROR, NXDOMAIN, REFUSED, SERVFAIL, TC
from pydns_host.message import Question, Request, Response, ede_option
from pydns_host.plugins.gathersrv.merge import Reply, merge
from pydns_host.plugins.gathersrv.rewrite import View, parse_prefix
from pydns_host.records import Record
from pydns_host.testing import record, rows
from pydns_host.wire import render
from tests.plugins.gathersrv.strategies import slow_show

ZONE = names.from_text("d.local.")
CLUSTERS = (("a.local.", "a-"), ("b.local.", "b-"))
VIEWS = tuple(View(ZONE, names.from_text(zone), *parse_prefix(prefix)) for zone, prefix in CLUSTERS)
SOA_A = "a.local. 300 IN SOA ns.a.local. hm.elsewhere.example. 1 2 3 4 60"
SOA_B = "b.local. 20 IN SOA ns.b.local. hm.b.local. 5 6 7 8 300"


def _reply(cluster: int, *answer: str, name: str = "x", rcode: int = NOERROR, flags: int = AA, soa: str = "") -> Reply:
    views = (VIEWS[cluster], VIEWS[1 - cluster])
    key = names.from_text(f"{name}.{CLUSTERS[cluster][0]}")
    response = Response(rcode, flags, list(map(record, answer)), [record(soa)] if soa else [])
    return Reply(cluster, views, key, response)


def _merged(*replies: Reply, type: str = "A", missing: bool = False) -> Response:
    question = Question(names.from_text("X.d.local."), int(dns.rdatatype.from_text(type)))
    return merge(question, ZONE, replies, missing)


def test_equal_records_become_one_with_the_lowest_ttl() -> None:
    one, other = _reply(0, "x.a.local. 30 IN A 192.0.2.1"), _reply(1, "x.b.local. 20 IN A 192.0.2.1")
    assert rows(_merged(one, other).answer) == ["X.d.local. 20 IN A 192.0.2.1"]


def test_each_record_keeps_its_ttl() -> None:
    one, other = _reply(0, "x.a.local. 9 IN A 192.0.2.1"), _reply(1, "x.b.local. 30 IN A 192.0.2.2")
    assert [found.ttl for found in _merged(one, other).answer] == [9, 30]


def test_a_cluster_may_name_hosts_of_another() -> None:
    reply = _reply(0, "x.a.local. 9 IN SRV 0 0 1 h.b.local.", "x.a.local. 9 IN SRV 0 0 1 h.a.local.")
    assert [row.split()[-1] for row in rows(_merged(reply, type="SRV").answer)] == ["b-h.d.local.", "a-h.d.local."]


def test_equal_aliases_stay_one_alias() -> None:
    one = _reply(0, "x.a.local. 9 IN CNAME www.example.", "www.example. 9 IN A 192.0.2.1")
    other = _reply(1, "x.b.local. 8 IN CNAME www.example.", "www.example. 9 IN A 192.0.2.1")
    assert rows(_merged(one, other).answer) == [
        "X.d.local. 8 IN CNAME www.example.",
        "www.example. 9 IN A 192.0.2.1",
    ]


def test_an_alias_of_one_cluster_beside_addresses_of_another_gives_addresses_with_the_lowest_ttl_of_the_chain() -> None:
    one = _reply(
        0, "x.a.local. 9 IN CNAME y.a.local.", "y.a.local. 5 IN CNAME z.a.local.", "z.a.local. 9 IN A 192.0.2.1"
    )
    other = _reply(1, "x.b.local. 8 IN A 192.0.2.2")
    assert rows(_merged(one, other).answer) == ["X.d.local. 5 IN A 192.0.2.1", "X.d.local. 8 IN A 192.0.2.2"]


def test_services_behind_aliases_keep_their_hosts_rewritten() -> None:
    one = _reply(0, "x.a.local. 9 IN CNAME y.a.local.", "y.a.local. 9 IN SRV 0 0 1 h.a.local.")
    other = _reply(1, "x.b.local. 9 IN CNAME y.b.local.", "y.b.local. 9 IN SRV 0 0 1 h.b.local.")
    assert rows(_merged(one, other, type="SRV").answer) == [
        "X.d.local. 9 IN SRV 0 0 1 a-h.d.local.",
        "X.d.local. 9 IN SRV 0 0 1 b-h.d.local.",
    ]


def test_of_aliases_that_lead_nowhere_the_first_stays() -> None:
    one, other = _reply(0, "x.a.local. 9 IN CNAME y.example."), _reply(1, "x.b.local. 9 IN CNAME z.example.")
    assert rows(_merged(one, other).answer) == ["X.d.local. 9 IN CNAME y.example."]


def test_aliases_that_lead_in_circles_end() -> None:
    one = _reply(0, "x.a.local. 9 IN CNAME y.a.local.", "y.a.local. 9 IN CNAME x.a.local.")
    other = _reply(1, "x.b.local. 9 IN CNAME y.b.local.")
    assert rows(_merged(one, other).answer) == [
        "X.d.local. 9 IN CNAME a-y.d.local.",
        "a-y.d.local. 9 IN CNAME a-x.d.local.",
    ]


def test_signatures_that_no_longer_hold_are_left_out() -> None:
    signature = "x.a.local. 9 IN RRSIG A 8 3 9 20300101000000 20200101000000 1 a.local. AAAA"
    reply = _reply(0, "x.a.local. 9 IN A 192.0.2.1", signature, "a.local. 9 IN DNAME c.local.")
    assert rows(_merged(reply).answer) == ["X.d.local. 9 IN A 192.0.2.1"]


def test_a_negative_answer_lasts_as_long_as_the_shortest_of_all() -> None:
    answer = _merged(_reply(0, rcode=NXDOMAIN, soa=SOA_A), _reply(1, rcode=NXDOMAIN, soa=SOA_B))
    assert answer.rcode == NXDOMAIN
    assert rows(answer.authority) == ["d.local. 20 IN SOA a-ns.d.local. hm.elsewhere.example. 1 2 3 4 20"]


def test_a_name_without_the_type_in_one_cluster_exists() -> None:
    answer = _merged(_reply(0, rcode=NXDOMAIN, soa=SOA_A), _reply(1, soa=SOA_B))
    assert (answer.rcode, len(answer.authority)) == (NOERROR, 1)


def test_a_negative_answer_that_one_cluster_does_not_want_cached_is_not() -> None:
    without_soa = _reply(1, rcode=NXDOMAIN)
    failed = _reply(1, rcode=SERVFAIL, soa=SOA_B)
    negative = _reply(0, rcode=NXDOMAIN, soa=SOA_A)
    for replies in ((negative, without_soa), (without_soa, negative), (negative, failed), (failed, negative)):
        assert _merged(*replies).authority == ()
    assert _merged(negative, missing=True).authority == ()


def test_behind_an_alias_only_the_clusters_own_zone_says_how_long() -> None:
    inside = _reply(0, "x.a.local. 9 IN CNAME y.a.local.", rcode=NXDOMAIN, soa=SOA_A)
    outside = _reply(0, "x.a.local. 9 IN CNAME y.b.example.", rcode=NXDOMAIN, soa=SOA_B.replace("b.local", "b.example"))
    assert len(_merged(inside).authority) == 1
    assert _merged(outside).authority == ()


def test_records_beside_an_error_are_not_an_answer() -> None:
    answer = _merged(_reply(0, "x.a.local. 9 IN A 192.0.2.1", rcode=REFUSED, flags=TC), _reply(1))
    assert (answer.rcode, answer.flags, list(answer.answer)) == (NOERROR, AA, [])


def test_options_of_one_cluster_pass_and_of_several_only_their_errors() -> None:
    cookie, error, second = b"\0\x0a\0\1x", ede_option(22, "no authority"), ede_option(3, "stale")
    one, other = _reply(0, "x.a.local. 9 IN A 192.0.2.1"), _reply(1)
    one = one._replace(response=one.response.replace(options=cookie + error))
    other = other._replace(response=other.response.replace(options=second))
    assert _merged(one).options == cookie + error
    assert _merged(one, other).options == error + second
    assert _merged(_reply(0), _reply(1)).options is None


# Against dnspython. Names are in lower case: spelling alone makes no two records of one.

_hosts = st.sampled_from(
    ["x.a.local.", "y.a.local.", "_u._tcp.y.a.local.", "x.b.local.", "a.local.", "h.example.", "."]
)
_data = st.one_of(
    st.integers(1, 3).map(lambda last: ("A", f"192.0.2.{last}")),
    st.integers(1, 3).map(lambda last: ("AAAA", f"2001:db8::{last}")),
    st.sampled_from(["one", "two"]).map(lambda text: ("TXT", text)),
    st.tuples(st.integers(64, 66), _hosts).map(lambda two: ("SRV", f"{two[0]} 65 66 {two[1]}")),
    _hosts.map(lambda host: ("CNAME", host)),
)
_lines = st.builds(lambda owner, ttl, data: f"{owner} {ttl} IN {data[0]} {data[1]}", _hosts, st.integers(0, 9), _data)
_sections = st.lists(_lines, max_size=4, unique=True)
_types = st.sampled_from(["A", "AAAA", "TXT", "SRV"])


@st.composite
def _replies(draw: st.DrawFn) -> list[Reply]:
    found = []
    for cluster in range(2):
        rcode = draw(st.sampled_from([NOERROR, NOERROR, NXDOMAIN]))
        reply = _reply(cluster, *draw(_sections), rcode=rcode)
        additional = [record(line) for line in draw(_sections)]
        found.append(reply._replace(response=reply.response.replace(additional=additional)))
    return found


def _slowly(replies: list[Reply], section: str) -> list[str]:
    """A section of the merged answer, told in dnspython's names and rdata."""
    codes = [reply.response.rcode for reply in replies]
    rcode = NOERROR if NOERROR in codes else codes[0]
    found: dict[tuple[dns.name.Name, dns.rdata.Rdata], int] = {}
    for reply in replies:
        if reply.response.rcode != rcode:
            continue
        for one in getattr(reply.response, section):
            owner, _ = dns.name.from_wire(one.owner, 0)
            asked = section == "answer" and one.owner == reply.key
            owner = dns.name.from_text("X.d.local.") if asked else _show(owner, reply)
            rdata = one.to_rdata()
            if hasattr(rdata, "target") and section == "answer":
                rdata = rdata.replace(target=_show(rdata.target, reply))
            found[owner, rdata] = min(one.ttl, found.get((owner, rdata), one.ttl))
    return [_row(owner, ttl, rdata) for (owner, rdata), ttl in found.items()]


def _show(name: dns.name.Name, reply: Reply) -> dns.name.Name:
    for zone, prefix in (CLUSTERS[reply.cluster], CLUSTERS[1 - reply.cluster]):
        found = slow_show(name, dns.name.from_text("d.local."), dns.name.from_text(zone), prefix)
        if found != name:
            return found
    return name


def _row(owner: dns.name.Name, ttl: int, rdata: dns.rdata.Rdata) -> str:
    rtype = dns.rdatatype.to_text(rdata.rdtype)
    return f"{owner} {ttl} {dns.rdataclass.to_text(rdata.rdclass)} {rtype} {rdata.to_text()}"


def _clash(section: list[Record]) -> bool:
    aliases = [one.owner.lower() for one in section if one.type == 5]
    return any(sum(one.owner.lower() == alias for one in section) > 1 for alias in aliases)


@given(_replies(), _types)
def test_the_merged_answer_is_the_slow_one_unless_aliases_clash(replies: list[Reply], type: str) -> None:
    merged = _merged(*replies, type=type)
    slow = _slowly(replies, "answer")
    if not _clash([record(row) for row in slow]):
        assert rows(merged.answer) == slow
    assert rows(merged.additional) == _slowly(replies, "additional")


@given(_replies(), _types)
def test_the_merged_answer_is_a_message_that_dnspython_reads(replies: list[Reply], type: str) -> None:
    question = Question(names.from_text("X.d.local."), int(dns.rdatatype.from_text(type)))
    merged = merge(question, ZONE, replies)
    for limit in (512, 65535):
        message = dns.message.from_wire(render(merged, Request(question), limit))
        assert message.question[0].name == dns.name.from_text("X.d.local.")


@given(_replies(), _types)
def test_where_replies_agree_on_no_alias_there_is_no_other_data_beside_one(replies: list[Reply], type: str) -> None:
    legal = [reply for reply in replies if not _clash(list(reply.response.answer))]
    if legal:
        merged = _merged(*legal, type=type)
        single = [_merged(reply, type=type) for reply in legal]
        if not any(_clash(list(one.answer)) for one in single):
            assert not _clash(list(merged.answer))
