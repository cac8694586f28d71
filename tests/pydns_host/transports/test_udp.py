"""UDP: what comes in goes to the listener, and answers leave from the address that was asked, or are dropped."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import dns.message
import pytest

from pydns_host.listener import Listener
from pydns_host.metrics import Metrics
from pydns_host.readers import Readers
from pydns_host.serving import ListedLogs
from pydns_host.testing import answering, block
from pydns_host.transports.addresses import open_pair
from pydns_host.transports.udp import OFTEN, WildcardSocket, udp_socket
from pydns_host.zones import Site, Zones

QUERY = dns.message.make_query("a.test.", "A")


class Bench:
    """UDP sockets of one host ("" is every address) in front of a listener that answers everything."""

    def __init__(self, host: str) -> None:
        self.metrics = Metrics()
        self.readers = Readers()
        site = Site(b"\0", block(), answering("a.test. 60 IN A 192.0.2.1"), inline=True)
        self.listener = Listener("dns://:53", Zones([site]), ListedLogs([]).host, self.metrics)
        udp, self._tcp = open_pair(host, 0)
        self.sockets = [udp_socket(sock, self.listener, self.readers) for sock in udp]
        self.port: int = udp[0].getsockname()[1]
        self.seen: list[tuple[str, str]] = []

    @asynccontextmanager
    async def started(self) -> AsyncIterator[Bench]:
        receive = self.listener.receive

        def seeing(id: bytes, tail: bytes, via: Any, sender: Any, peer: Any) -> bytes | None:
            self.seen.append((sender.who(peer)[0], via.local))
            return receive(id, tail, via, sender, peer)

        self.listener.receive = seeing  # type: ignore[method-assign]
        for sock in self.sockets:
            sock.start()
        try:
            yield self
        finally:
            for sock in self.sockets:
                sock.close()
            self.readers.close()
            for unused in self._tcp:
                unused.close()

    @property
    def unsent(self) -> dict[tuple[str, ...], float]:
        return dict(self.metrics.families["pydns_unsent_answers_total"].values)  # type: ignore[attr-defined]


@asynccontextmanager
async def client(family: socket.AddressFamily) -> AsyncIterator[socket.socket]:
    with socket.socket(family, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK) as sock:
        async with asyncio.timeout(10):
            yield sock


@pytest.mark.parametrize(
    ("host", "asked"),
    [("127.0.0.1", "127.0.0.1"), ("::1", "::1"), ("", "127.0.0.1"), ("", "127.0.0.9"), ("", "::1")],
    ids=["an IPv4 address", "an IPv6 address", "IPv4 of all", "another IPv4 address of all", "IPv6 of all"],
)
async def test_an_answer_leaves_from_the_address_that_was_asked(host: str, asked: str) -> None:
    loop = asyncio.get_running_loop()
    family = socket.AF_INET6 if ":" in asked else socket.AF_INET
    async with Bench(host).started() as bench, client(family) as sock:
        await loop.sock_sendto(sock, QUERY.to_wire(), (asked, bench.port))
        octets, sender = await loop.sock_recvfrom(sock, 65535)
    assert sender[:2] == (asked, bench.port)
    assert QUERY.is_response(dns.message.from_wire(octets))
    # The reference shows `::` for every query to a wildcard, since it has one socket for both families.
    assert bench.seen == [("::1" if ":" in asked else "127.0.0.1", host or "::")]


async def test_a_burst_is_taken_whole_and_in_order() -> None:
    loop = asyncio.get_running_loop()
    async with Bench("127.0.0.1").started() as bench, client(socket.AF_INET) as sock:
        sock.connect(("127.0.0.1", bench.port))
        for number in range(200):
            sock.send(number.to_bytes(2, "big") + QUERY.to_wire()[2:])
        ids = [int.from_bytes((await loop.sock_recv(sock, 65535))[:2], "big") for _ in range(200)]
    assert ids == list(range(200))


async def test_a_datagram_of_no_octets_and_one_that_is_too_long_do_no_harm() -> None:
    loop = asyncio.get_running_loop()
    async with Bench("127.0.0.1").started() as bench, client(socket.AF_INET) as sock:
        sock.connect(("127.0.0.1", bench.port))
        for packet in (b"", QUERY.to_wire() + bytes(60_000), QUERY.to_wire()):
            await loop.sock_sendall(sock, packet)
        for _ in range(2):  # octets behind a query are tolerated
            assert QUERY.is_response(dns.message.from_wire(await loop.sock_recv(sock, 65535)))


async def test_an_answer_that_the_system_does_not_take_is_dropped_and_counted() -> None:
    async with Bench("127.0.0.1").started() as bench:
        [sock] = bench.sockets
        sock.send(("127.0.0.1", 9), bytes(70_000))  # longer than a datagram can be
        assert bench.unsent == {("dns://:53",): 1}


async def test_a_paused_socket_takes_nothing_and_still_sends() -> None:
    loop = asyncio.get_running_loop()
    async with Bench("127.0.0.1").started() as bench, client(socket.AF_INET) as sock:
        sock.bind(("127.0.0.1", 0))
        [mine] = bench.sockets
        mine.pause()
        await loop.sock_sendto(sock, QUERY.to_wire(), ("127.0.0.1", bench.port))
        mine.send(sock.getsockname(), b"late")
        assert await loop.sock_recv(sock, 99) == b"late"
        assert bench.seen == []


@pytest.mark.parametrize(
    ("peer", "shown"),
    [
        (("fe80::1", 53, 0, 1), "fe80::1%lo"),
        (("fe80::1%lo", 53, 0, 1), "fe80::1%lo"),
        (("2001:db8::1", 53, 0, 0), "2001:db8::1"),
        (("fe80::1", 53, 0, 99_999), "fe80::1%99999"),
    ],
    ids=["link-local", "with its interface already", "global", "an interface that is gone"],
)
async def test_a_link_local_client_is_shown_with_its_interface(peer: Any, shown: str) -> None:
    async with Bench("::1").started() as bench:
        assert bench.sockets[0]._client(peer) == shown


@pytest.mark.parametrize(("host", "asked"), [("", "127.0.0.9"), ("", "::1")], ids=["IPv4", "IPv6"])
async def test_an_address_that_is_asked_often_gets_a_socket_of_its_own_and_gives_it_up(host: str, asked: str) -> None:
    loop = asyncio.get_running_loop()
    family = socket.AF_INET6 if ":" in asked else socket.AF_INET
    async with Bench(host).started() as bench, client(family) as sock:

        async def answered(times: int) -> None:
            for _ in range(times):
                await loop.sock_sendto(sock, QUERY.to_wire(), (asked, bench.port))
                _, sender = await loop.sock_recvfrom(sock, 65535)
                assert sender[:2] == (asked, bench.port)

        await answered(OFTEN + 1)
        assert own(bench) == [asked]
        with socket.socket(family, socket.SOCK_DGRAM) as other, pytest.raises(OSError, match="in use"):
            other.bind((asked, bench.port))
        await answered(1)
        for each in bench.sockets:
            each.give_up(asked)
        assert own(bench) == []
        await answered(1)
    assert {via for _, via in bench.seen} == {"::"}


async def test_a_query_that_came_before_an_address_was_given_up_is_answered() -> None:
    loop = asyncio.get_running_loop()
    async with Bench("").started() as bench, client(socket.AF_INET) as sock:
        for _ in range(OFTEN):
            await loop.sock_sendto(sock, QUERY.to_wire(), ("127.0.0.1", bench.port))
            await loop.sock_recvfrom(sock, 65535)
        sock.sendto(QUERY.to_wire(), ("127.0.0.1", bench.port))
        for each in bench.sockets:
            each.give_up("127.0.0.1")
        octets, _ = await loop.sock_recvfrom(sock, 65535)
    assert QUERY.is_response(dns.message.from_wire(octets))


def own(bench: Bench) -> list[str]:
    return [host for sock in bench.sockets if isinstance(sock, WildcardSocket) for host in sock.own]
