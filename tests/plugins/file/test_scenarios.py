"""The reference's recorded answers, asked in process: each folder of data/scenarios is a Corefile and its queries."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import dns.rcode
import pytest

import corefile
from corefile.options import Reader
from pydns_host import names
from pydns_host.block import Block
from pydns_host.chain import Next, Plugin, build
from pydns_host.errors import QueryError
from pydns_host.header import AA, CD, NOTIFY, RD
from pydns_host.message import Edns, Request, Response
from pydns_host.plugins.file.plugin import File
from pydns_host.testing import Bench, record, request, rows

DATA = Path(__file__).with_name("data") / "scenarios"
FLAGS = {"aa": AA, "rd": RD, "cd": CD}
# Where the reference was not followed: in each the recording says "quirk".
DIFFERENT = {
    "loop1.vine.test. A": "a CNAME loop has each record once",
    "self.vine.test. A": "a CNAME loop has each record once",
    "node3.grove.test. A": "$GENERATE knows $TTL",
    "node6.grove.test. A": "fallthrough is for the zones of its own directive",
    "y.old.grove.test. A": "fallthrough is for the zones of its own directive",
}


def _label(query: dict[str, Any]) -> str:
    return f"{query['name']} {query['type']}"


def _cases() -> list[Any]:
    return [
        pytest.param(folder, query, id=f"{folder.name}: {_label(query)} #{number}")
        for folder in sorted(DATA.iterdir())
        for number, query in enumerate(json.loads((folder / "scenario.json").read_text())["queries"])
        if query.get("class") is None  # other classes are refused before any plugin is asked
    ]


class Template(Plugin):
    """Stands in for the template directive of one scenario: a fixed address below leaf.test."""

    name = "template"

    async def serve(self, request: Request, next: Next) -> Response | None:
        if request.type == 1 and names.is_subdomain(request.key, names.from_text("leaf.test.")):
            return request.reply(0, [record(f"{request.text} 1 IN A 203.0.113.254")], aa=True)
        return await next(request)


class Host:
    """A server block of a Corefile with its file plugin; other zones are refused, errors are answers."""

    def __init__(self, folder: Path) -> None:
        found = corefile.loads((folder / "Corefile").read_text(), "Corefile", env={}).blocks[0]
        zones = tuple(f"{key.value.partition(':')[0].rstrip('.')}." for key in found.keys)
        below = found.directives["root"][1].value if "root" in found.directives else ""
        block = Block(zones=zones, span=found.keys[0].span, root=str(folder / below))
        config = File.parse(Reader(found.directives["file"], "file"), block)
        self.zones = [names.from_text(zone) for zone in zones]
        services = Bench(block, resolve=self.ask).services("file")
        self.file = File(config, services)
        self.chain = build([Template(None, services), self.file] if "template" in found.directives else [self.file])

    async def ask(self, query: Request) -> Response | None:
        if not any(names.is_subdomain(query.key, zone) for zone in self.zones):
            return query.reply(5)
        try:
            return await self.chain(query)
        except QueryError as error:
            return query.reply(error.rcode)


def _request(query: dict[str, Any]) -> Request:
    edns = query.get("edns")
    rtype = query["type"] if isinstance(query["type"], str) else f"TYPE{query['type']}"
    facts: dict[str, Any] = {
        "flags": sum(FLAGS.get(flag, 0) for flag in query.get("flags", ["rd"])),
        "edns": None if edns is None else Edns(edns["payload"], edns.get("do", False)),
    }
    if query.get("opcode") == "NOTIFY":
        facts["opcode"] = NOTIFY
    return request(query["name"], rtype, **facts)


@pytest.mark.parametrize(("folder", "query"), _cases())
async def test_the_answer_is_the_references(folder: Path, query: dict[str, Any]) -> None:
    host = Host(folder)
    await host.file.start()
    found = await host.ask(_request(query))
    await host.file.stop()
    expected = query["expect"]
    if expected.get("timeout"):
        assert found is None
        return
    assert found is not None
    same = (
        dns.rcode.to_text(dns.rcode.Rcode(found.rcode)) == expected["rcode"]
        and found.flags == sum(FLAGS.get(flag, 0) for flag in expected["flags"])
        and sorted(rows(found.answer)) == sorted(expected["answer"])
        and sorted(rows(found.authority)) == sorted(expected["authority"])
        and sorted(rows(found.additional)) == sorted(expected["additional"])
    )
    assert same == (_label(query) not in DIFFERENT)
    assert same or "quirk" in query


def test_every_difference_is_one_of_a_query() -> None:
    assert {_label(case.values[1]) for case in _cases()} >= set(DIFFERENT)
