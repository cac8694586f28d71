"""Answers that go out together: which of them may, that all arrive, and what happens where the kernel does not."""

from __future__ import annotations

import errno
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pydns_host.transports.segments import LEAST, MAX_SIZE, MOST, Answer, Segments, runs

OTHER = ("127.0.0.1", 9)


@contextmanager
def pair() -> Iterator[tuple[socket.socket, socket.socket]]:
    """Two sockets on loopback; the second one has nothing to wait for."""
    with socket.socket(type=socket.SOCK_DGRAM) as one, socket.socket(type=socket.SOCK_DGRAM) as other:
        one.bind(("127.0.0.1", 0))
        other.bind(("127.0.0.1", 0))
        other.setblocking(False)
        yield one, other


def as_it_is(peer: Any) -> Any:
    """The address of a client that is named by it."""
    return peer


def received(sock: socket.socket) -> list[bytes]:
    """All datagrams that are there."""
    found = []
    try:
        while True:
            found.append(sock.recv(65535))
    except BlockingIOError:
        return found


class Refusing:
    """A socket of a kernel that knows segments and a device that does not."""

    def __init__(self, code: int) -> None:
        self.code = code
        self.tried = 0

    def getsockopt(self, level: int, option: int) -> int:
        return 0

    def sendmsg(self, *arguments: Any) -> int:
        self.tried += 1
        raise OSError(self.code, "no")


@given(st.lists(st.binary(min_size=12, max_size=1500), max_size=150))
def test_runs_are_all_answers_each_of_one_size_but_for_a_shorter_last(answers: list[bytes]) -> None:
    found = [list(run) for run in runs(answers)] if answers else []
    assert sorted(octets for run in found for octets in run) == sorted(answers)
    for run in found:
        first = len(run[0])
        assert len(run) <= MOST
        assert all(len(octets) == first for octets in run[:-1])
        assert len(run[-1]) <= first


def test_a_single_longer_answer_does_not_keep_others_from_each_other() -> None:
    assert [len(run) for run in runs([bytes(90), bytes(88), bytes(88), bytes(85), bytes(88)])] == [1, 4]


@given(st.lists(st.tuples(st.booleans(), st.integers(12, 1500)), max_size=60))
def test_every_answer_arrives_once_at_its_client(sizes: list[tuple[bool, int]]) -> None:
    answers = [(first, number.to_bytes(2, "big") + bytes(size - 2)) for number, (first, size) in enumerate(sizes)]
    with pair() as (sender, client), pair() as (second, _):
        second.setblocking(False)
        peers = {True: client, False: second}
        named: list[Answer] = [(peers[first].getsockname(), octets) for first, octets in answers]
        for peer, octets in Segments(sender).send(sender, named, as_it_is):
            sender.sendto(octets, peer)
        for which, sock in peers.items():
            assert sorted(received(sock)) == sorted(octets for first, octets in answers if first is which)


def test_several_answers_of_one_size_to_one_client_leave_nothing_to_send() -> None:
    with pair() as (sender, client):
        answers: list[Answer] = [(client.getsockname(), bytes([number]) * 100) for number in range(20)]
        assert Segments(sender).send(sender, answers, as_it_is) == []
        assert received(client) == [octets for _, octets in answers]


@pytest.mark.parametrize(
    "answers",
    [
        [(OTHER, b"1")] * (LEAST - 1),
        [(("127.0.0.1", port), b"1") for port in range(9, 20)],
        [(OTHER, bytes(MAX_SIZE + 1))] * 5,
        [(OTHER, bytes(size)) for size in range(20, 30)],
    ],
    ids=["few", "each for another client", "too long", "of all sizes"],
)
def test_what_does_not_gain_by_it_is_left_to_be_sent_one_by_one(answers: list[Answer]) -> None:
    with pair() as (sender, _):
        assert sorted(Segments(sender).send(sender, answers, as_it_is)) == sorted(answers)


@pytest.mark.parametrize(("code", "tried"), [(errno.EIO, 1), (errno.EINVAL, 1), (errno.EAGAIN, 2)])
def test_where_it_is_refused_all_are_left_and_it_is_tried_again_only_when_that_may_help(code: int, tried: int) -> None:
    sock: Any = Refusing(code)
    segments = Segments(sock)
    answers: list[Answer] = [(OTHER, b"answer")] * 5
    assert segments.send(sock, answers, as_it_is) == answers
    assert segments.send(sock, answers, as_it_is) == answers
    assert sock.tried == tried
