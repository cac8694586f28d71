"""TCP clients that do not behave: they stop half-way, do not read, come in crowds. Nobody else pays for it."""

from __future__ import annotations

import asyncio
import errno
import os
import socket
import struct
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager

import dns.message
import dns.rcode
import pytest

from pydns_host.chain import Next, Plugin
from pydns_host.message import Request, Response
from pydns_host.testing import Served, record, serving
from pydns_host.transports import tcp
from pydns_host.transports.tcp import TcpSocket

from ..doubles import Gate, Says, gated

CHAIN = ". {\n gated\n says x\n}\n"


class Long(Plugin):
    """Answers everything with about 60 kB."""

    name = "long"
    before = "whoami"
    inline = True
    records = tuple(record(f'a. 60 IN TXT "{number:0250}"') for number in range(220))

    async def serve(self, request: Request, next: Next) -> Response | None:
        return request.reply(0, self.records)


def _framed(name: str, id: int = 1) -> bytes:
    octets = dns.message.make_query(name, "A", id=id).to_wire()
    return len(octets).to_bytes(2, "big") + octets


def _listening(served: Served) -> TcpSocket:
    [endpoint] = served.server.endpoints.values()
    return endpoint.tcp[0]


@asynccontextmanager
async def _client(served: Served) -> AsyncIterator[socket.socket]:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM | socket.SOCK_NONBLOCK) as sock:
        async with asyncio.timeout(10):
            await asyncio.get_running_loop().sock_connect(sock, served.address())
            yield sock


async def _until_closed(sock: socket.socket) -> bytes:
    """All that comes before the server closes the connection."""
    octets = b""
    while True:
        try:
            more = await asyncio.get_running_loop().sock_recv(sock, 65535)
        except ConnectionResetError:
            return octets
        if not more:
            return octets
        octets += more


def _ids(octets: bytes) -> list[int]:
    found = []
    while octets:
        length = int.from_bytes(octets[:2], "big")
        found.append(int.from_bytes(octets[2:4], "big"))
        octets = octets[2 + length :]
    return found


async def _connections(served: Served, count: int) -> None:
    """Wait until the server has so many connections."""
    async with asyncio.timeout(10):
        while len(served.server.room.connections) != count:
            await asyncio.sleep(0)


async def test_a_client_that_sends_no_more_gets_the_answers_to_what_it_asked() -> None:
    gate = Gate()
    async with serving(CHAIN, plugins=[gated(gate), Says]) as served, _client(served) as sock:
        sock.send(_framed("slow.test.", 1) + _framed("quick.test.", 2) + b"\0\x30half")
        sock.shutdown(socket.SHUT_WR)
        await gate.holds(1)
        gate.open.set()
        assert _ids(await _until_closed(sock)) == [2, 1]


async def test_all_that_stands_in_the_buffer_is_answered_before_a_half_closed_connection_ends() -> None:
    async with serving(". {\n says x\n}\n", plugins=[Says]) as served, _client(served) as sock:
        sock.send(b"".join(_framed("a.test.", id) for id in range(300)))
        sock.shutdown(socket.SHUT_WR)
        assert _ids(await _until_closed(sock)) == list(range(300))


async def test_a_client_that_leaves_takes_only_its_own_answers_along() -> None:
    gate = Gate()
    async with serving(CHAIN, plugins=[gated(gate), Says]) as served:
        async with _client(served) as leaving:
            leaving.send(_framed("slow.test."))
            await gate.holds(1)
            leaving.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        await _connections(served, 0)
        gate.open.set()
        assert (await served.ask("quick.test.", proto="tcp")).rcode() == dns.rcode.NOERROR
        assert served.counted("coredns_panics_total") == {(): 0}
        await _connections(served, 0)
        assert served.server.room.clients == {}


async def test_a_client_that_does_not_read_is_asked_no_more_and_given_up_at_a_bound(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(tcp, "MAX_UNREAD", 100_000)
    monkeypatch.setattr(tcp, "BATCH", 1)
    async with serving(". {\n long\n}\n", plugins=[Long]) as served, _client(served) as sock:
        loop = asyncio.get_running_loop()
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        await _connections(served, 1)
        [connection] = served.server.room.connections
        sending = asyncio.ensure_future(loop.sock_sendall(sock, _framed("a.") * 1_000_000))
        while not connection.stuck():
            await asyncio.sleep(0)
        assert not sending.done()
        assert (await served.ask("a.", proto="tcp")).rcode() == dns.rcode.NOERROR
        assert connection._transport.get_write_buffer_size() < 300_000  # type: ignore[attr-defined]
        served.server.room.clock = lambda: connection.last + 3600
        served.server.room.close_idle()
        await _connections(served, 0)
        with pytest.raises(ConnectionError):
            await sending


async def test_a_client_that_reads_again_is_asked_again() -> None:
    async with serving(". {\n long\n}\n", plugins=[Long]) as served, _client(served) as sock:
        loop = asyncio.get_running_loop()
        sending = asyncio.ensure_future(loop.sock_sendall(sock, b"".join(_framed("a.", id) for id in range(200))))
        await _connections(served, 1)
        [connection] = served.server.room.connections
        while not connection.stuck():
            await asyncio.sleep(0)
        await sending
        sock.shutdown(socket.SHUT_WR)
        assert _ids(await _until_closed(sock)) == list(range(200))


async def test_a_client_with_too_many_connections_is_refused_and_its_others_live() -> None:
    async with serving(". {\n says x\n}\n", plugins=[Says]) as served:
        served.server.room.most = 4
        async with _client(served) as one, _client(served) as two:
            await _connections(served, 2)
            async with _client(served) as three:
                assert await _until_closed(three) == b""
            for sock in (one, two):
                sock.send(_framed("a.test.", 7))
                sock.shutdown(socket.SHUT_WR)
                assert _ids(await _until_closed(sock)) == [7]
            assert served.counted("pydns_tcp_connections_closed_total") == {("client",): 1}


async def test_without_a_descriptor_the_oldest_idle_connection_gives_way(monkeypatch: pytest.MonkeyPatch) -> None:
    async with serving(". {\n says x\n}\n", plugins=[Says]) as served, _client(served) as idle:
        await _connections(served, 1)
        listening = _listening(served)
        exhausted = Exhausted(listening.sock, 1)
        monkeypatch.setattr(listening, "sock", exhausted)
        async with _client(served) as sock:
            sock.send(_framed("a.test.", 7))
            sock.shutdown(socket.SHUT_WR)
            assert _ids(await _until_closed(sock)) == [7]
        assert await _until_closed(idle) == b""


async def test_without_a_descriptor_and_an_idle_connection_the_reserve_refuses_the_newcomer(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    gate = Gate()
    async with serving(CHAIN, plugins=[gated(gate), Says]) as served, _client(served) as busy:
        busy.send(_framed("slow.test.", 3))
        await gate.holds(1)
        listening = _listening(served)
        monkeypatch.setattr(listening, "sock", Exhausted(listening.sock, 1))
        async with _client(served) as sock:
            assert await _until_closed(sock) == b""
        assert (await served.ask("quick.test.")).rcode() == dns.rcode.NOERROR
        assert (await served.ask("quick.test.", proto="tcp")).rcode() == dns.rcode.NOERROR
        gate.open.set()
        busy.shutdown(socket.SHUT_WR)
        assert _ids(await _until_closed(busy)) == [3]


async def test_without_even_a_reserve_accepting_rests_instead_of_spinning(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tcp, "_PAUSE", 0.01)
    async with serving(". {\n says x\n}\n", plugins=[Says]) as served:
        listening = _listening(served)
        exhausted = Exhausted(listening.sock, 4)
        monkeypatch.setattr(listening, "sock", exhausted)
        async with _client(served) as sock:
            sock.send(_framed("a.test.", 7))
            sock.shutdown(socket.SHUT_WR)
            assert _ids(await _until_closed(sock)) == [7]
        assert exhausted.asked <= 6


class Exhausted:
    """A listening socket that finds no descriptor for so many times; the rest is as it was."""

    def __init__(self, sock: socket.socket, times: int) -> None:
        self._sock = sock
        self._times = times
        self.asked = 0

    def accept(self) -> tuple[socket.socket, object]:
        self.asked += 1
        if self.asked <= self._times:
            raise OSError(errno.EMFILE, "Too many open files")
        return self._sock.accept()

    def __getattr__(self, name: str) -> object:
        return getattr(self._sock, name)


async def test_a_thousand_connections_opened_and_closed_leave_no_descriptor() -> None:
    async with serving(". {\n says x\n}\n", plugins=[Says]) as served:
        await served.ask("a.test.", proto="tcp")
        await _connections(served, 0)
        before = len(os.listdir("/proc/self/fd"))
        for _ in range(20):
            with ExitStack() as stack:
                for _ in range(50):
                    sock = stack.enter_context(socket.create_connection(served.address()))
                    sock.send(_framed("a.test.")[:7])
                await _connections(served, 50)
            await _connections(served, 0)
        assert len(os.listdir("/proc/self/fd")) == before


async def test_a_connection_that_is_just_being_accepted_when_its_address_goes_is_closed() -> None:
    async with serving("a:1053 {\n says x\n}\nb:1054 {\n says y\n}\n", plugins=[Says]) as served:
        with socket.create_connection(served.address(1053)) as sock:
            sock.setblocking(False)
            await served.reload("b:1054 {\n says y\n}\n")
            assert await _until_closed(sock) == b""
        await _connections(served, 0)
