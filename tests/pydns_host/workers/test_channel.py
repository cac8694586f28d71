"""Messages between the supervisor and a worker: whole, in their order, with their descriptors, and without waiting."""

from __future__ import annotations

import os
import select
import socket
from collections.abc import Iterator

import pytest

from pydns_host.workers.channel import Channel, Message

Pair = tuple[Channel, Channel]


@pytest.fixture
def pair() -> Iterator[Pair]:
    one, other = Channel.pair()
    yield one, other
    one.close()
    other.close()


def receive(channel: Channel, count: int = 1) -> list[Message]:
    found: list[Message] = []
    while len(found) < count:
        select.select([channel], [], [], 10)
        found += channel.receive()
    return found


def test_values_come_as_they_were_sent_and_in_order(pair: Pair) -> None:
    one, other = pair
    one.send("a", 1, ["x"], {("k",): b"v"})
    one.send("b")
    assert receive(other, 2) == [Message("a", (1, ["x"], {("k",): b"v"}), []), Message("b", (), [])]


def test_nothing_yet_is_no_message_and_no_wait(pair: Pair) -> None:
    assert pair[0].receive() == []


def test_descriptors_come_with_their_message(pair: Pair) -> None:
    one, other = pair
    first, second = socket.socketpair()
    with first, second:
        one.send("before")
        one.send("with", descriptors=[first.fileno(), second.fileno()])
        one.send("after")
        one.send("more", descriptors=[second.fileno()])
        messages = receive(other, 4)
        assert [len(message.descriptors) for message in messages] == [0, 2, 0, 1]
        with socket.socket(fileno=messages[1].descriptors[0]) as passed:
            passed.send(b"through the copy")
        assert second.recv(64) == b"through the copy"
        for descriptor in (messages[1].descriptors[1], messages[3].descriptors[0]):
            assert not os.get_inheritable(descriptor)
            os.close(descriptor)


def test_what_the_other_end_does_not_read_yet_waits(pair: Pair) -> None:
    one, other = pair
    big = bytes(3_000_000)
    first, second = socket.socketpair()
    with first, second:
        one.send("big", big)
        one.send("small", descriptors=[first.fileno()])
        waits = [one.unsent]
        found: list[Message] = []
        while len(found) < 2:
            one.flush()
            found += other.receive()
        waits.append(one.unsent)
        assert waits == [True, False]
        assert [message.kind for message in found] == ["big", "small"]
        assert found[0].values == (big,)
        os.close(found[1].descriptors[0])


def test_what_was_sent_before_the_end_is_heard_before_the_end() -> None:
    one, other = Channel.pair()
    one.send("last words")
    one.close()
    assert other.receive() == [Message("last words", (), [])]
    with pytest.raises(EOFError):
        other.receive()
    other.close()


def test_sending_to_an_end_that_is_gone_is_no_failure() -> None:
    one, other = Channel.pair()
    other.close()
    one.send("anybody?")
    assert not one.unsent
    with pytest.raises(EOFError):
        one.receive()
    one.close()


def test_descriptors_that_nobody_took_are_closed() -> None:
    one, other = Channel.pair()
    first, second = socket.socketpair()
    with second:
        one._sock.sendmsg(
            [b"\0\0\0\xff\1part"], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, bytes([first.fileno(), 0, 0, 0]))]
        )
        first.close()
        assert other.receive() == []
        other.close()
        assert second.recv(1) == b""  # the copy was the last one
    one.close()
