"""Which record comes where in a section."""

from __future__ import annotations

from ipaddress import ip_network

import pytest

from pydns_host.plugins.loadbalance import orders
from pydns_host.plugins.loadbalance.dice import Dice
from pydns_host.testing import record

CNAME = record("a.test. 60 IN CNAME b.test.")
TXT = record("b.test. 60 IN TXT x")
ONE, TWO, THREE = (record(f"b.test. 60 IN A 192.0.2.{number}") for number in (1, 2, 3))
SIX = record("b.test. 60 IN AAAA 2001:db8::6")
MAPPED = record("b.test. 60 IN AAAA ::ffff:192.0.2.9")
MX = record("b.test. 60 IN MX 10 m.test.")


class Fixed(Dice):
    """Dice that fall the same each time."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.number = number

    def below(self, count: int) -> int:
        return min(self.number, count - 1)


def test_aliases_come_first_and_addresses_after_all_others() -> None:
    order = orders.round_robin(Fixed(99))
    assert order([MX, ONE, TXT, CNAME, SIX]) == [CNAME, TXT, ONE, SIX, MX]


def test_every_address_comes_first_now_and_then() -> None:
    order, first = orders.round_robin(Dice()), set()
    for _ in range(5000):
        first.add(order([ONE, TWO, THREE, SIX])[0])
        if len(first) == 4:
            break
    assert first == {ONE, TWO, THREE, SIX}


def test_a_section_is_never_changed_in_place() -> None:
    section = (TWO, ONE, CNAME)
    for order in (orders.round_robin(Dice()), orders.weighted(Dice(), lambda _: 1), orders.preferring([])):
        order(section)
    assert section == (TWO, ONE, CNAME)


@pytest.mark.parametrize(
    ("drawn", "expected"),
    [(0, [ONE, TWO, THREE]), (2, [ONE, TWO, THREE]), (3, [TWO, ONE, THREE]), (4, [THREE, TWO, ONE])],
)
def test_an_address_is_drawn_by_its_weight_and_swapped_with_the_first(drawn: int, expected: list[object]) -> None:
    weights = {ONE: 3, TWO: 1, THREE: 2}
    order = orders.weighted(Fixed(drawn), lambda address: weights[address])
    assert order([ONE, TWO, CNAME, THREE]) == [CNAME, *expected]


def test_weights_leave_a_section_without_addresses_alone() -> None:
    section = [MX, TXT]
    assert orders.weighted(Fixed(0), lambda _: 1)(section) is section


@pytest.mark.parametrize(
    ("networks", "expected"),
    [
        (["192.0.2.3/32", "2001:db8::/32"], [THREE, SIX, ONE, TWO]),
        (["2001:db8::/32", "192.0.2.2/31"], [SIX, TWO, THREE, ONE]),
        (["192.0.2.0/24"], [ONE, TWO, THREE, SIX]),
    ],
)
def test_preferred_networks_come_first(networks: list[str], expected: list[object]) -> None:
    order = orders.preferring([ip_network(network) for network in networks])
    assert order([MX, ONE, SIX, TWO, THREE, TXT, CNAME]) == [
        CNAME,
        *sorted(expected[:], key=expected.index),
        MX,
        TXT,
    ]


def test_an_ipv4_address_in_ipv6_clothes_is_in_its_ipv4_network() -> None:
    order = orders.preferring([ip_network("192.0.2.0/24")])
    assert order([SIX, MAPPED]) == [MAPPED, SIX]
