"""Where a server block's files are looked for, and what is said when that place is not there."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from pydns_host.errors import StartError
from pydns_host.plugins.root.plugin import Root
from pydns_host.testing import Bench, block, make
from tests.plugins.verdicts import agree, cases, findings


@pytest.mark.parametrize("case", cases(__file__))
def test_the_verdict_is_the_references(case: dict[str, Any]) -> None:
    agree(Root, case)


@pytest.mark.parametrize(
    ("directive", "path"),
    [("root /zones", "/zones/db"), ("root zones", "zones/db"), ("root a\nroot /b", "/b/db"), ('root ""', "db")],
)
def test_file_names_are_relative_to_the_root(directive: str, path: str) -> None:
    bench = Bench(block())
    make(Root, directive, bench)
    assert bench.block.path("db") == path
    assert bench.block.path("/etc/db") == "/etc/db"


def test_a_root_that_is_not_used_is_told() -> None:
    (found,) = findings(Root, ". {\nroot /a\nroot /b\n}\n")
    assert found.message == "plugin/root: '/a' is not used: the last root of a server block counts"


async def test_a_folder_that_is_there_is_not_spoken_of(tmp_path: Path) -> None:
    bench = Bench(block())
    await make(Root, f"root {tmp_path}", bench).start()
    assert bench.lines == []


async def test_a_folder_may_be_missing_with_a_warning(tmp_path: Path) -> None:
    bench = Bench(block())
    await make(Root, f"root {tmp_path}/later", bench).start()
    assert bench.lines == [f"[WARNING] plugin/root: Root path does not exist: {tmp_path}/later"]


async def test_a_folder_below_a_file_is_an_error_at_its_place(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    path = f"{tmp_path}/file/sub"
    with pytest.raises(StartError) as caught:
        await make(Root, f"root {path}").start()
    message = f"unable to access root path '{path}': stat {path}: not a directory"
    assert str(caught.value) == f"Corefile:2:6: plugin/root: {message}"
