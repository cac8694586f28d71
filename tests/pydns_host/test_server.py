"""Starting, reloading and stopping: what runs goes on until what comes stands, and nothing is left behind."""

from __future__ import annotations

import asyncio
import os
import threading

import dns.message
import dns.rcode
import pytest

from corefile import CorefileError
from pydns_host.errors import StartError
from pydns_host.interfaces import Interfaces
from pydns_host.testing import serving

from .doubles import Gate, Says, gated, life


def _text(message: dns.message.Message) -> str:
    return str(message.answer[0][0])


def _descriptors() -> int:
    return len(os.listdir("/proc/self/fd"))


async def test_a_reload_serves_what_the_corefile_says_now() -> None:
    async with serving(". {\n says old\n}\n", plugins=[Says]) as served:
        await served.reload(". {\n says new\n}\n")
        assert _text(await served.ask("a.test.")) == '"new"'


@pytest.mark.parametrize(
    ("text", "error"),
    [
        pytest.param(". {\n nonsense\n}\n", CorefileError, id="unknown-directive"),
        pytest.param(". {\n says new\n", CorefileError, id="not-closed"),
        pytest.param(". {\n says new\n life fails\n}\n", Exception, id="a-plugin-that-does-not-start"),
        pytest.param(". {\n says new\n bind nosuch0\n}\n", CorefileError, id="an-interface-that-is-none"),
    ],
)
async def test_a_reload_that_fails_leaves_everything_as_it_was(text: str, error: type[Exception]) -> None:
    lived = life()
    async with serving(". {\n says old\n life one\n}\n", plugins=[Says, lived]) as served:
        await served.ask("a.test.")
        before = _descriptors(), threading.active_count(), len(asyncio.all_tasks())
        with pytest.raises(error):
            await served.reload(text)
        assert _text(await served.ask("a.test.")) == '"old"'
        assert "stop one" not in lived.events
        assert (_descriptors(), threading.active_count(), len(asyncio.all_tasks())) == before


async def test_a_query_in_flight_is_answered_by_the_chain_that_took_it() -> None:
    gate = Gate()
    async with serving(". {\n gated\n says old\n}\n", plugins=[gated(gate), Says]) as served:
        slow = asyncio.ensure_future(served.ask("slow.test."))
        await gate.holds(1)
        reloading = asyncio.ensure_future(served.reload(". {\n gated\n says new\n}\n"))
        gate.open.set()
        await reloading
        assert _text(await slow) == '"old"'
        assert _text(await served.ask("quick.test.")) == '"new"'


async def test_plugins_of_the_old_generation_are_stopped_once_the_new_one_serves() -> None:
    lived = life()
    async with serving(". {\n says x\n life one\n}\n", plugins=[Says, lived]) as served:
        await served.reload(". {\n says x\n life two\n}\n")
        assert lived.events == ["start one", "start two", "stop one"]
    assert lived.events[-1] == "stop two"


async def test_a_hundred_reloads_leave_nothing_behind() -> None:
    async with serving(". {\n says x\n}\n", plugins=[Says]) as served:
        await served.reload(". {\n says x\n errors\n log\n}\n")
        await served.ask("a.test.")
        before = _descriptors(), threading.active_count(), len(asyncio.all_tasks())
        for number in range(100):
            if number % 5 == 4:
                with pytest.raises(CorefileError):
                    await served.reload(". {\n says\n}\n")
            else:
                await served.reload(f". {{\n says {number}\n errors\n log\n forward other.test 127.0.0.1:9\n}}\n")
        assert _text(await served.ask("a.test.")) == '"98"'
        assert (_descriptors(), threading.active_count(), len(asyncio.all_tasks())) == before


async def test_an_address_that_is_gone_is_closed_and_one_that_stays_keeps_its_socket() -> None:
    async with serving("a:1053 {\n says a\n}\nb:1054 {\n says b\n}\n", plugins=[Says]) as served:
        kept = served.address(1053)
        await served.reload("a:1053 {\n says c\n}\n")
        assert served.address(1053) == kept
        with pytest.raises(LookupError):
            served.address(1054)


async def test_bind_names_addresses_and_interfaces_and_leaves_out_what_is_excepted() -> None:
    interfaces = Interfaces({"lo": ("127.0.0.1", "127.0.0.2", "::1")})
    text = ". {\n bind lo {\n  except 127.0.0.2\n }\n says x\n}\n"
    async with serving(text, plugins=[Says], interfaces=interfaces) as served:
        assert {host for host, _ in served.server.endpoints} == {"127.0.0.1", "::1"}


async def test_the_banner_has_a_line_for_each_zone_and_address() -> None:
    async with serving("b.test a.test:1053 {\n says x\n bind 127.0.0.1\n}\n", plugins=[Says]) as served:
        shown = sorted(line.partition(":")[0] + " on" + line.partition(" on")[2] for line in served.server.banner())
        assert shown == ["a.test. on 127.0.0.1", "b.test. on 127.0.0.1"]


async def test_a_query_of_a_stopped_servers_chain_is_answered_before_it_is_gone() -> None:
    gate = Gate()
    async with serving(". {\n gated\n says x\n}\n", plugins=[gated(gate), Says]) as served:
        slow = asyncio.ensure_future(served.ask("slow.test."))
        await gate.holds(1)
        stopping = asyncio.ensure_future(served.server.stop())
        gate.open.set()
        await stopping
        assert (await slow).rcode() == dns.rcode.NOERROR


async def test_what_the_machine_lacks_is_a_start_error() -> None:
    with pytest.raises((StartError, CorefileError), match=r"a\.zone|no SOA|open"):
        async with serving("a.test {\n file /dev/null\n}\n"):
            pass
