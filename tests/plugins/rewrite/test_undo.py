"""What becomes of records and their names."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pydns_host import names
from pydns_host.errors import QueryError
from pydns_host.plugins.rewrite import undo
from pydns_host.records import Record
from pydns_host.testing import record, rows

LABELS = st.lists(st.binary(min_size=1, max_size=63), max_size=5)


def wire(labels: list[bytes]) -> bytes:
    """A name of these labels."""
    return b"".join(bytes((len(label),)) + label for label in labels) + names.ROOT


@pytest.mark.parametrize(
    "line",
    [
        "o.test. 1 IN CNAME {}", "o.test. 1 IN DNAME {}", "o.test. 1 IN NS {}", "o.test. 1 IN PTR {}",
        "o.test. 1 IN MX 10 {}", "o.test. 1 IN SRV 1 2 3 {}", "o.test. 1 IN SOA {} h.a.test. 1 2 3 4 5",
        'o.test. 1 IN NAPTR 1 2 "u" "sip+E2U" "!x!y!" {}',
    ],
)  # fmt: skip
def test_the_name_in_the_data_of_each_type_is_renamed(line: str) -> None:
    what = undo.values(undo.remap(names.from_text("a.test"), names.from_text("longer.example")))
    assert what.record is not None
    assert rows([what.record(record(line.format("x.A.test.")))]) == [line.format("x.longer.example.")]
    assert what.record(record(line.format("xa.test."))) == record(line.format("xa.test."))


@pytest.mark.parametrize(
    "line", ["a.test. 1 IN A 192.0.2.1", 'a.test. 1 IN TXT "a.test."', "a.test. 1 IN RP a.test. ."]
)
def test_other_data_stays(line: str) -> None:
    what = undo.values(undo.remap(names.from_text("a.test"), names.from_text("b.test")))
    assert what.record is not None
    assert what.record(record(line)) == record(line)


@pytest.mark.parametrize(
    ("rtype", "rdata"),
    [
        (5, b""),
        (5, b"\3ab"),
        (15, b"\0\1"),
        (15, b"\0\1\2a"),
        (33, b"\0\1\0\1"),
        (35, b"\0\1\0\1\5"),
        (35, b"\0\1\0\1\1u\1v\1w"),
    ],
)
def test_data_without_a_whole_name_stays(rtype: int, rdata: bytes) -> None:
    what = undo.values(undo.remap(names.ROOT, names.from_text("b.test")))
    found = Record(names.ROOT, rtype, 1, 1, rdata)
    assert what.record is not None
    assert what.record(found) == found


@given(LABELS, LABELS, LABELS)
def test_a_name_that_is_mapped_comes_back_when_it_is_mapped_back(
    below: list[bytes], old: list[bytes], new: list[bytes]
) -> None:
    name = wire(below + old)
    if max(len(name), len(wire(below + new))) > 255:
        return
    there = undo.remap(wire(old).lower(), wire(new))(name)
    assert undo.remap(wire(new).lower(), wire(old))(there).lower() == name.lower()


@pytest.mark.parametrize("text", ["", "..", f"{'a' * 64}.", ".a.", "a." * 128])
def test_what_is_no_name_is_refused(text: str) -> None:
    with pytest.raises(QueryError, match="invalid name after rewrite"):
        undo.octets(text)


def test_a_name_that_gets_too_long_is_refused() -> None:
    with pytest.raises(QueryError, match="invalid name after rewrite"):
        undo.remap(names.from_text("a"), names.from_text("b." * 60))(names.from_text("c." * 100 + "a"))


@pytest.mark.parametrize(("least", "most", "ttl", "kept"), [(5, 9, 1, 5), (5, 9, 7, 7), (5, 9, 10, 9), (3, 3, 9, 3)])
def test_a_ttl_is_kept_within_bounds(least: int, most: int, ttl: int, kept: int) -> None:
    what = undo.ttls(least, most)
    assert what.record is not None
    assert what.record(Record(names.ROOT, 1, 1, ttl, b"")).ttl == kept
