"""How long silent clusters are waited for, with a clock that is moved by hand."""

from __future__ import annotations

import pytest

from pydns_host.header import NXDOMAIN, RD, SERVFAIL
from pydns_host.message import Edns, Response, ede_option
from pydns_host.plugins.gathersrv.waiting import PATIENCE, SHORT_PATIENCE
from tests.plugins.gathersrv.clusters import FAILED, A, B, Clusters, Gather

NAME = "rabbit.distributed.local."
SOON = 0.01  # seconds
Ends = list[Response | BaseException | None]


def _answer(ends: Ends) -> Response:
    (answer,) = ends
    assert isinstance(answer, Response)
    return answer


def _gather(*silent: bytes) -> Gather:
    gather = Gather()
    for zone in silent:
        gather.clusters.hold(zone)
    return gather


def test_a_slow_cluster_still_counts() -> None:
    gather = _gather(B)
    ends = gather.begin(NAME)
    gather.timers.advance(PATIENCE - SOON)
    gather.clusters.release(B)
    assert _answer(ends).counts[0] == 2


def test_without_any_answer_nothing_is_given_up() -> None:
    gather = _gather(A, B)
    ends = gather.begin(NAME)
    gather.timers.advance(10 * PATIENCE)
    assert ends == []
    gather.clusters.release(A)
    assert _answer(ends).counts[0] == 1


def test_a_negative_answer_waits_for_the_others() -> None:
    gather = _gather(B)
    ends = gather.begin("b-less.distributed.local.", "TXT")
    gather.clusters.release(B)
    assert _answer(ends).rcode == NXDOMAIN
    gather.clusters.hold(B)
    ends = gather.begin("only-a.distributed.local.", "TXT")
    gather.timers.advance(3 * PATIENCE)
    assert ends == []
    gather.clusters.broken = {B: FAILED}
    gather.clusters.release(B)
    answer = _answer(ends)
    assert (answer.rcode, answer.counts) == (0, (0, 0, 0))


def test_a_cluster_that_was_silent_is_waited_for_but_shortly_until_it_answers_again() -> None:
    gather = _gather(B)
    first = gather.begin(NAME)
    gather.timers.advance(PATIENCE)
    assert _answer(first).counts[0] == 1
    second = gather.begin(NAME)
    gather.timers.advance(SHORT_PATIENCE)
    assert _answer(second).counts[0] == 1
    assert len(gather.clusters.silent[B]) == 2  # it is asked all the same
    gather.clusters.release(B)  # the late answers
    gather.clusters.hold(B)
    third = gather.begin(NAME)
    gather.timers.advance(PATIENCE - SOON)
    assert third == []
    gather.timers.advance(SOON)
    assert _answer(third).counts[0] == 1


def test_a_negative_answer_does_not_wait_long_for_one_that_was_silent_before() -> None:
    gather = _gather(B)
    gather.begin(NAME)
    gather.timers.advance(PATIENCE)
    ends = gather.begin("missing.distributed.local.", edns=Edns(1232))
    gather.timers.advance(SHORT_PATIENCE)
    answer = _answer(ends)
    assert (answer.rcode, list(answer.authority)) == (NXDOMAIN, [])
    assert answer.options == ede_option(23, "cluster-b.local.: no answer in time")


def test_one_that_never_was_silent_is_waited_for_beside_one_that_was() -> None:
    gather = _gather(B)
    gather.begin(NAME)
    gather.timers.advance(PATIENCE)
    gather.clusters.hold(A)
    ends = gather.begin(NAME)
    gather.timers.advance(2 * SHORT_PATIENCE)
    assert ends == []
    gather.clusters.release(A)
    assert _answer(ends).counts[0] == 1


@pytest.mark.parametrize("how", ["an answer at once", "SERVFAIL", "an error"])
def test_what_may_not_be_the_clusters_own_word_does_not_heal_it(how: str) -> None:
    gather = _gather(B)
    gather.begin(NAME)
    gather.timers.advance(PATIENCE)
    if how == "an answer at once":  # as from a cache
        del gather.clusters.silent[B]
        gather.ask("info.distributed.local.", "TXT")
    else:
        gather.clusters.broken = {B: SERVFAIL if how == "SERVFAIL" else FAILED}
        gather.clusters.release(B)
        gather.clusters.broken = {}
    gather.clusters.hold(B)
    ends = gather.begin(NAME)
    gather.timers.advance(SHORT_PATIENCE)
    assert _answer(ends).counts[0] == 1


def test_the_deadline_ends_the_wait_with_what_has_come_in() -> None:
    gather = _gather(B)
    ends = gather.begin("missing.distributed.local.", deadline=gather.bench.clock.now + 0.5)
    gather.timers.advance(0.49)
    assert ends == []
    gather.timers.advance(SOON)
    assert _answer(ends).rcode == NXDOMAIN


@pytest.mark.parametrize("name", [NAME, "b-rabbit-0.distributed.local."], ids=["of all", "of one"])
def test_nothing_by_the_deadline_is_a_failure(name: str) -> None:
    gather = _gather(A, B)
    ends = gather.begin(name, deadline=gather.bench.clock.now + 0.5, edns=Edns(1232))
    asked = len(gather.clusters.asked)
    gather.timers.advance(0.5)
    answer = _answer(ends)
    assert (answer.rcode, answer.flags) == (SERVFAIL, RD)
    assert answer.options == ede_option(23, "Sub-queries canceled due to timeout")
    assert len(gather.clusters.asked) == asked  # no time is left to ask anything else


def test_a_sub_query_that_nobody_waits_for_any_more_is_still_counted_and_logged() -> None:
    gather = _gather(B)
    gather.begin(NAME)
    gather.timers.advance(PATIENCE)
    gather.clusters.broken = {B: FAILED}
    gather.clusters.release(B)
    assert gather.bench.counted("coredns_gathersrv_sub_request_count_total")["dns://:53", "b-", "A", "2"] == 1
    assert [line for line in gather.bench.lines if "cluster-b" in line]


def test_answers_after_the_end_change_nothing() -> None:
    gather = _gather(B)
    ends = gather.begin(NAME)
    gather.timers.advance(PATIENCE)
    gather.clusters.release(B)
    assert _answer(ends).counts[0] == 1


def test_clusters_of_any_number_are_waited_for_together() -> None:
    lines = "\n".join(f"c{index}.local. c{index}-" for index in range(20))
    clusters = Clusters(*(f"x.c{index}.local. 30 IN A 10.0.0.{index}" for index in range(20)))
    gather = Gather(f"gathersrv distributed.local. {{\n{lines}\n}}", clusters)
    assert gather.ask("x.distributed.local.").counts[0] == 20
