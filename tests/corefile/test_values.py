"""Ready-made readers for the arguments of options: what each takes, and what it says of anything else."""

from __future__ import annotations

import ipaddress
from typing import Any

import pytest

import corefile
from corefile.options import (
    Option,
    Options,
    Read,
    Reader,
    addresses,
    boolean,
    choice,
    duration,
    exactly,
    flag,
    integer,
    number,
    one,
    words,
    zones,
)


def _read(read: Read, arguments: str) -> tuple[list[Any], list[str]]:
    """The values of an option with these arguments, and what was said of it."""
    (block,) = corefile.loads(f". {{\np {{\no {arguments}\n}}\n}}\n", "Corefile", env={}).blocks
    reader = Reader(block.directives["p"], "p")
    reader.next()
    found = Options(Option("o", read)).read_block(reader)
    assert not set(found) - {"o"}
    return found.get("o", []), [diagnostic.message.removeprefix("plugin/p: ") for diagnostic in reader.diagnostics]


def _values(values: list[Any]) -> list[Any]:
    return [[word.value for word in value] if isinstance(value, list) else value for value in values]


_COUNT = "Wrong argument count or unexpected line ending after"

TAKEN: dict[str, tuple[Read, str, Any]] = {
    "flag": (flag(), "", True),
    "words": (words(), "a b", ["a", "b"]),
    "no-words": (words(), "", []),
    "exactly": (exactly(2), "a b", ["a", "b"]),
    "one": (one(), "a", "a"),
    "integer": (integer(), "+007", 7),
    "unsigned": (integer(unsigned=True, bits=32), "4294967295", 4294967295),
    "number": (number(), "1e3", 1000.0),
    "duration": (duration(), "1m30s", 90_000_000_000),
    "bare-seconds": (duration(bare_seconds=True), "5", 5_000_000_000),
    "bare-seconds-with-a-unit": (duration(bare_seconds=True), "5ms", 5_000_000),
    "boolean": (boolean(), "T", True),
    "choice": (choice("a", "b"), "b", "b"),
    "zones": (zones(), "A.org 10.0.0.0/15 b:53", ("a.org.", "0.10.in-addr.arpa.", "1.10.in-addr.arpa.", "b.")),
    "addresses": (addresses(), "192.0.2.1 ::1", (ipaddress.ip_address("192.0.2.1"), ipaddress.ip_address("::1"))),
}  # fmt: skip

REFUSED: dict[str, tuple[Read, str, list[str]]] = {
    "flag": (flag(), "a", [f"{_COUNT} 'a'"]),
    "too-few-words": (words(2), "a", [f"{_COUNT} 'a'"]),
    "too-many-words": (words(0, 1), "a b", [f"{_COUNT} 'b'"]),
    "one": (one(), "", [f"{_COUNT} 'o'"]),
    "one-only": (one(only=True), "a b", [f"{_COUNT} 'b'"]),
    "integer": (integer(), "x", ['strconv.Atoi: parsing "x": invalid syntax']),
    "integer-of-32-bits": (
        integer(bits=32), "2147483648", ['strconv.ParseInt: parsing "2147483648": value out of range'],
    ),
    "integer-too-small": (integer(0, wrong="max can't be negative: {}"), "-1", ["max can't be negative: -1"]),
    "integer-too-large": (integer(0, 9, wrong="bad {}"), "10", ["bad 10"]),
    "integer-in-own-words": (integer(unreadable="no number '{word}'"), "x", ["no number 'x'"]),
    "integer-in-both-words": (
        integer(unreadable="no: {error}"), "x", ['no: strconv.Atoi: parsing "x": invalid syntax'],
    ),
    "number": (number(0, 1, wrong="not in 0..1: {}"), "1.5", ["not in 0..1: 1.5"]),
    "number-unreadable": (number(), "x", ['strconv.ParseFloat: parsing "x": invalid syntax']),
    "duration": (duration(), "1d", ['time: unknown unit "d" in duration "1d"']),
    "duration-negative": (duration(0, wrong="expire can't be negative: {}"), "-1s", ["expire can't be negative: -1s"]),
    "duration-without-unit": (duration(), "5", ['time: missing unit in duration "5"']),
    "bare-seconds-not-arabic": (duration(bare_seconds=True), "٣", ['time: invalid duration "\\xd9\\xa3"']),
    "boolean": (boolean(), "yes", ['strconv.ParseBool: parsing "yes": invalid syntax']),
    "choice": (choice("a", "b", wrong="unknown policy '{}'"), "c", ["unknown policy 'c'"]),
    "choice-only": (choice("a", only=True), "a b", [f"{_COUNT} 'b'"]),
    "zones-too-few": (zones(1), "", [f"{_COUNT} 'o'"]),
    "addresses": (addresses(wrong="no IP: {}"), "x 192.0.2.1 y", ["no IP: x", "no IP: y"]),
}  # fmt: skip


@pytest.mark.parametrize(("read", "arguments", "value"), TAKEN.values(), ids=TAKEN.keys())
def test_arguments_are_taken(read: Read, arguments: str, value: Any) -> None:
    values, said = _read(read, arguments)
    assert (_values(values), said) == ([value], [])


@pytest.mark.parametrize(("read", "arguments", "said"), REFUSED.values(), ids=REFUSED.keys())
def test_arguments_are_refused(read: Read, arguments: str, said: list[str]) -> None:
    assert _read(read, arguments)[1] == said


def test_a_brace_instead_of_an_argument_is_told_as_such() -> None:
    assert _read(one(), "{\n}")[1] == []  # it is taken for the argument, as in the reference
    assert _read(flag(), "{\n}")[1] == ["Unexpected token '{', expecting argument"]


def test_what_is_no_zone_is_left_out_with_a_warning() -> None:
    values, said = _read(zones(), "a..b example.org")
    assert values == [("example.org.",)]
    assert said == ["'a..b' is not a zone and is left out"]


def test_not_a_number_is_within_any_bounds() -> None:
    values, said = _read(number(0, 1), "NaN")
    assert [str(value) for value in values] == ["nan"]
    assert said == []
