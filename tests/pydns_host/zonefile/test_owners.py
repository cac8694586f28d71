"""Names as zone files spell them."""

from __future__ import annotations

import dns.name
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pydns_host import names
from pydns_host.zonefile.owners import Names, to_wire

ORIGIN = names.from_text("z.test.")


@pytest.mark.parametrize(
    ("text", "wire"),
    [
        ("@", b"\1z\4test\0"),
        (".", b"\0"),
        ("a", b"\1a\1z\4test\0"),
        ("A.b", b"\1A\1b\1z\4test\0"),
        ("a.", b"\1a\0"),
        ("a\\.b.", b"\3a.b\0"),
        ("a\\046b.", b"\3a.b\0"),
        ("a\\ b\\@.", b"\4a b@\0"),
        ("\\300.", b"\1,\0"),
        ("\xe9.", b"\1\xe9\0"),
        ("*", b"\1*\1z\4test\0"),
    ],
)
def test_a_name_is_relative_unless_a_dot_ends_it(text: str, wire: bytes) -> None:
    assert to_wire(text, ORIGIN) == wire


@pytest.mark.parametrize(
    "text", ["", "..", ".a", "a..b", "a" * 64, "a" * 64 + ".", ".".join(["a" * 63] * 4), ".".join("a" * 125)]
)
def test_empty_and_overlong_names_are_none(text: str) -> None:
    with pytest.raises(ValueError):
        to_wire(text, ORIGIN)


def test_a_spelling_is_worked_out_once() -> None:
    known = Names(ORIGIN)
    assert known.get("www") is known.get("www")


@given(st.lists(st.binary(min_size=1, max_size=20), min_size=1, max_size=6))
def test_names_are_read_as_dnspython_writes_them(labels: list[bytes]) -> None:
    name = dns.name.Name((*labels, b""))
    assert to_wire(name.to_text(), ORIGIN) == name.to_wire()
