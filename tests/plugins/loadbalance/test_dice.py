"""Random numbers and orders are fair."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pydns_host.plugins.loadbalance.dice import Dice


def loaded(*numbers: int) -> Dice:
    """Dice that fall so, the last number first."""
    return Dice(lambda octets: b"".join(number.to_bytes(2, "little") for number in numbers))


@pytest.mark.parametrize(
    ("count", "numbers", "expected"),
    [(2, [5], 1), (3, [7], 1), (3, [7, 0], 1), (1, [9], 0), (65536, [65535], 65535)],
    ids=["odd", "the rest", "one that would be unfair is thrown again", "no choice", "all"],
)
def test_a_number_is_below_the_count(count: int, numbers: list[int], expected: int) -> None:
    assert loaded(*numbers).below(count) == expected


def test_every_number_of_16_bits_is_used_fairly() -> None:
    found = Counter(loaded(number).below(3) for number in range(1, 65536))
    assert set(found.values()) == {65535 // 3}


@given(st.lists(st.integers()))
def test_a_shuffle_keeps_every_item(items: list[int]) -> None:
    shuffled = list(items)
    Dice().shuffle(shuffled)
    assert sorted(shuffled) == sorted(items)


def test_a_shuffle_comes_to_every_order() -> None:
    dice, seen = Dice(), set()
    for _ in range(5000):
        items = [1, 2, 3]
        dice.shuffle(items)
        seen.add(tuple(items))
        if len(seen) == 6:
            break
    assert len(seen) == 6
