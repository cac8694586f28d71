"""What clients get: zones chosen, answers turned into responses, aliases followed, files read again."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from pydns_host import names
from pydns_host.chain import build
from pydns_host.errors import QueryError, StartError
from pydns_host.header import AA, CD, NOERROR, NOTIFY, NXDOMAIN, RD, REFUSED, SERVFAIL
from pydns_host.message import Edns, Request, Response
from pydns_host.plugins.file.plugin import MAX_HOPS, YXDOMAIN, File
from pydns_host.testing import Bench, answering, ask, block, failing, make, request, rows
from tests.plugins.file.zones import APEX

BEHIND = answering("from.behind. 1 IN A 192.0.2.53")


class Served:
    """A started plugin on files in a folder, and the host that it asks anew."""

    def __init__(self, folder: Path, directive: str, **files: str) -> None:
        for name, text in files.items():
            (folder / name).write_text(text)
        self.bench = Bench(block(root=str(folder)), resolve=self.resolve)
        self.plugin: File = make(File, directive, self.bench)
        self.chain = build([self.plugin])
        self.asked: list[str] = []

    async def __aenter__(self) -> Served:
        await self.plugin.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.plugin.stop()

    async def resolve(self, query: Request) -> Response | None:
        """As the host does: the whole chain, and its errors as answers."""
        self.asked.append(f"{query.text} {query.type_text}")
        try:
            return await self.chain(query)
        except QueryError as error:
            return query.reply(error.rcode)


# Which zone.


async def test_the_longest_zone_answers(tmp_path: Path) -> None:
    files = {"outer": f"{APEX}www.sub A 192.0.2.1\n", "inner": f"{APEX}www A 192.0.2.2\n"}
    async with Served(tmp_path, "file outer z.test\nfile inner sub.z.test", **files) as served:
        assert rows((await ask(served.plugin, "www.sub.z.test.")).answer) == ["www.sub.z.test. 60 IN A 192.0.2.2"]
        assert (await ask(served.plugin, "xsub.z.test.")).rcode == NXDOMAIN


async def test_ds_is_answered_by_the_zone_above(tmp_path: Path) -> None:
    digest = "00" * 32
    files = {"outer": f"{APEX}sub NS ns.sub\nsub DS 1 13 2 {digest}\n", "inner": APEX}
    async with Served(tmp_path, "file outer z.test\nfile inner sub.z.test", **files) as served:
        found = await ask(served.plugin, "sub.z.test.", "DS")
        assert [record.owner for record in found.authority] == [names.from_text("z.test.")]
        assert len(found.answer) == 1


async def test_ds_is_answered_by_the_zone_itself_when_the_one_above_does_not_know_it(tmp_path: Path) -> None:
    async with Served(tmp_path, "file db z.test\nfile db sub.z.test", db=APEX) as served:
        found = await ask(served.plugin, "sub.z.test.", "DS")
        assert (found.rcode, [record.owner for record in found.authority]) == (
            NOERROR,
            [names.from_text("sub.z.test.")],
        )


async def test_ds_of_a_zone_without_one_above_is_no_data(tmp_path: Path) -> None:
    async with Served(tmp_path, "file db z.test", db=APEX) as served:
        found = await ask(served.plugin, "z.test.", "DS")
        assert (found.rcode, found.counts) == (NOERROR, (0, 1, 0))


async def test_other_names_are_for_the_next_plugin(tmp_path: Path) -> None:
    async with Served(tmp_path, "file db z.test", db=APEX) as served:
        assert rows((await ask(served.plugin, "other.test.", "A", BEHIND)).answer) == ["from.behind. 1 IN A 192.0.2.53"]


async def test_other_names_are_refused_when_nobody_is_behind(tmp_path: Path) -> None:
    async with Served(tmp_path, "file db z.test", db=APEX) as served:
        found = await ask(served.chain, "other.test.")
        assert (found.rcode, found.flags, found.counts) == (REFUSED, RD, (0, 0, 0))


# What a response looks like.


@pytest.mark.parametrize(
    ("name", "rcode", "flags"),
    [
        ("www.z.test.", NOERROR, AA),
        ("z.test.", NOERROR, AA),
        ("none.z.test.", NXDOMAIN, AA),
        ("x.sub.z.test.", NOERROR, 0),
        ("alias.z.test.", NOERROR, AA),
        ("x.self.z.test.", SERVFAIL, 0),
        ("a." * 120 + "d.z.test.", YXDOMAIN, AA),
    ],
    ids=["data", "no data", "no name", "a referral", "an alias into it", "a DNAME to itself", "a name too long"],
)
async def test_a_response_has_rcode_and_flags(tmp_path: Path, name: str, rcode: int, flags: int) -> None:
    text = f"{APEX}www A 192.0.2.1\nsub NS ns.far.test.\nalias CNAME x.sub\nself DNAME self\nd DNAME long.d.far.test.\n"
    async with Served(tmp_path, "file db z.test", db=text) as served:
        found = await ask(served.plugin, name, flags=RD | CD)
        assert (found.rcode, found.flags) == (rcode, flags | RD | CD)


async def test_signatures_are_for_who_asks_for_them(tmp_path: Path) -> None:
    text = f"{APEX}www A 192.0.2.1\nwww RRSIG A 13 3 60 20991231000000 20240101000000 1 @ AAAA\n"
    async with Served(tmp_path, "file db z.test", db=text) as served:
        for _ in range(2):  # remembered the second time
            assert len((await ask(served.plugin, "www.z.test.")).answer) == 1
            assert len((await ask(served.plugin, "www.z.test.", edns=Edns(1232, do=True))).answer) == 2


async def test_a_remembered_response_has_each_clients_flags(tmp_path: Path) -> None:
    async with Served(tmp_path, "file db z.test", db=f"{APEX}www A 192.0.2.1\n") as served:
        for flags in (RD, 0, CD, RD):
            assert (await ask(served.plugin, "www.z.test.", flags=flags)).flags == AA | flags


@pytest.mark.parametrize("rtype", ["AXFR", "IXFR"])
async def test_a_transfer_is_refused(tmp_path: Path, rtype: str) -> None:
    async with Served(tmp_path, "file db z.test", db=APEX) as served:
        assert (await ask(served.plugin, "z.test.", rtype, proto="tcp")).rcode == REFUSED


async def test_a_notify_is_dropped_and_logged(tmp_path: Path) -> None:
    async with Served(tmp_path, "file db z.test", db=APEX) as served:
        assert await served.plugin.serve(request("z.test.", "SOA", opcode=NOTIFY), failing()) is None
        assert served.bench.lines == ["[INFO] plugin/file: Dropping notify from 127.0.0.1 for z.test."]


# Aliases out of the zone.


async def test_an_alias_into_another_zone_of_this_host_is_followed(tmp_path: Path) -> None:
    files = {"one": f"{APEX}out CNAME www.y.test.\n", "two": f"{APEX}www A 192.0.2.1\n"}
    async with Served(tmp_path, "file one z.test\nfile two y.test", **files) as served:
        found = await ask(served.plugin, "out.z.test.")
        assert rows(found.answer) == ["out.z.test. 60 IN CNAME www.y.test.", "www.y.test. 60 IN A 192.0.2.1"]
        assert rows(found.authority) == ["z.test. 60 IN NS ns.z.test."]
        assert served.asked == ["www.y.test. A"]


@pytest.mark.parametrize(
    ("target", "rcode", "authority"),
    [
        ("missing", NXDOMAIN, "SOA"),
        ("missing.y.test.", NXDOMAIN, "SOA"),
        ("ent", NOERROR, "SOA"),
        ("far.test.", NOERROR, "NS"),
        ("gone.test.", SERVFAIL, "NS"),
    ],
)
async def test_an_alias_comes_with_what_became_of_its_target(
    tmp_path: Path, target: str, rcode: int, authority: str
) -> None:
    files = {"one": f"{APEX}out CNAME {target}\na.ent A 192.0.2.1\n", "two": APEX}
    async with Served(tmp_path, "file one z.test\nfile two y.test\nfile nosuch gone.test", **files) as served:
        found = await ask(served.plugin, "out.z.test.")
        assert found.rcode == rcode
        assert len(found.answer) == 1
        assert [record.to_text().split()[3] for record in found.authority] == [authority]


async def test_an_alias_nobody_can_follow_is_an_answer(tmp_path: Path) -> None:
    async with Served(tmp_path, "file db z.test", db=f"{APEX}out CNAME www.far.test.\n") as served:
        served.plugin.services = Bench(block()).services("file")
        found = await ask(served.plugin, "out.z.test.")
        assert (found.rcode, len(found.answer)) == (NOERROR, 1)


async def test_a_wildcard_answers_for_an_alias(tmp_path: Path) -> None:
    text = f"{APEX}out CNAME any.w\n*.w MX 1 mail\nmail A 192.0.2.1\n"
    async with Served(tmp_path, "file db z.test", db=text) as served:
        found = await ask(served.plugin, "out.z.test.", "MX")
        assert rows(found.answer) == ["out.z.test. 60 IN CNAME any.w.z.test.", "any.w.z.test. 60 IN MX 1 mail.z.test."]
        assert rows(found.additional) == ["mail.z.test. 60 IN A 192.0.2.1"]


async def test_a_wildcard_that_is_an_alias_shows_that_no_closer_name_exists(tmp_path: Path) -> None:
    text = f"{APEX}@ NSEC *.w NS SOA NSEC\n*.w CNAME www.far.test.\n*.w NSEC @ CNAME NSEC\n"
    async with Served(tmp_path, "file db z.test", db=text) as served:
        found = await ask(served.plugin, "x.w.z.test.", edns=Edns(1232, do=True))
        assert [line.split()[3] for line in rows(found.authority)] == ["NS", "NSEC"]


async def test_aliases_that_lead_around_through_zones_end(tmp_path: Path) -> None:
    files = {"one": f"{APEX}a CNAME b.y.test.\n", "two": f"{APEX}b CNAME a.z.test.\n"}
    async with Served(tmp_path, "file one z.test\nfile two y.test", **files) as served:
        found = await ask(served.plugin, "a.z.test.")
        assert found.rcode == SERVFAIL
        assert rows(found.answer) == ["a.z.test. 60 IN CNAME b.y.test.", "b.y.test. 60 IN CNAME a.z.test."]
        assert len(served.asked) == MAX_HOPS + 1


# Falling through.


@pytest.mark.parametrize(
    ("name", "falls"),
    [
        ("none.z.test.", True),
        ("ent.z.test.", True),
        ("z.test.", True),
        ("www.z.test.", False),
        ("sub.z.test.", False),
        ("alias.z.test.", False),
    ],
)
async def test_a_name_without_an_answer_falls_through(tmp_path: Path, name: str, falls: bool) -> None:
    text = f"{APEX}www TXT x\na.ent A 192.0.2.1\nsub NS ns.far.test.\nalias CNAME none\n"
    async with Served(tmp_path, "file db z.test {\nfallthrough\n}", db=text) as served:
        found = await ask(served.plugin, name, "A", BEHIND)
        assert (rows(found.answer) == ["from.behind. 1 IN A 192.0.2.53"]) == falls


@pytest.mark.parametrize(("name", "falls"), [("a.in.z.test.", True), ("in.z.test.", True), ("win.z.test.", False)])
async def test_fallthrough_may_be_for_some_names(tmp_path: Path, name: str, falls: bool) -> None:
    async with Served(tmp_path, "file db z.test {\nfallthrough in.z.test\n}", db=APEX) as served:
        assert ((await ask(served.plugin, name, "A", BEHIND)).rcode == NOERROR) == falls


async def test_fallthrough_is_for_the_zones_of_its_own_directive(tmp_path: Path) -> None:
    async with Served(tmp_path, "file db z.test\nfile db y.test {\nfallthrough\n}", db=APEX) as served:
        assert (await ask(served.plugin, "x.z.test.", "A", BEHIND)).rcode == NXDOMAIN
        assert (await ask(served.plugin, "x.y.test.", "A", BEHIND)).rcode == NOERROR


async def test_falling_off_the_end_fails(tmp_path: Path) -> None:
    async with Served(tmp_path, "file db z.test {\nfallthrough\n}", db=APEX) as served:
        with pytest.raises(QueryError, match="plugin/file: no next plugin found"):
            await ask(served.chain, "x.z.test.")


# Files that are missing, bad, or change.


async def test_a_missing_file_is_served_servfail_until_it_appears(tmp_path: Path) -> None:
    async with Served(tmp_path, "file db z.test") as served:
        assert served.bench.lines == [
            f'[WARNING] plugin/file: Failed to open "open {tmp_path}/db: no such file or directory": '
            "trying again in 1m0s"
        ]
        found = await ask(served.plugin, "z.test.", "SOA")
        assert (found.rcode, found.flags) == (SERVFAIL, RD)
        (source,) = served.plugin.sources
        await served.plugin.refresh(source)
        (tmp_path / "db").write_text(APEX)
        await served.plugin.refresh(source)
        assert (await ask(served.plugin, "z.test.", "SOA")).rcode == NOERROR
        path = f'"{tmp_path}/db"'
        assert served.bench.lines[1:] == [
            f'[ERROR] plugin/file: Failed to open zone "z.test." in {path}: '
            f"open {tmp_path}/db: no such file or directory",
            f'[INFO] plugin/file: Successfully reloaded zone "z.test." in {path} with 1 SOA serial',
        ]


async def test_a_file_that_has_become_bad_keeps_the_old_zone(tmp_path: Path) -> None:
    async with Served(tmp_path, "file db z.test", db=f"{APEX}www A 192.0.2.1\n") as served:
        (tmp_path / "db").write_text(APEX.replace("host 1 ", "host 2 ") + "www A oops\n")
        (source,) = served.plugin.sources
        await served.plugin.refresh(source)
        assert rows((await ask(served.plugin, "www.z.test.")).answer) == ["www.z.test. 60 IN A 192.0.2.1"]
        (line,) = served.bench.lines
        assert line.startswith('[ERROR] plugin/file: Parsing zone "z.test.": failed to parse file ')
        assert line.endswith('dns: bad A A: "oops" at line: 4:10')


async def test_a_new_serial_is_served_after_the_interval(tmp_path: Path) -> None:
    reloaded = asyncio.Event()
    async with Served(tmp_path, "file db z.test {\nreload 1ms\n}", db=f"{APEX}www A 192.0.2.1\n") as served:
        served.bench.lines = Signal(reloaded)
        served.plugin.services = served.bench.services("file")
        (tmp_path / "new").write_text(APEX.replace("host 1 ", "host 2 ") + "www A 192.0.2.2\n")
        (tmp_path / "new").rename(tmp_path / "db")
        await asyncio.wait_for(reloaded.wait(), 20)
        assert rows((await ask(served.plugin, "www.z.test.")).answer) == ["www.z.test. 60 IN A 192.0.2.2"]


class Signal(list[str]):
    """Log lines; the first one sets an event."""

    def __init__(self, event: asyncio.Event) -> None:
        super().__init__()
        self.event = event

    def append(self, line: str) -> None:
        super().append(line)
        self.event.set()


async def test_what_looks_wrong_in_a_zone_is_logged_when_it_is_read(tmp_path: Path) -> None:
    async with Served(tmp_path, "file db z.test", db=f"{APEX}www.other.test. A 192.0.2.1\n") as served:
        (line,) = served.bench.lines
        assert line.startswith(f"[WARNING] plugin/file: {tmp_path}/db: www.other.test. ")


async def test_all_bad_files_are_told_at_the_start(tmp_path: Path) -> None:
    served = Served(
        tmp_path, "file one z.test\nfile two y.test\nfile nosuch x.test {\nreload 0\n}", one="", two="oops x"
    )
    with pytest.raises(StartError) as raised:
        await served.plugin.start()
    await served.plugin.stop()
    first, second, third = str(raised.value).splitlines()
    assert first == f'plugin/file: file "{tmp_path}/one" has no SOA record for origin z.test.'
    assert second.startswith(f'plugin/file: failed to parse file "{tmp_path}/two" for origin y.test. with error ')
    assert third == f"plugin/file: plugin/file: open {tmp_path}/nosuch: no such file or directory"


@pytest.mark.parametrize(("option", "watchers"), [("", 1), ("reload 0", 0), ("reload 5s", 1)])
async def test_nothing_is_left_after_the_stop(tmp_path: Path, option: str, watchers: int) -> None:
    before = asyncio.all_tasks()
    async with Served(tmp_path, f"file db z.test {{\n{option}\n}}", db=APEX):
        assert len(asyncio.all_tasks() - before) == watchers
    assert asyncio.all_tasks() == before
