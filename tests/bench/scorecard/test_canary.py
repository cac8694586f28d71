"""The canary: what counts as a right answer, and when it is well again. Rows that it is part of are tested beside."""

from __future__ import annotations

import socket
import threading

import dns.message
import dns.rrset
import pytest

from bench.scorecard.canary import Canary, Probe, Tally, host, is_right

from .made import ILL, WELL


def _answer(query: dns.message.Message, *addresses: str) -> bytes:
    answer = dns.message.make_response(query)
    if addresses:
        answer.answer.append(dns.rrset.from_text_list(query.question[0].name, 60, "IN", "A", addresses))
    return answer.to_wire()


@pytest.mark.parametrize(
    ("addresses", "right"),
    [((host(3)[1],), True), ((host(4)[1],), False), ((), False), ((host(3)[1], host(4)[1]), False)],
    ids=["its address", "another", "none", "one too many"],
)
def test_an_answer_is_right_with_the_hosts_address_and_no_other(addresses: tuple[str, ...], right: bool) -> None:
    query = dns.message.make_query(host(3)[0], "A")
    assert is_right(_answer(query, *addresses), host(3)[1]) is right


def test_what_is_no_message_is_not_right() -> None:
    assert not is_right(b"\0\1", "192.0.2.1")


def test_a_tally_is_perfect_when_everything_was_answered_in_time() -> None:
    assert WELL.perfect
    assert not ILL.perfect
    assert not Tally([Probe(0.0, 2.5)]).perfect
    assert not Tally([]).perfect


def test_a_tally_tells_rights_of_all() -> None:
    assert str(ILL) == "canary 1/2"


@pytest.mark.parametrize(
    ("probes", "back"),
    [
        ([Probe(1.0, 1.1), Probe(2.0, 2.25)], 0.25),
        ([Probe(2.0), Probe(3.0, 3.5), Probe(4.0, 4.1)], 1.5),
        ([Probe(2.0, 2.1), Probe(3.0)], None),
        ([Probe(1.0, 1.1)], None),
    ],
    ids=["at once", "after a loss", "lost at the end", "nothing asked"],
)
def test_it_is_back_with_the_first_answer_after_which_none_failed(probes: list[Probe], back: float | None) -> None:
    assert Tally(probes).back(2.0) == back


def test_every_question_is_matched_with_its_own_answer() -> None:
    near, far = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
    asked = threading.Event()

    def serve() -> None:
        for number in range(3):
            query = dns.message.from_wire(far.recv(4096))
            far.send(_answer(query, host(query.id)[1] if number else "192.0.2.99"))
        asked.set()

    server = threading.Thread(target=serve)
    server.start()
    with Canary(near) as canary:
        asked.wait(10)
        over = threading.Thread(target=_answer_on, args=(far,))
        over.start()
    far.close()
    server.join()
    over.join()
    rights = [probe.right for probe in canary.tally.probes]
    assert rights[:3] == [False, True, True]


def _answer_on(far: socket.socket) -> None:
    """Go on answering until the other end is closed, so that the canary has nothing to wait for."""
    far.settimeout(0.2)
    try:
        while True:
            query = dns.message.from_wire(far.recv(4096))
            far.send(_answer(query, host(query.id)[1]))
    except OSError:
        return
