"""What numbers are called in log lines: known names, and what stands for a number without one."""

from __future__ import annotations

import dns.rdatatype
import pytest

from pydns_host.mnemonics import CLASSES, RCODES, TYPES

# The reference's own spelling, or that it has no name where dnspython has one.
DIFFERENT = {0: "None", 11: "TYPE11", 38: "TYPE38", 65535: "Reserved"}
UNREAD = {3, 4, 19, 20, 22, 23, 27, 31, 32, 34, 57, 58, 100, 101, 102}  # types that dnspython has no name for


@pytest.mark.parametrize(
    ("number", "name"), [*DIFFERENT.items(), (1, "A"), (65, "HTTPS"), (255, "ANY"), (65280, "TYPE65280")]
)
def test_a_type_is_called_as_the_reference_calls_it(number: int, name: str) -> None:
    assert TYPES[number] == name


def test_known_types_have_the_names_that_dnspython_reads() -> None:
    same = {name: number for number, name in TYPES.items() if number not in DIFFERENT | dict.fromkeys(UNREAD)}
    assert {name: int(dns.rdatatype.from_text(name)) for name in same} == same


@pytest.mark.parametrize(
    ("number", "name"), [(1, "IN"), (2, "CS"), (3, "CH"), (4, "HS"), (254, "NONE"), (255, "CLASS255"), (77, "CLASS77")]
)
def test_a_class_is_called_as_the_reference_calls_it(number: int, name: str) -> None:
    assert CLASSES[number] == name


@pytest.mark.parametrize(
    ("number", "name"), [(0, "NOERROR"), (3, "NXDOMAIN"), (11, "DSOTYPENI"), (12, "12"), (16, "BADSIG"), (4095, "4095")]
)
def test_an_rcode_is_called_as_the_reference_calls_it(number: int, name: str) -> None:
    assert RCODES[number] == name


def test_asking_for_an_unknown_number_stores_nothing() -> None:
    before = len(TYPES)
    assert TYPES[60000] == "TYPE60000"
    assert len(TYPES) == before
