"""Whole zone files: what makes a zone, what does not, and what is said about it."""

from __future__ import annotations

from pathlib import Path

import pytest

from pydns_host import names
from pydns_host.plugins.file.zonefile import BadZoneError, MissingFileError, load
from tests.plugins.file.zones import APEX, ORIGIN, opener, zone


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("", 'file "db" has no SOA record for origin z.test.'),
        ("@ 60 A 1.2.3.4", 'file "db" has no SOA record for origin z.test.'),
        (
            "@ IN SOA a b 1 2 3 4 5\nx IN A not-an-address",
            'failed to parse file "db" for origin z.test. with error db: dns: bad A A: "not-an-address" at line: 2:21',
        ),
        (
            f"{APEX}@ NSEC3PARAM 1 0 0 -",
            "NSEC3 zone is not supported, dropping RR: z.test. for zone: z.test.",
        ),
    ],
    ids=["empty", "no SOA", "a bad address", "NSEC3"],
)
def test_what_makes_no_zone_is_refused_in_the_references_words(text: str, error: str) -> None:
    with pytest.raises(BadZoneError) as raised:
        zone(text)
    assert str(raised.value) == error


def test_a_file_that_is_not_there_is_told_apart() -> None:
    with pytest.raises(MissingFileError) as raised:
        load("nosuch", ORIGIN, open=opener())
    assert str(raised.value) == "open nosuch: no such file or directory"


def test_a_directory_is_no_zone_file(tmp_path: Path) -> None:
    with pytest.raises(BadZoneError, match=r'failed to parse file "(.*)" for .* with error read \1: is a directory'):
        load(str(tmp_path), ORIGIN)


def test_a_file_on_disk_may_have_any_octets(tmp_path: Path) -> None:
    path = tmp_path / "db"
    path.write_bytes(APEX.encode() + b'\xc3\xa9 TXT "\xff"\n')
    found = load(str(path), ORIGIN)
    assert found is not None
    assert b"\2\xc3\xa9" + ORIGIN in found.nodes


@pytest.mark.parametrize(("loaded", "read"), [(None, True), (1, False), (0, True), (2, True)])
def test_a_file_whose_serial_is_loaded_already_is_not_read_on(loaded: int | None, read: bool) -> None:
    found = load("db", ORIGIN, loaded=loaded, open=opener(db=APEX))
    assert (found is not None) == read


def test_the_rest_of_a_file_with_a_known_serial_is_not_even_parsed() -> None:
    assert load("db", ORIGIN, loaded=1, open=opener(db=f"{APEX}oops")) is None


def test_a_serial_of_zero_is_a_serial() -> None:
    assert zone("@ 60 SOA a b 0 2 3 4 5").serial == 0


def test_names_outside_the_zone_are_noted() -> None:
    found = zone(f"{APEX}a.other.test. A 1.2.3.4")
    assert len(found.notes) == 1
    assert found.notes[0].startswith("db: a.other.test. ")


def test_one_file_may_serve_several_origins() -> None:
    text = f"{APEX}www A 1.2.3.4"
    assert {b"\3www" + names.from_text(origin) in zone(text, origin).nodes for origin in ("a.test.", "b.test.")} == {
        True
    }
