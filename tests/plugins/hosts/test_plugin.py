"""Which questions hosts answers, which go on, and its file from start to stop."""

from __future__ import annotations

import asyncio
import os
from ipaddress import ip_address
from pathlib import Path

import pytest

from pydns_host.errors import QueryError, StartError
from pydns_host.message import AA, RD, SERVFAIL, Response
from pydns_host.plugins.hosts.config import Config
from pydns_host.plugins.hosts.plugin import Hosts
from pydns_host.testing import Bench, answering, ask, block, make, request, rows

NEXT = answering("next. 1 IN TXT next")
LINES = "192.0.2.1 web.test\n2001:db8::1 web.test six.test\n192.0.2.2 *.wild.test\n"
V6 = ip_address("2001:db8::1").reverse_pointer


async def outcome(plugin: Hosts, name: str, type: str) -> str:
    """The answer in short: rcode, flags, data; or "next"."""
    response = await ask(plugin, name, type, NEXT)
    went_on = [record.type for record in response.answer] == [16]
    assert (plugin.quick(request(name, type), lambda _: None) is None) is went_on
    if went_on:
        return "next"
    if response.rcode:
        return str(response.rcode)
    assert response.flags == AA | RD
    return " ".join(line.split(None, 4)[4] for line in rows(response.answer))


@pytest.mark.parametrize(
    ("name", "type", "options", "expected"),
    [
        ("web.test", "A", "", "192.0.2.1"),
        ("WEB.Test", "A", "", "192.0.2.1"),
        ("web.test", "AAAA", "", "2001:db8::1"),
        ("six.test", "A", "", ""),
        ("web.test", "TXT", "", ""),
        ("web.test", "ANY", "", ""),
        ("web.test", "TXT", "fallthrough", ""),
        ("web.test", "TXT", "fallthrough_unsupported\nfallthrough", "next"),
        ("web.test", "TXT", "fallthrough_unsupported\nfallthrough other.test", ""),
        ("none.test", "A", "", "2"),
        ("none.test", "TXT", "", "2"),
        ("none.test", "A", "fallthrough", "next"),
        ("none.test", "A", "fallthrough a.test NONE.test", "next"),
        ("none.test", "A", "fallthrough other.test", "2"),
        ("x.wild.test", "A", "", "192.0.2.2"),
        ("x.wild.test", "AAAA", "", ""),
        ("other.example", "A", "", "next"),
        ("1.2.0.192.in-addr.arpa", "PTR", "", "web.test."),
        ("1.2.0.192.in-addr.arpa", "PTR", "no_reverse", "next"),
        ("2.2.0.192.in-addr.arpa", "PTR", "", "next"),
        ("1.2.0.192.in-addr.arpa", "A", "", "next"),
        (V6, "PTR", "", "web.test. six.test."),
        ("web.test", "PTR", "", "next"),
    ],
)
async def test_a_question_is_answered_or_goes_on(name: str, type: str, options: str, expected: str) -> None:
    plugin = make(Hosts, f"hosts h test {{\n{LINES}\n{options}\n}}")
    for _ in range(2):  # the second time from what is remembered
        assert await outcome(plugin, name, type) == expected


async def test_owners_are_in_lower_case_and_have_the_ttl() -> None:
    plugin = make(Hosts, f"hosts {{\n{LINES}\nttl 33\n}}")
    for name in ("Web.Test", "web.test"):
        assert rows((await ask(plugin, name, "A")).answer) == ["web.test. 33 IN A 192.0.2.1"]


async def test_flags_are_those_of_each_query() -> None:
    plugin = make(Hosts, f"hosts {{\n{LINES}\n}}")
    for flags in (0, RD, 0):
        assert (await ask(plugin, "web.test", flags=flags)).flags == AA | flags


async def test_a_miss_at_the_end_of_a_chain_fails_as_such() -> None:
    with pytest.raises(QueryError, match="no next plugin"):
        await ask(make(Hosts, "hosts h test"), "other.example", "A")


def test_what_is_not_here_is_asked_of_the_next_plugin_at_once() -> None:
    plugin, answer = make(Hosts, "hosts {\nfallthrough\n}"), Response(SERVFAIL)
    assert plugin.quick(request("a.test"), lambda _: answer) is answer
    assert plugin.quick(request("a.test"), lambda _: None) is None


def served(tmp_path: Path, text: str | None, directive: str = "hosts h", **facts: bool) -> tuple[Hosts, Bench, Path]:
    file = tmp_path / "h"
    if text is not None:
        file.write_text(text)
    bench = Bench(block(root=str(tmp_path), **facts))
    return make(Hosts, directive, bench), bench, file


async def addresses(plugin: Hosts, name: str = "a.test") -> list[str]:
    return [line.split()[4] for line in rows((await ask(plugin, name, "A")).answer)]


async def test_a_changed_file_is_read_again(tmp_path: Path) -> None:
    plugin, bench, file = served(tmp_path, "192.0.2.1 a.test", debug=True)
    await plugin.start()
    assert await addresses(plugin) == ["192.0.2.1"]
    file.write_text("192.0.2.1 a.test\n192.0.2.2 a.test")
    os.utime(file, (1_700_000_000.5, 1_700_000_000.5))
    await plugin.refresh()
    assert await addresses(plugin) == ["192.0.2.1", "192.0.2.2"]
    file.unlink()
    await plugin.refresh()
    assert await addresses(plugin) == ["192.0.2.1", "192.0.2.2"]
    await plugin.stop()
    assert bench.lines == [f"[DEBUG] plugin/hosts: Parsed hosts file into {count} entries" for count in (2, 4)]
    assert bench.counted("coredns_hosts_entries") == {(str(file),): 4}
    assert bench.counted("coredns_hosts_reload_timestamp_seconds") == {(): 1_700_000_000.5}


async def test_the_file_and_the_corefile_add_up(tmp_path: Path) -> None:
    plugin, bench, file = served(
        tmp_path,
        "192.0.2.1 a.test\n192.0.2.3 a.test",
        "hosts h {\n192.0.2.2 a.test\n192.0.2.1 a.test\n192.0.2.9 *.test\n}",
    )
    await plugin.start()
    await plugin.stop()
    assert await addresses(plugin) == ["192.0.2.1", "192.0.2.3", "192.0.2.2"]
    assert bench.counted("coredns_hosts_entries") == {(str(file),): 9}


async def test_the_looking_ends_with_the_plugin_and_happens_before(tmp_path: Path) -> None:
    plugin, _, file = served(tmp_path, "192.0.2.1 a.test", "hosts h {\nreload 1ms\n}")
    await plugin.start()
    file.write_text("192.0.2.222 a.test")
    async with asyncio.timeout(10):
        while await addresses(plugin) != ["192.0.2.222"]:
            await asyncio.sleep(0.001)
    await plugin.stop()
    assert [task for task in asyncio.all_tasks() if task is not asyncio.current_task()] == []


@pytest.mark.parametrize(
    ("directive", "lines"),
    [
        ("hosts h", ["[WARNING] plugin/hosts: File does not exist: {h}"]),
        ("hosts .", ['[WARNING] plugin/hosts: Hosts file "{root}/." is a directory']),
        ("hosts {\nreload 0\n}", []),
    ],
    ids=["missing", "a directory", "not named"],
)
async def test_a_file_that_is_none_is_told(tmp_path: Path, directive: str, lines: list[str]) -> None:
    plugin, bench, file = served(tmp_path, None, directive)
    await plugin.start()
    await plugin.stop()
    assert bench.lines == [line.format(h=file, root=tmp_path) for line in lines]


async def test_a_file_that_cannot_be_looked_at_stops_the_start(tmp_path: Path) -> None:
    plugin, _, file = served(tmp_path, "", "hosts h/below")
    with pytest.raises(StartError) as caught:
        await plugin.start()
    await plugin.stop()
    text = f"plugin/hosts: unable to access hosts file '{file}/below': stat {file}/below: not a directory"
    assert str(caught.value) == text


async def test_more_names_than_fit_into_a_message_cost_no_more() -> None:
    lines = tuple(f"0.0.0.0 {number}.test" for number in range(20_000))
    plugin = Hosts(Config(inline=lines), Bench(block()).services("hosts"))
    response = await ask(plugin, "0.0.0.0.in-addr.arpa", "PTR")
    assert 65535 // 15 < response.counts[0] < 5000
