"""When a file is read again, and what is then served."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from pydns_host.plugins.file.config import ZoneConfig
from pydns_host.plugins.file.sources import MAX_KNOWN, Source
from pydns_host.plugins.file.zonefile import MissingFileError
from pydns_host.response import Response
from tests.plugins.file.zones import APEX, ORIGIN, zone


def source(path: Path, text: str | None = APEX, by_mtime: bool = False) -> Source:
    """A source whose file is read once, if there is one."""
    made = Source(ZoneConfig(ORIGIN, str(path), by_mtime=by_mtime))
    if text is not None:
        path.write_text(text)
        read = made.read()
        assert read is not None
        made.replace(read)
    return made


def test_another_serial_is_another_zone(tmp_path: Path) -> None:
    made = source(tmp_path / "db")
    (tmp_path / "db").write_text(APEX.replace("host 1 ", "host 2 "))
    read = made.read()
    assert read is not None
    assert read.serial == 2


def test_the_same_serial_is_the_same_zone_whatever_else_changed(tmp_path: Path) -> None:
    made = source(tmp_path / "db")
    (tmp_path / "db").write_text(f"{APEX}www A 192.0.2.1\n")
    assert made.read() is None


def test_a_smaller_serial_counts_too(tmp_path: Path) -> None:
    made = source(tmp_path / "db")
    (tmp_path / "db").write_text(APEX.replace("host 1 ", "host 0 "))
    assert made.read() is not None


def test_by_time_the_serial_does_not_matter(tmp_path: Path) -> None:
    made = source(tmp_path / "db", by_mtime=True)
    assert made.read() is None
    (tmp_path / "db").write_text(f"{APEX}www A 192.0.2.1\n")
    os.utime(tmp_path / "db", ns=(1, 1))
    read = made.read()
    assert read is not None
    assert b"\3www" + ORIGIN in read.nodes


@pytest.mark.parametrize(("by_mtime", "verb"), [(False, "open"), (True, "stat")])
def test_a_file_may_appear_later(tmp_path: Path, by_mtime: bool, verb: str) -> None:
    made = source(tmp_path / "db", None, by_mtime)
    with pytest.raises(MissingFileError, match=f"^{verb} .*: no such file or directory$"):
        made.read()
    (tmp_path / "db").write_text(APEX)
    assert made.read() is not None


def test_a_new_zone_forgets_the_responses_of_the_old(tmp_path: Path) -> None:
    made = source(tmp_path / "db", f"{APEX}www A 192.0.2.1\n")
    asked = (b"\3www" + ORIGIN, 1, False, 0)
    made.remember(asked, Response())
    assert asked in made.known
    made.replace(zone(APEX))
    assert not made.known


def test_only_names_that_are_there_are_remembered(tmp_path: Path) -> None:
    made = source(tmp_path / "db")
    made.remember((b"\3www" + ORIGIN, 1, False, 0), Response())
    assert not made.known


def test_what_is_remembered_has_a_bound(tmp_path: Path) -> None:
    made = source(tmp_path / "db", f"{APEX}www A 192.0.2.1\n")
    for rtype in range(MAX_KNOWN + 1):
        made.remember((b"\3www" + ORIGIN, rtype, False, 0), Response())
    assert len(made.known) == 1
