"""Questions to all workers: who is asked, who is waited for, and what of the dead is still counted."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from pydns_host.assemble import Plan
from pydns_host.metrics import Metrics
from pydns_host.summed import summed
from pydns_host.testing import Clock
from pydns_host.workers.channel import Channel, Message
from pydns_host.workers.gathering import PATIENCE, Gathering
from pydns_host.workers.member import Member


class Team:
    """Workers of which a test has the other ends."""

    def __init__(self, count: int) -> None:
        self.members = [Member(index) for index in range(count)]
        self.ends: list[Channel] = []
        for member in self.members:
            self.bear(member)

    def bear(self, member: Member) -> Channel:
        ours, theirs = Channel.pair()
        self.ends.append(theirs)
        member.born(len(self.ends), ours, Plan([], []), 0.0)
        member.serves(frozenset(), frozenset(), 0.0)
        return theirs

    def close(self) -> None:
        for member in self.members:
            if member.channel is not None:
                member.channel.close()
        for end in self.ends:
            end.close()


@pytest.fixture
def team() -> Iterator[Team]:
    made = Team(2)
    yield made
    made.close()


def only(end: Channel) -> Message:
    (message,) = end.receive()
    return message


def counts(queries: int) -> Metrics:
    metrics = Metrics()
    metrics.counter("queries_total", "Queries.").inc(by=queries)
    metrics.gauge("entries", "Entries.").set(queries)
    return metrics


def total(parts: list[Any], name: str = "queries_total") -> float:
    return sum(summed([part for part in parts if part is not None]).families[name].values.values())  # type: ignore[attr-defined]


def ask(gathering: Gathering, team: Team, number: int = 7) -> list[int]:
    """The keys under which the workers that serve are asked."""
    gathering.ask(team.members[0], number, ":8080", "/x")
    asked = [only(end) for end, member in zip(team.ends, team.members, strict=False) if member.serving]
    assert {message.values[1:] for message in asked} == {(":8080", "/x")}
    return [message.values[0] for message in asked]


def answer(gathering: Gathering, team: Team) -> list[Any]:
    gathering.settle()
    message = only(team.ends[0])
    assert (message.kind, message.values[0]) == ("gathered", 7)
    parts: list[Any] = message.values[1]
    return parts


def test_the_asker_gets_what_all_say(team: Team) -> None:
    gathering = Gathering(team.members, Metrics(), Clock())
    keys = ask(gathering, team)
    gathering.told(team.members[0], keys[0], "one")
    gathering.settle()
    assert team.ends[0].receive() == []
    gathering.told(team.members[1], keys[1], "other")
    assert answer(gathering, team) == ["one", "other"]


def test_one_that_does_not_answer_is_not_waited_for_without_end(team: Team) -> None:
    clock = Clock()
    gathering = Gathering(team.members, Metrics(), clock)
    (key, _) = ask(gathering, team)
    gathering.told(team.members[0], key, "one")
    assert gathering.due == clock() + PATIENCE
    clock.advance(PATIENCE)
    assert answer(gathering, team) == ["one", None]
    assert gathering.due is None


def test_one_that_has_just_begun_says_nothing(team: Team) -> None:
    team.members[1].serving = False
    gathering = Gathering(team.members, Metrics(), Clock())
    (key,) = ask(gathering, team)
    gathering.told(team.members[0], key, "one")
    assert answer(gathering, team) == ["one", None]


def test_what_the_dead_had_told_stays_counted_once(team: Team) -> None:
    own = counts(100)
    gathering = Gathering(team.members, own, Clock())
    key, _ = ask(gathering, team)
    for member, queries in zip(team.members, (3, 5), strict=True):
        gathering.told(member, key, counts(queries))
    assert total(answer(gathering, team)) == 108
    key, _ = ask(gathering, team)
    gathering.told(team.members[1], key, counts(6))  # tells, and dies before the other has told
    gathering.died(team.members[1])
    team.members[1].died(0.0)
    gathering.told(team.members[0], key, counts(4))
    parts = answer(gathering, team)
    assert total(parts) == 110
    assert total(parts, "entries") == 104  # how it was is over


def test_counters_of_one_that_is_stuck_are_those_that_it_told_last(team: Team) -> None:
    clock = Clock()
    gathering = Gathering(team.members, Metrics(), clock)
    key, _ = ask(gathering, team)
    for member, queries in zip(team.members, (3, 5), strict=True):
        gathering.told(member, key, counts(queries))
    answer(gathering, team)
    key, _ = ask(gathering, team)
    gathering.told(team.members[0], key, counts(4))
    clock.advance(PATIENCE)
    assert total(answer(gathering, team)) == 9


def test_an_asker_that_died_is_not_answered(team: Team) -> None:
    gathering = Gathering(team.members, Metrics(), Clock())
    ask(gathering, team)
    gathering.died(team.members[0])
    team.members[0].died(0.0)
    successor = team.bear(team.members[0])
    gathering.died(team.members[1])
    gathering.settle()
    assert successor.receive() == []
