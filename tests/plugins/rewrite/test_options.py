"""Lists of EDNS options, octets in and octets out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pydns_host.plugins.rewrite import options

OLD = [(1, b"a"), (2, b"b"), (1, b"c")]


@given(st.lists(st.tuples(st.integers(0, 65535), st.binary(max_size=40)), max_size=6), st.binary(max_size=3))
def test_options_come_back_from_their_octets_and_a_cut_off_one_is_left_out(
    found: list[options.Option], rest: bytes
) -> None:
    assert options.unpack(options.pack(found) + rest) == found


def test_an_option_that_promises_more_than_there_is_is_left_out() -> None:
    assert options.unpack(b"\0\1\0\1x\0\2\0\5abc") == [(1, b"x")]


@pytest.mark.parametrize(
    ("action", "code", "once", "expected"),
    [
        ("set", 1, False, [(1, b"new"), (2, b"b"), (1, b"c")]),
        ("set", 3, False, [*OLD, (3, b"new")]),
        ("replace", 2, True, [(1, b"a"), (2, b"new"), (1, b"c")]),
        ("replace", 3, False, None),
        ("append", 1, False, [*OLD, (1, b"new")]),
        ("append", 1, True, None),
        ("append", 3, True, [*OLD, (3, b"new")]),
    ],
)
def test_each_action_does_what_it_says(
    action: str, code: int, once: bool, expected: list[options.Option] | None
) -> None:
    changed = options.changed(options.pack(OLD), action, code, b"new", once=once)
    assert (None if changed is None else options.unpack(changed)) == expected


def test_an_option_is_taken_away_with_all_of_its_code() -> None:
    assert options.unpack(options.without(options.pack(OLD), 1)) == [(2, b"b")]
