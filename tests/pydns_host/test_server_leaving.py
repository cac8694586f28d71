"""What is in flight when a server stops or reloads: answered by those who took it, or ended by force; nothing stays."""

from __future__ import annotations

import asyncio
import os
import socket
from collections.abc import Sequence

import dns.rcode
import pytest

from pydns_host import server
from pydns_host.chain import Next, Plugin
from pydns_host.errors import StartError
from pydns_host.message import Request, Response
from pydns_host.serving import ListedLogs, _open_on_loopback
from pydns_host.testing import Served, request, serving
from pydns_host.transports.addresses import Pair

from .doubles import Gate, Says, gated, life

SLOW = ". {\n gated\n says old\n}\n"
modes = pytest.mark.parametrize("runs_inline", [True, False], ids=["without a task", "as a task"])
protocols = pytest.mark.parametrize("proto", ["udp", "tcp"])


async def _ask_slowly(served: Served, gate: Gate, proto: str, number: int = 1) -> list[asyncio.Task[int]]:
    """Queries that wait at the gate; each is a rcode to come."""

    async def ask(index: int) -> int:
        return (await served.ask(f"slow{index}.test.", proto=proto)).rcode()

    asking = [asyncio.ensure_future(ask(index)) for index in range(number)]
    await gate.holds(number)
    return asking


@protocols
@modes
async def test_what_is_in_flight_at_the_end_is_answered(proto: str, runs_inline: bool) -> None:
    gate = Gate()
    async with serving(SLOW, plugins=[gated(gate, runs_inline=runs_inline), Says]) as served:
        asking = await _ask_slowly(served, gate, proto, 20)
        stopping = asyncio.ensure_future(served.server.stop())
        asyncio.get_running_loop().call_soon(gate.open.set)
        await stopping
        assert await asyncio.gather(*asking) == [dns.rcode.NOERROR] * 20


@protocols
@modes
async def test_what_outlives_the_grace_period_is_ended_with_servfail(
    monkeypatch: pytest.MonkeyPatch, proto: str, runs_inline: bool
) -> None:
    monkeypatch.setattr(server, "GRACE", 0.0)
    gate = Gate()
    tasks = asyncio.all_tasks()
    async with serving(SLOW, plugins=[gated(gate, runs_inline=runs_inline), Says]) as served:
        asking = await _ask_slowly(served, gate, proto, 20)
        await served.server.stop()
        assert await asyncio.gather(*asking) == [dns.rcode.SERVFAIL] * 20
    assert gate.waiting == 0
    assert asyncio.all_tasks() == tasks


@modes
async def test_a_chain_that_does_not_end_at_all_has_its_client_answered(
    monkeypatch: pytest.MonkeyPatch, runs_inline: bool
) -> None:
    for constant in ("GRACE", "_FLUSH"):
        monkeypatch.setattr(server, constant, 0.0)
    waits, released = asyncio.Event(), asyncio.Event()

    class Stubborn(Plugin):
        name = "stubborn"
        before = "whoami"
        inline = runs_inline

        async def serve(self, request: Request, next: Next) -> Response | None:
            asyncio.get_running_loop().call_soon(waits.set)
            while not released.is_set():
                try:
                    await released.wait()
                except BaseException:
                    continue
            return None

    async with serving(". {\n stubborn\n}\n", plugins=[Stubborn]) as served:
        asking = asyncio.ensure_future(served.ask("a.test."))
        await waits.wait()
        await served.server.stop()
        assert (await asking).rcode() == dns.rcode.SERVFAIL
        released.set()


@modes
async def test_a_reload_ends_by_force_what_the_old_chain_does_not_answer(
    monkeypatch: pytest.MonkeyPatch, runs_inline: bool
) -> None:
    monkeypatch.setattr(server, "GRACE", 0.0)
    gate = Gate()
    async with serving(SLOW, plugins=[gated(gate, runs_inline=runs_inline), Says]) as served:
        tasks = len(asyncio.all_tasks())
        asking = await _ask_slowly(served, gate, "udp", 5)
        await served.reload(". {\n says new\n}\n")
        assert await asyncio.gather(*asking) == [dns.rcode.SERVFAIL] * 5
        assert gate.waiting == 0
        assert (await served.ask("a.test.")).answer[0][0].to_text() == '"new"'
        assert len(asyncio.all_tasks()) == tasks


async def test_plugins_stop_after_their_last_query() -> None:
    gate, lived = Gate(), life()
    async with serving(SLOW.replace("says", "life one\n says"), plugins=[gated(gate), Says, lived]) as served:
        asking = await _ask_slowly(served, gate, "udp")
        reloading = asyncio.ensure_future(served.reload(". {\n life two\n says new\n}\n"))
        while "start two" not in lived.events:
            await asyncio.sleep(0)
        assert "stop one" not in lived.events
        gate.open.set()
        await reloading
        assert lived.events[-1] == "stop one"
        assert await asyncio.gather(*asking) == [dns.rcode.NOERROR]


@protocols
async def test_an_address_that_goes_answers_what_it_took_and_takes_nothing_more(proto: str) -> None:
    gate = Gate()
    text = "a.test:1053 {\n gated\n says a\n}\nb.test:1054 {\n says b\n}\n"
    async with serving(text.replace("a.test", ".", 1), plugins=[gated(gate), Says]) as served:
        leaving = served.address(1053)
        asking = await _ask_slowly(served, gate, proto)
        reloading = asyncio.ensure_future(served.reload("b.test:1054 {\n says c\n}\n"))
        while served.server._leaving == {}:
            await asyncio.sleep(0)
        gate.open.set()
        await reloading
        assert await asyncio.gather(*asking) == [dns.rcode.NOERROR]
        with pytest.raises(ConnectionRefusedError):
            await asyncio.open_connection(*leaving)


async def test_a_query_in_flight_still_finds_this_process_s_other_listeners_while_they_leave() -> None:
    gate = Gate()

    class Asks(Plugin):
        """Asks this process at another port once the gate opens, as forward does."""

        name = "asks"
        before = "says"
        inline = True

        async def serve(self, request: Request, next: Next) -> Response | None:
            await gate.pass_through()
            coroutine = self.services.local(request, "127.0.0.1", 1054)
            return None if coroutine is None else await coroutine

    text = ".:1053 {\n asks\n}\n.:1054 {\n says far\n}\n"
    async with serving(text, plugins=[Asks, Says]) as served:
        asking = asyncio.ensure_future(served.ask("a.test.", port=1053))
        await gate.holds(1)
        stopping = asyncio.ensure_future(served.server.stop())
        await asyncio.sleep(0)
        gate.open.set()
        await stopping
        assert (await asking).answer[0][0].to_text() == '"far"'


async def test_no_query_is_lost_over_reloads_that_keep_the_address() -> None:
    async with serving(". {\n says x\n}\n", plugins=[Says]) as served:
        answers: list[int] = []

        async def keep_asking(proto: str) -> None:
            while len(answers) < 400:
                answers.append((await served.ask("a.test.", proto=proto)).rcode())

        asking = asyncio.gather(keep_asking("udp"), keep_asking("udp"), keep_asking("tcp"))
        reloads = 0
        while not asking.done():
            reloads += 1
            await served.reload(f". {{\n says {reloads}\n}}\n")
            await asyncio.sleep(0)
        await asking
        assert reloads > 10
        assert set(answers) == {dns.rcode.NOERROR}


class Openings:
    """Opens on loopback, and refuses a port that the test says is taken."""

    def __init__(self) -> None:
        self.taken = -1
        self.own: list[int] = []

    def __call__(self, host: str, port: int, own: Sequence[socket.socket]) -> Pair:
        self.own.append(len(own))
        if port == self.taken:
            raise StartError(f"listen tcp {host}:{port}: bind: address already in use")
        return _open_on_loopback(host, port, own)


async def test_a_port_that_is_taken_leaves_the_old_configuration_as_it_was() -> None:
    lived = life()
    async with serving(".:53 {\n life one\n says old\n}\n", plugins=[Says, lived]) as served:
        openings = Openings()
        openings.taken = 55
        served.server._opening = openings
        descriptors = len(os.listdir("/proc/self/fd"))
        text = ".:53 {\n life two\n says new\n}\n.:54 {\n says new\n}\n.:55 {\n says new\n}\n"
        with pytest.raises(StartError, match="address already in use"):
            await served.reload(text)
        assert len(os.listdir("/proc/self/fd")) == descriptors
        assert (await served.ask("a.test.", port=53)).answer[0][0].to_text() == '"old"'
        assert lived.events == ["start one"]  # sockets come before plugins, so none of the new ones was started
        openings.taken = -1
        await served.reload(text)
        assert (await served.ask("a.test.", port=55)).answer[0][0].to_text() == '"new"'


async def test_sockets_are_opened_beside_those_that_this_process_has_already() -> None:
    async with serving(".:53 {\n says x\n}\n", plugins=[Says]) as served:
        openings = Openings()
        served.server._opening = openings
        await served.reload(".:54 {\n says x\n}\n.:55 {\n says x\n}\n")
        assert openings.own == [2, 4]


async def test_a_server_that_did_not_start_has_nothing_to_stop() -> None:
    made = server.Server(ListedLogs([]))
    await made.stop()
    assert made.local(request("a.test."), "127.0.0.1", 53) is None


async def test_a_sweep_ends_what_is_overdue_and_idle(monkeypatch: pytest.MonkeyPatch) -> None:
    gate = Gate()
    async with serving(SLOW, plugins=[gated(gate), Says]) as served:
        asking = await _ask_slowly(served, gate, "tcp")
        [endpoint] = served.server.endpoints.values()
        [query] = endpoint.listener.in_flight
        query.since -= 3600
        served.server.sweep()
        assert await asyncio.gather(*asking) == [dns.rcode.SERVFAIL]
        reader, writer = await asyncio.open_connection(*served.address())
        while not served.server.room.connections:
            await asyncio.sleep(0)
        monkeypatch.setattr(served.server.room, "clock", lambda: 1e12)
        served.server.sweep()
        assert await reader.read() == b""
        writer.close()
        await writer.wait_closed()
