"""What clients get from a distributed zone, each defect of the reference that ours must not have first."""

from __future__ import annotations

from typing import Any

import pytest

from pydns_host import names
from pydns_host.chain import build
from pydns_host.errors import QueryError
from pydns_host.header import AA, AD, CD, NOERROR, NXDOMAIN, RA, RD, REFUSED, SERVFAIL, TC
from pydns_host.message import Edns, Response, ede_option
from pydns_host.plugins.gathersrv.plugin import Gathersrv
from pydns_host.testing import Bench, answering, ask, block, make, record, request, rows
from tests.plugins.gathersrv.clusters import DIRECTIVE, FAILED, A, B, Clusters, Gather

EDNS = Edns(1232)
SRV = "_amqp._tcp.rabbit.distributed.local."
TIMEOUT = ede_option(23, "Sub-queries canceled due to timeout")


# The table of defects.


def test_names_compare_without_case_and_the_questions_spelling_comes_back() -> None:
    gather = Gather()
    query = request("Rabbit.DISTRIBUTED.local.")
    message = gather.ask("Rabbit.DISTRIBUTED.local.").message(query)
    assert [rrset.to_text() for rrset in (*message.question, *message.answer)] == [
        "Rabbit.DISTRIBUTED.local. IN A",
        "Rabbit.DISTRIBUTED.local. 30 IN A 10.8.1.10\nRabbit.DISTRIBUTED.local. 30 IN A 10.9.1.10",
    ]
    assert gather.clusters.asked == ["Rabbit.cluster-a.local. A", "Rabbit.cluster-b.local. A"]


def test_a_zone_that_only_ends_in_the_same_letters_is_not_gathered() -> None:
    gather = Gather()
    gather.ask("rabbit.xdistributed.local.")
    assert gather.clusters.asked == ["rabbit.xdistributed.local. A"]


def test_a_service_whose_true_name_begins_with_a_prefix_is_found() -> None:
    gather = Gather()
    assert rows(gather.ask("b-side.distributed.local.").answer) == ["b-side.distributed.local. 30 IN A 10.9.1.8"]
    assert gather.clusters.asked == [
        "side.cluster-b.local. A",
        "b-side.cluster-a.local. A",
        "b-side.cluster-b.local. A",
    ]


@pytest.mark.parametrize(("type", "one", "other"), [("A", "10.8.1.10", "10.9.1.10"), ("AAAA", "fd08::6", "fd09::6")])
def test_addresses_have_the_name_that_was_asked_for(type: str, one: str, other: str) -> None:
    clusters = Clusters(f"x.cluster-a.local. 30 IN {type} {one}", f"x.cluster-b.local. 30 IN {type} {other}")
    answer = Gather(clusters=clusters).ask("x.distributed.local.", type)
    assert rows(answer.answer) == [
        f"x.distributed.local. 30 IN {type} {one}",
        f"x.distributed.local. 30 IN {type} {other}",
    ]


def test_equal_txt_records_become_one_with_the_name_that_was_asked_for_and_the_lower_ttl() -> None:
    answer = Gather().ask("info.distributed.local.", "TXT")
    assert rows(answer.answer) == ['info.distributed.local. 30 IN TXT "replicaSet=rs0"']


def test_an_alias_and_its_target_are_names_of_the_distributed_zone() -> None:
    answer = Gather().ask("a-alias.distributed.local.")
    assert rows(answer.answer) == [
        "a-alias.distributed.local. 25 IN CNAME a-rabbit.distributed.local.",
        "a-rabbit.distributed.local. 30 IN A 10.8.1.10",
    ]


def test_an_alias_that_leads_elsewhere_in_each_cluster_gives_all_addresses_at_once() -> None:
    answer = Gather().ask("alias.distributed.local.")
    assert rows(answer.answer) == [
        "alias.distributed.local. 25 IN A 10.8.1.10",
        "alias.distributed.local. 25 IN A 10.9.1.10",
    ]


@pytest.mark.parametrize(("name", "rcode"), [("missing", NXDOMAIN), ("info", NOERROR), ("a-gone", NXDOMAIN)])
def test_a_negative_answer_can_be_cached(name: str, rcode: int) -> None:
    answer = Gather().ask(f"{name}.distributed.local.")
    assert (answer.rcode, rows(answer.answer)) == (rcode, [])
    soa = "SOA a-ns.dns.distributed.local. a-hm.dns.distributed.local. 11 7200 1800 86400 20"
    assert rows(answer.authority) == [f"distributed.local. 20 IN {soa}"]


def test_a_dead_cluster_costs_a_second_and_the_answer_names_it() -> None:
    gather = Gather()
    gather.clusters.hold(B)
    ends = gather.begin(SRV, "SRV", edns=EDNS)
    gather.timers.advance(0.9)
    assert ends == []
    gather.timers.advance(0.2)
    (answer,) = ends
    assert isinstance(answer, Response)
    assert rows(answer.answer) == [f"{SRV} 30 IN SRV 0 50 5672 a-rabbit-0.distributed.local."]
    assert answer.options == ede_option(23, "cluster-b.local.: no answer in time")
    missing = gather.bench.counted("pydns_gathersrv_missing_answers_total")
    assert missing == {("dns://:53", "cluster-b.local.", "timeout"): 1}


def test_answers_stand_in_the_order_of_the_corefile_whoever_is_first() -> None:
    gather = Gather()
    gather.clusters.hold(A)
    ends = gather.begin("rabbit.distributed.local.")
    assert ends == []
    gather.clusters.release(A)
    (answer,) = ends
    assert isinstance(answer, Response)
    assert [one.rdata for one in answer.answer] == [bytes([10, 8, 1, 10]), bytes([10, 9, 1, 10])]


def test_a_query_leaves_no_line_in_the_log() -> None:
    gather = Gather()
    gather.ask("rabbit.distributed.local.")
    gather.ask("missing.distributed.local.")
    assert gather.bench.lines == []


# What is gathered, and from whom.


def test_services_of_both_clusters_are_found_with_their_hosts() -> None:
    answer = Gather().ask(SRV, "SRV")
    assert (answer.rcode, answer.flags, answer.options) == (NOERROR, AA | RD | RA, None)
    assert rows(answer.answer) == [
        f"{SRV} 30 IN SRV 0 50 5672 a-rabbit-0.distributed.local.",
        f"{SRV} 30 IN SRV 0 50 5672 b-rabbit-0.distributed.local.",
    ]
    assert rows(answer.additional) == [
        "a-rabbit-0.distributed.local. 30 IN A 10.8.1.10",
        "b-rabbit-0.distributed.local. 30 IN A 10.9.1.10",
    ]
    assert list(answer.authority) == []


def test_a_host_is_asked_for_in_its_own_cluster_alone() -> None:
    gather = Gather()
    answer = gather.ask("b-rabbit-0.distributed.local.")
    assert rows(answer.answer) == ["b-rabbit-0.distributed.local. 30 IN A 10.9.1.10"]
    assert gather.clusters.asked == ["rabbit-0.cluster-b.local. A"]


def test_one_clusters_part_of_a_service_has_the_name_that_was_asked_for() -> None:
    answer = Gather().ask("_amqp._tcp.b-rabbit.distributed.local.", "SRV")
    target = "b-rabbit-0.distributed.local."
    assert rows(answer.answer) == [f"_amqp._tcp.b-rabbit.distributed.local. 30 IN SRV 0 50 5672 {target}"]


def test_a_target_outside_the_clusters_stays_as_it_is() -> None:
    answer = Gather().ask("_ext._tcp.svc.distributed.local.", "SRV")
    assert [row.split()[-1] for row in rows(answer.answer)] == [
        "host.elsewhere.example.",
        "b-rabbit-0.distributed.local.",
    ]


def test_every_cluster_whose_prefix_fits_is_asked() -> None:
    gather = Gather("gathersrv distributed.local. {\ncluster-a.local. eu-\ncluster-b.local. eu-two-\n}")
    gather.clusters.broken = {A: NXDOMAIN}
    assert rows(gather.ask("eu-two-rabbit.distributed.local.").answer) == [
        "eu-two-rabbit.distributed.local. 30 IN A 10.9.1.10"
    ]
    assert gather.clusters.asked == ["two-rabbit.cluster-a.local. A", "rabbit.cluster-b.local. A"]


def test_a_cluster_with_two_prefixes_is_found_by_both_and_shown_with_the_first() -> None:
    gather = Gather("gathersrv distributed.local. {\ncluster-a.local. a-\ncluster-a.local. one-\n}")
    assert rows(gather.ask(SRV, "SRV").answer) == [f"{SRV} 30 IN SRV 0 50 5672 a-rabbit-0.distributed.local."]
    assert rows(gather.ask("one-rabbit-0.distributed.local.").answer) == [
        "one-rabbit-0.distributed.local. 30 IN A 10.8.1.10"
    ]


def test_a_cluster_without_prefix_is_asked_first_for_every_name() -> None:
    gather = Gather('gathersrv distributed.local. {\ncluster-a.local. ""\ncluster-b.local. b-\n}')
    assert rows(gather.ask("rabbit.distributed.local.").answer) == ["rabbit.distributed.local. 30 IN A 10.8.1.10"]
    assert rows(gather.ask("b-side.distributed.local.").answer) == ["b-side.distributed.local. 30 IN A 10.9.1.8"]
    assert gather.clusters.asked == [
        "rabbit.cluster-a.local. A",
        "b-side.cluster-a.local. A",
        "side.cluster-b.local. A",
        "b-side.cluster-b.local. A",
    ]


def test_an_address_in_another_family_shows_that_the_host_is_there() -> None:
    gather = Gather()
    answer = gather.ask("a-team.distributed.local.", "AAAA")
    assert (answer.rcode, answer.counts) == (NOERROR, (0, 1, 0))
    assert gather.clusters.asked == ["team.cluster-a.local. AAAA"]


@pytest.mark.parametrize(("name", "type"), [("rabbit.distributed.local.", "MX"), ("rabbit.cluster-a.local.", "A")])
async def test_what_is_not_gathered_goes_to_the_next_plugin_unchanged(name: str, type: str) -> None:
    asked = []

    async def following(query: object) -> Response | None:
        asked.append(query)
        return None

    plugin = make(Gathersrv, DIRECTIVE)
    query = request(name, type)
    assert await plugin.serve(query, following) is None
    assert asked == [query]


def test_sub_queries_carry_the_clients_address_flags_edns_and_transport() -> None:
    gather = Gather()
    facts: dict[str, Any] = {
        "client": "192.0.2.7",
        "port": 99,
        "proto": "tcp",
        "id": 7,
        "flags": RD | CD,
        "deadline": 2000.0,
    }
    gather.ask("rabbit.distributed.local.", edns=EDNS, **facts)
    for query in gather.clusters.requests:
        assert {fact: getattr(query, fact) for fact in facts} == facts
        assert query.edns is EDNS


def test_a_name_that_fits_into_no_cluster_is_answered_without_asking() -> None:
    gather = Gather(f"gathersrv d. {{\n{'x' * 60}. a-\n}}")
    answer = gather.ask(".".join(["x" * 49] * 4) + ".d.")
    assert (answer.rcode, gather.clusters.asked) == (SERVFAIL, [])


# Codes and flags.


@pytest.mark.parametrize("rcode", [SERVFAIL, REFUSED, NXDOMAIN])
def test_noerror_wins_over_other_codes(rcode: int) -> None:
    gather = Gather()
    gather.clusters.broken = {A: rcode}
    answer = gather.ask("rabbit.distributed.local.")
    assert (answer.rcode, answer.flags) == (NOERROR, AA | RD | RA)
    assert rows(answer.answer) == ["rabbit.distributed.local. 30 IN A 10.9.1.10"]


@pytest.mark.parametrize(("a", "b"), [(SERVFAIL, NXDOMAIN), (NXDOMAIN, SERVFAIL), (NXDOMAIN, REFUSED)])
def test_without_noerror_the_first_clusters_code_counts_and_is_not_cached(a: int, b: int) -> None:
    gather = Gather()
    gather.clusters.broken = {A: a, B: b}
    answer = gather.ask("x.distributed.local.")
    assert (answer.rcode, list(answer.authority)) == (a, [])


def test_a_cluster_that_fails_is_named_too() -> None:
    gather = Gather()
    gather.clusters.broken = {A: REFUSED, B: NOERROR}
    answer = gather.ask("rabbit.distributed.local.", edns=EDNS)
    assert (answer.rcode, answer.options) == (NOERROR, ede_option(23, "cluster-a.local.: REFUSED"))
    assert gather.bench.counted("pydns_gathersrv_missing_answers_total") == {
        ("dns://:53", "cluster-a.local.", "error"): 1
    }


@pytest.mark.parametrize(("rcode", "explained"), [(SERVFAIL, True), (REFUSED, False)])
def test_a_failure_of_all_names_the_clusters(rcode: int, explained: bool) -> None:
    gather = Gather()
    gather.clusters.broken = {A: rcode, B: SERVFAIL}
    answer = gather.ask("rabbit.distributed.local.", edns=EDNS)
    error = ede_option(23, "cluster-a.local.: SERVFAIL; cluster-b.local.: SERVFAIL")
    assert (answer.rcode, answer.options) == (rcode, error if explained else None)


def test_a_client_without_edns_gets_no_options() -> None:
    gather = Gather()
    gather.clusters.broken = {A: FAILED}
    assert gather.ask("rabbit.distributed.local.").options is None


def test_a_truncated_part_makes_the_whole_truncated() -> None:
    gather = Gather()
    gather.clusters.broken = {B: Response(NOERROR, AA | RD | RA | TC)}
    answer = gather.ask("rabbit.distributed.local.")
    assert (answer.flags, len(answer.answer)) == (AA | RD | RA | TC, 1)


def test_what_was_rewritten_is_not_called_authentic() -> None:
    gather = Gather()
    gather.clusters.broken = {A: Response(NOERROR, AA | RD | AD | CD, [record("x.cluster-a.local. 9 IN A 10.8.1.9")])}
    assert gather.ask("x.distributed.local.").flags == AA | RD | CD


def test_a_truncated_answer_to_a_prefixed_name_is_found() -> None:
    gather = Gather()
    gather.clusters.broken = {B: Response(NOERROR, AA | RD | RA | TC)}
    answer = gather.ask("_amqp._tcp.b-rabbit.distributed.local.", "SRV")
    assert (answer.flags, list(answer.authority)) == (AA | RD | RA | TC, [])
    assert gather.clusters.asked == ["_amqp._tcp.rabbit.cluster-b.local. SRV"]


# Failures.


def test_when_every_cluster_fails_there_is_one_answer_and_a_line_for_each() -> None:
    gather = Gather()
    gather.clusters.broken = {A: QueryError("it failed", REFUSED), B: FAILED}
    answer = gather.ask("Rabbit.distributed.local.", edns=EDNS)
    assert (answer.rcode, answer.flags, answer.options) == (SERVFAIL, RD, TIMEOUT)
    assert gather.bench.lines == [
        "[WARNING] Error occurred for: type=A, question=Rabbit.cluster-a.local., error=it failed",
        f"[WARNING] Error occurred for: type=A, question=Rabbit.cluster-b.local., error={FAILED.text}",
    ]


def test_answers_win_over_errors() -> None:
    gather = Gather()
    gather.clusters.broken = {A: FAILED}
    answer = gather.ask("rabbit.distributed.local.", edns=EDNS)
    assert rows(answer.answer) == ["rabbit.distributed.local. 30 IN A 10.9.1.10"]
    assert answer.options == ede_option(23, "cluster-a.local.: no answer")


def test_a_host_of_a_failed_cluster_does_not_exist_for_that_reason() -> None:
    gather = Gather()
    gather.clusters.broken = {B: FAILED}
    answer = gather.ask("b-rabbit-0.distributed.local.")
    assert (answer.rcode, answer.options) == (SERVFAIL, TIMEOUT)
    assert gather.clusters.asked == ["rabbit-0.cluster-b.local. A", "b-rabbit-0.cluster-a.local. A"]


@pytest.mark.parametrize("rcode", [SERVFAIL, REFUSED])
def test_a_code_about_a_prefixed_name_stands_when_no_other_cluster_has_that_name(rcode: int) -> None:
    gather = Gather()
    gather.clusters.broken = {names.from_text("rabbit-0.cluster-b.local."): rcode}
    assert gather.ask("b-rabbit-0.distributed.local.").rcode == rcode


def test_a_true_name_is_found_although_the_cluster_of_its_prefix_is_dead() -> None:
    gather = Gather(clusters=Clusters("b-team.cluster-a.local. 30 IN A 10.8.1.1"))
    gather.clusters.broken = {B: FAILED}
    answer = gather.ask("b-team.distributed.local.", edns=EDNS)
    assert rows(answer.answer) == ["b-team.distributed.local. 30 IN A 10.8.1.1"]
    assert answer.options == ede_option(23, "cluster-b.local.: no answer")


def test_no_response_from_any_cluster_is_a_failure() -> None:
    gather = Gather()
    gather.clusters.broken = {A: None, B: None}
    assert gather.ask("rabbit.distributed.local.").rcode == SERVFAIL


def test_a_plugin_that_raises_what_it_should_not_fails_only_its_part() -> None:
    gather = Gather()
    gather.clusters.broken = {A: KeyError("x")}
    assert gather.ask("rabbit.distributed.local.").rcode == NOERROR
    assert gather.bench.lines == ["[ERROR] plugin/gathersrv: rabbit.distributed.local. A: KeyError: 'x'"]
    gather.clusters.broken[B] = FAILED
    with pytest.raises(KeyError):
        gather.ask("rabbit.distributed.local.")


def test_an_answer_that_cannot_be_decoded_fails_only_its_part() -> None:
    gather = Gather()
    label = b"\x3f" + b"x" * 63
    pointer = (0xC000 | len(names.from_text("rabbit.cluster-a.local.")) + 16).to_bytes(2, "big")
    chain = label * 3 + b"\x20" + b"x" * 32 + b"\0\0\1\0\1\0\0\0\x09\0\4\x0a\x08\1\1"
    beyond = b"\x3f" + b"y" * 63 + pointer + b"\0\1\0\1\0\0\0\x09\0\4\x0a\x08\1\2"
    gather.clusters.broken = {
        A: Response.packed(names.from_text("rabbit.cluster-a.local."), NOERROR, AA, (2, 0, 0), chain + beyond)
    }
    answer = gather.ask("rabbit.distributed.local.", edns=EDNS)
    assert rows(answer.answer) == ["rabbit.distributed.local. 30 IN A 10.9.1.10"]
    assert answer.options == ede_option(23, "cluster-a.local.: malformed answer")
    gather.clusters.broken[B] = FAILED
    assert gather.ask("rabbit.distributed.local.").rcode == SERVFAIL


# The rest.


def test_requests_and_sub_requests_are_counted_as_the_reference_counts_them() -> None:
    gather = Gather()
    gather.clusters.broken = {B: FAILED}
    gather.ask(SRV, "SRV")
    gather.ask("missing.distributed.local.")
    gather.ask("rabbit.distributed.local.", "MX")
    server = "dns://:53"
    assert gather.bench.counted("coredns_gathersrv_request_count_total") == {
        (server, "true", "SRV"): 1,
        (server, "true", "A"): 1,
        (server, "false", "MX"): 1,
    }
    assert gather.bench.counted("coredns_gathersrv_sub_request_count_total") == {
        (server, "a-", "SRV", "0"): 1,
        (server, "b-", "SRV", "2"): 1,
        (server, "a-", "A", "0"): 1,
        (server, "b-", "A", "2"): 1,
    }


def test_questions_are_remembered_up_to_a_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pydns_host.plugins.gathersrv.plugin.MAX_PLANS", 2)
    gather = Gather()
    for name in ("rabbit", "info", "alias", "rabbit"):
        assert gather.ask(f"{name}.distributed.local.").rcode == NOERROR
    assert len(gather.plugin._plans) <= 2


async def test_it_works_in_a_task_of_its_own_too() -> None:
    chain = build([make(Gathersrv, DIRECTIVE, Bench(block()))])
    assert (await ask(chain, "rabbit.distributed.local.")).rcode == SERVFAIL
    plugin = make(Gathersrv, DIRECTIVE)
    following = answering("rabbit.cluster-a.local. 30 IN A 10.8.1.1")
    answer = await ask(plugin, "rabbit.distributed.local.", next=following)
    assert rows(answer.answer) == [
        "rabbit.distributed.local. 30 IN A 10.8.1.1",
        "a-rabbit.distributed.local. 30 IN A 10.8.1.1",
    ]
