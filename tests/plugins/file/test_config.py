"""What a Corefile may say about file, and what it then means."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import corefile
from corefile import CorefileError
from corefile.options import Reader
from pydns_host import names
from pydns_host.block import Block
from pydns_host.errors import StartError
from pydns_host.plugins.file.config import Config, ZoneConfig
from pydns_host.plugins.file.plugin import File
from pydns_host.testing import Bench, block, configure
from tests.plugins.verdicts import agree, cases, findings

A, B = names.from_text("a.test."), names.from_text("b.test.")
SECOND = 1_000_000_000

# What the reference does only at its start (it crashes there), `parse` tells already.
CRASHES = "file/reload-negative"
# Where the machine counts, ours differs on purpose.
DIFFERENT = {
    "file/after-a-missing-file-contents-not-read": "every file is read, whatever became of those before it",
    "file/one-missing-poisons-the-others": "each directive's reload counts for its own file only",
    CRASHES: "refused",
}


@pytest.mark.parametrize("case", [case for case in cases(__file__) if case.id != CRASHES])
def test_the_verdict_is_the_references(case: dict[str, Any]) -> None:
    agree(File, case)


@pytest.mark.parametrize("case", [case for case in cases(__file__) if case.id not in DIFFERENT])
async def test_the_start_is_the_references(
    case: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, text in case.get("files", {}).items():
        tmp_path.joinpath(name).parent.mkdir(exist_ok=True)
        tmp_path.joinpath(name).write_text(text)
    monkeypatch.chdir(tmp_path)
    expected = case["error"].partition("Error during parsing: ")[2] or case["error"]
    refusal = await _refusal(case["corefile"])
    assert (refusal is None) == case["valid"], refusal
    assert expected in (refusal or "")


async def _refusal(text: str) -> str | None:
    """Why a Corefile does not start, if it does not."""
    try:
        await _start(text)
    except (CorefileError, StartError) as error:
        return str(error)
    return None


async def _start(text: str) -> None:
    """Parse and start the file directives of a Corefile of one block, then stop."""
    found = corefile.loads(text, "Corefile", env={}).blocks[0]
    zones = tuple(f"{key.value.rstrip('.')}.".partition(":")[0] or "." for key in found.keys)
    root = found.directives["root"][1].value if "root" in found.directives else ""
    server_block = Block(zones=zones, span=found.keys[0].span, root=root)
    reader = Reader(found.directives["file"], "file")
    config = File.parse(reader, server_block)
    reader.finish()
    plugin = File(config, Bench(server_block).services("file"))
    try:
        await plugin.start()
    finally:
        await plugin.stop()


@pytest.mark.parametrize(
    ("directive", "zones"),
    [
        ("file db a.test", [ZoneConfig(A, "db")]),
        ("file db A.Test b.test:53", [ZoneConfig(A, "db"), ZoneConfig(B, "db")]),
        ("file db", [ZoneConfig(names.from_text("block.test."), "db")]),
        ("file db 10.0.0.0/8", [ZoneConfig(names.from_text("10.in-addr.arpa."), "db")]),
        ("file db a..b", []),
        ("file one a.test\nfile two b.test", [ZoneConfig(A, "one"), ZoneConfig(B, "two")]),
        ("file one a.test\nfile two a.test", [ZoneConfig(A, "two")]),
        ("file db a.test {\nreload 90s\n}", [ZoneConfig(A, "db", reload=90 * SECOND)]),
        ("file db a.test {\nreload 0\nreload_by_mtime\n}", [ZoneConfig(A, "db", reload=0, by_mtime=True)]),
        ("file db a.test {\nfallthrough\n}", [ZoneConfig(A, "db", fallthrough=(b"\0",))]),
        ("file db a.test {\nfallthrough b.test a.test\n}", [ZoneConfig(A, "db", fallthrough=(B, A))]),
        ("file db a.test {\nfallthrough a..b\n}", [ZoneConfig(A, "db")]),
        ("file db a.test {\nupstream 192.0.2.1\n}", [ZoneConfig(A, "db")]),
        (
            "file one a.test {\nreload 5s\nfallthrough\n}\nfile two b.test",
            [ZoneConfig(A, "one", reload=5 * SECOND, fallthrough=(b"\0",)), ZoneConfig(B, "two")],
        ),
    ],
    ids=lambda value: value.replace("\n", " ") if isinstance(value, str) else "",
)
def test_a_directive_adds_zones(directive: str, zones: list[ZoneConfig]) -> None:
    assert configure(File, directive, block("block.test.")) == Config(tuple(zones))


def test_a_relative_file_is_below_the_root() -> None:
    below = block("a.test.", root="zones")
    assert [zone.path for zone in configure(File, "file db\nfile /abs/db b.test", below).zones] == [
        "zones/db",
        "/abs/db",
    ]


@pytest.mark.parametrize(
    ("directive", "message"),
    [
        ("file db {\nreload\n}", "plugin/file: reload duration value is expected"),
        ("file db {\nreload x\n}", 'plugin/file: plugin/file: time: invalid duration "x"'),
        ("file db {\nreload 1\n}", 'plugin/file: plugin/file: time: missing unit in duration "1"'),
        ("file db {\nreload -1s\n}", "non-positive interval"),
        ("file db {\nno_reload\n}", "unknown property 'no_reload'"),
        ("file", "Wrong argument count or unexpected line ending after 'file'"),
    ],
)
def test_a_mistake_is_told_in_the_references_words(directive: str, message: str) -> None:
    with pytest.raises(CorefileError, match=r"Corefile:\d+:\d+: ") as raised:
        configure(File, directive)
    assert message in str(raised.value)


def test_all_mistakes_are_told_at_once() -> None:
    with pytest.raises(CorefileError) as raised:
        configure(File, "file a {\nreload\nfoo\n}\nfile b {\nbar\n}")
    assert len(raised.value.diagnostics) == 3


@pytest.mark.parametrize(
    ("directive", "text"),
    [
        ("file db a..b", "'a..b' is not a zone and is left out"),
        ("file one a.test\nfile two a.test", "a.test. is served from two only, not from one"),
        ("file db {\nreload 5s 6s\n}", "'6s' is not read"),
        ("file db {\nupstream\n}", "'upstream' does nothing"),
    ],
)
def test_what_is_accepted_and_looks_wrong_is_told(directive: str, text: str) -> None:
    assert any(text in found.message for found in findings(File, f". {{\n{directive}\n}}\n"))


def test_a_zone_of_the_block_that_no_question_can_be_for_is_left_out() -> None:
    config: Config = configure(File, "file db", block("a.test.", "mahdh\u0c73."))
    assert [zone.origin for zone in config.zones] == [A]
