"""When the successor of a worker is due."""

from __future__ import annotations

import pytest

from pydns_host.assemble import Plan
from pydns_host.workers.channel import Channel
from pydns_host.workers.member import Member

PLAN = Plan([], [])


def dies(member: Member, begins: float, serves_for: float | None) -> float:
    """The seconds until a successor is due of one that began then; None is one that never served."""
    ours, theirs = Channel.pair()
    theirs.close()
    member.born(1, ours, PLAN, begins)
    if serves_for is not None:
        member.serves(frozenset(), frozenset(), begins)
    ends = begins + (serves_for or 0.0)
    member.died(ends)
    return member.due - ends


@pytest.mark.parametrize(
    ("lives", "waits"),
    [
        ([60.0, 60.0, 60.0], [0, 0, 0]),
        ([0.1, 0.1, 0.1, 0.1], [0, 0.1, 0.2, 0.4]),
        ([None] * 12, [0, 0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 6.4, 10, 10, 10, 10]),
        ([0.1, 0.1, 60.0, 0.1], [0, 0.1, 0, 0.1]),
    ],
    ids=["now and then", "soon after serving", "never serving", "steady in between"],
)
def test_successors_of_those_that_die_again_and_again_are_waited_with(
    lives: list[float | None], waits: list[float]
) -> None:
    member = Member(0)
    found = [dies(member, 1000.0 * number, life) for number, life in enumerate(lives)]
    assert found == pytest.approx(waits)


def test_nothing_of_the_dead_is_left() -> None:
    member = Member(0)
    dies(member, 0.0, 5.0)
    assert (member.alive, member.serving, member.channel, member.counted) == (False, False, None, None)
    member.tell("anybody?")
