"""Datagrams as they were sent, from the address that sent them, in both ways to take them."""

from __future__ import annotations

import ctypes
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pydns_host.transports.taking import BATCH, MAX_QUERY, OneByOne, Taker, for_many

WAYS = ["many at once", "one by one"]
HOSTS = ["127.0.0.1", "::1"]


@contextmanager
def without_recvmmsg(way: str) -> Iterator[None]:
    """On a system that has no such call, or as it is."""
    with pytest.MonkeyPatch.context() as patch:
        if way == "one by one":
            patch.setattr(ctypes, "CDLL", lambda name: SimpleNamespace())
        yield


def octets_of(taking: Taker) -> list[bytes]:
    """What waits, without who sent it."""
    return [id + tail for id, tail, _ in taking.take()]


@contextmanager
def pair(way: str, host: str = "127.0.0.1") -> Iterator[tuple[socket.socket, Taker, socket.socket]]:
    """A socket with what takes from it, and another one that is connected to it."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_DGRAM) as sock, socket.socket(family, socket.SOCK_DGRAM) as client:
        sock.bind((host, 0))
        sock.setblocking(False)
        client.bind((host, 0))
        client.connect(sock.getsockname())
        with without_recvmmsg(way):
            yield sock, for_many(sock), client


def test_a_system_without_the_call_takes_them_one_by_one() -> None:
    with pair("one by one") as (_, taking, _), pair("many at once") as (_, other, _):
        assert isinstance(taking, OneByOne)
        assert isinstance(other, OneByOne) is not hasattr(ctypes.CDLL(None), "recvmmsg")


@pytest.mark.parametrize("way", WAYS)
@given(sent=st.lists(st.binary(max_size=600), max_size=40))
def test_datagrams_come_whole_and_in_order(way: str, sent: list[bytes]) -> None:
    with pair(way) as (_, taking, client):
        for octets in sent:
            client.send(octets)
        assert octets_of(taking) == sent


@pytest.mark.parametrize("host", HOSTS)
@pytest.mark.parametrize("way", WAYS)
def test_who_sent_it_is_named_as_python_does(way: str, host: str) -> None:
    with pair(way, host) as (sock, taking, client):
        for octets in (b"one", b"two"):
            client.send(octets)
        peers = [taking.address(peer) for _, _, peer in taking.take()]
        assert peers == [client.getsockname()] * 2
        sock.sendto(b"answer", peers[0])
        assert client.recv(10) == b"answer"


@pytest.mark.parametrize("way", WAYS)
def test_the_same_client_with_another_port_is_another_one(way: str) -> None:
    with pair(way) as (sock, taking, client), socket.socket(type=socket.SOCK_DGRAM) as other:
        other.connect(sock.getsockname())
        for sender in (client, other, client):
            sender.send(b"x")
        assert [taking.address(peer) for _, _, peer in taking.take()] == [
            each.getsockname() for each in (client, other, client)
        ]


@pytest.mark.parametrize("way", WAYS)
def test_what_is_too_long_is_cut_and_the_next_ones_are_not_harmed(way: str) -> None:
    sent = [b"", b"a" * (MAX_QUERY + 100), b"b" * MAX_QUERY, b"c"]
    with pair(way) as (_, taking, client):
        for octets in sent:
            client.send(octets)
        assert octets_of(taking) == [octets[:MAX_QUERY] for octets in sent]


@pytest.mark.parametrize("way", WAYS)
def test_no_more_than_a_batch_is_taken_at_a_time(way: str) -> None:
    with pair(way) as (_, taking, client):
        for number in range(BATCH + 10):
            client.send(number.to_bytes(2, "big"))
        taken = [taking.take() for _ in range(3)]
        assert [len(each) for each in taken] == [BATCH, 10, 0]
        assert [int.from_bytes(id, "big") for each in taken for id, _, _ in each] == list(range(BATCH + 10))


@pytest.mark.parametrize("way", WAYS)
def test_an_answer_that_nobody_took_does_not_end_the_taking(way: str) -> None:
    with pair(way) as (sock, taking, client):
        with socket.socket(type=socket.SOCK_DGRAM) as gone:
            gone.bind(("127.0.0.1", 0))
            nobody = gone.getsockname()
        sock.sendto(b"answer", nobody)
        client.send(b"query")
        assert [*octets_of(taking), *octets_of(taking)] == [b"query"]


def test_more_clients_than_are_remembered_are_all_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pydns_host.transports.taking._MAX_PEERS", 3)
    with pair("many at once") as (sock, taking, _):
        clients = [socket.socket(type=socket.SOCK_DGRAM) for _ in range(8)]
        for client in clients:
            client.connect(sock.getsockname())
            client.send(b"x")
        assert [taking.address(peer) for _, _, peer in taking.take()] == [client.getsockname() for client in clients]
        for client in clients:
            client.close()
