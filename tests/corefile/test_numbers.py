"""What no table of answers shows about numbers: quoting, and texts without end."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corefile import numbers
from tests.corefile.complaints import complaint

READERS: dict[str, Callable[[str], Any]] = {
    "Atoi": numbers.atoi,
    "ParseInt": numbers.parse_int,
    "ParseUint": numbers.parse_uint,
    "ParseFloat": numbers.parse_float,
    "ParseBool": numbers.parse_bool,
}


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("plain é 日", '"plain é 日"'),
        ('say "x"\\', '"say \\"x\\"\\\\"'),
        ("\a\b\f\n\r\t\v", r'"\a\b\f\n\r\t\v"'),
        ("\x00\x7f", r'"\x00\x7f"'),
        ("\u200b\u2028\ufeff", r'"\u200b\u2028\ufeff"'),
        ("\U000e0001", r'"\U000e0001"'),
    ],
    ids=["printable", "quotes", "short-escapes", "control", "invisible", "beyond-16-bits"],
)
def test_a_text_is_quoted_as_go_does(text: str, quoted: str) -> None:
    assert numbers.quote(text) == quoted


@given(st.integers(-(2**63), 2**63 - 1))
def test_every_number_of_64_bits_reads_as_itself(value: int) -> None:
    assert numbers.atoi(str(value)) == value


@pytest.mark.parametrize("name", ["Atoi", "ParseInt", "ParseUint", "ParseFloat"])
def test_a_number_of_many_digits_is_out_of_range(name: str) -> None:
    with pytest.raises(ValueError, match="value out of range"):
        READERS[name]("9" * 100_000)


def test_a_float_of_32_bits_is_rounded_and_has_its_own_range() -> None:
    assert numbers.parse_float("0.1", bits=32) == 0.10000000149011612
    with pytest.raises(ValueError, match="value out of range"):
        numbers.parse_float("1e39", bits=32)


@given(st.text(max_size=12))
def test_any_text_is_a_number_or_a_clean_complaint(text: str) -> None:
    for name, read in READERS.items():
        begins = f"strconv.{name}: parsing {numbers.quote(text)}: "
        assert (complaint(read, text) or begins).startswith(begins)
