"""The page's question gets the page's answer, and every other type what it should. Faults are in `test_faults`."""

from __future__ import annotations

import pytest

from tests.live.world import World

ZONE = "default.svc.distributed.local."
SERVICE = f"_demo._tcp.demo-service.{ZONE}"
PODS = [(letter, number) for letter in "ab" for number in (0, 1)]
ADDRESSES = {"a": "10.8.1.2", "b": "10.9.1.2"}
MEMBERS = [f"30 IN SRV 0 50 8080 {letter}-demo-service-{number}.{ZONE}" for letter, number in PODS]
GLUE = [f"{letter}-demo-service-{number}.{ZONE} 30 IN A {ADDRESSES[letter]}" for letter, number in PODS]

TYPES = {
    "srv of one cluster": (
        f"_demo._tcp.b-demo-service.{ZONE}",
        "SRV",
        [f"30 IN SRV 0 50 8080 b-demo-service-{number}.{ZONE}" for number in (0, 1)],
    ),
    "a": (f"demo-service.{ZONE}", "A", ["30 IN A 10.8.1.2", "30 IN A 10.9.1.2"]),
    "a, several of each": (
        f"mongo.{ZONE}",
        "A",
        ["30 IN A 10.8.1.10", "30 IN A 10.8.1.11", "30 IN A 10.9.1.10", "30 IN A 10.9.1.11"],
    ),
    "a of one cluster": (f"a-demo-service-1.{ZONE}", "A", ["30 IN A 10.8.1.2"]),
    "a of the other cluster": (f"b-demo-service-1.{ZONE}", "A", ["30 IN A 10.9.1.2"]),
    "a that one cluster has": (f"only-b.{ZONE}", "A", ["30 IN A 10.9.1.88"]),
    "a service called a-team": (f"a-team.{ZONE}", "A", ["30 IN A 10.8.1.77", "30 IN A 10.9.1.77"]),
    "aaaa": (f"six.{ZONE}", "AAAA", ["30 IN AAAA fd00:8::6", "30 IN AAAA fd00:9::6"]),
    "txt, equal in both": (f"mongo.{ZONE}", "TXT", ['30 IN TXT "authSource=admin&replicaSet=rs0"']),
    "txt": (f"note.{ZONE}", "TXT", ['30 IN TXT "of cluster a"', '30 IN TXT "of cluster b"']),
}

# What the next plugin says to a name of the distributed zone itself: the listener on 5300 has no such block; in the
# newer shape no forward is for it, and the chain ends.
UNKNOWN_ZONE = {"page.Corefile": "REFUSED", "spelled.Corefile": "REFUSED", "one-block.Corefile": "SERVFAIL"}


def test_dig_prints_the_pages_listing(world: World) -> None:
    seen = world.dig("-t", "SRV", SERVICE)
    assert (seen.status, seen.authority) == ("NOERROR", [])
    assert sorted(seen.answer) == sorted(f"{SERVICE} {row}" for row in MEMBERS)
    assert sorted(seen.additional) == sorted(GLUE)


def test_members_come_in_the_order_of_the_corefile(world: World) -> None:
    orders = [world.dig(SERVICE, "SRV").answer for _ in range(10)]
    assert orders == [[f"{SERVICE} {row}" for row in MEMBERS]] * 10


def test_tcp_gets_the_same_listing(world: World) -> None:
    seen = world.dig("+tcp", SERVICE, "SRV")
    assert sorted(seen.answer) == sorted(f"{SERVICE} {row}" for row in MEMBERS)


@pytest.mark.parametrize("name", [SERVICE.upper(), "_dEmO._TcP.dEmO-sErViCe.DeFaUlT.sVc.DiStRiBuTeD.lOcAl."])
def test_a_question_in_any_spelling_is_answered_in_that_spelling(world: World, name: str) -> None:
    seen = world.dig(name, "SRV")
    assert seen.status == "NOERROR"
    assert seen.question == [f"{name} IN SRV"]
    assert [row.split()[0] for row in seen.answer] == [name] * 4
    assert {row.lower() for row in seen.additional} == {row.lower() for row in GLUE}


@pytest.mark.parametrize(("name", "type", "rows"), TYPES.values(), ids=TYPES)
def test_an_answers_owner_is_the_questions_name(world: World, name: str, type: str, rows: list[str]) -> None:
    seen = world.dig(name, type)
    assert seen.status == "NOERROR"
    assert seen.answer == [f"{name} {row}" for row in rows]


@pytest.mark.parametrize("type", ["A", "AAAA", "TXT", "SRV"])
def test_no_answer_behind_an_alias_names_a_cluster(world: World, type: str) -> None:
    seen = world.dig(f"alias.{ZONE}", type)
    assert seen.status == "NOERROR"
    assert "cluster-" not in "".join(seen.answer + seen.authority + seen.additional)


def test_an_alias_leads_to_addresses(world: World) -> None:
    seen = world.dig(f"alias.{ZONE}", "A")
    assert seen.answer[0].split()[0] == f"alias.{ZONE}"
    assert {"10.8.1.2", "10.9.1.2"} <= {row.split()[-1] for row in seen.answer}


@pytest.mark.parametrize("type", ["CNAME", "MX", "NS", "PTR", "CAA", "HTTPS", "DS", "ANY", "TYPE65280"])
def test_types_that_are_not_gathered_go_to_the_next_plugin(world: World, type: str) -> None:
    seen = world.dig("+notcp", "-t", type, f"demo-service.{ZONE}")
    assert seen.status == UNKNOWN_ZONE[world.corefile]
    assert seen.answer == []
