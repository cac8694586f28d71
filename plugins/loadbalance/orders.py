"""Orders of the records of one section: aliases first, addresses where the policy wants them. Pure.

Stub resolvers want a CNAME before the addresses that it leads to; which sections are ordered is `plugin`'s business.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from ipaddress import IPv4Address, IPv6Address

from corefile.addresses import Network
from pydns_host.plugins.loadbalance.dice import Dice
from pydns_host.records import Record

A, CNAME, MX, AAAA = 1, 5, 15, 28
ADDRESSES = (A, AAAA)
Section = Sequence[Record]
Order = Callable[[Section], Section]


def _parted(section: Section) -> tuple[list[Record], list[Record], list[Record], list[Record]]:
    """CNAMEs, addresses, MX records and all others, each in the order that they had."""
    aliases: list[Record] = []
    addresses: list[Record] = []
    exchanges: list[Record] = []
    others: list[Record] = []
    places = {CNAME: aliases, A: addresses, AAAA: addresses, MX: exchanges}
    for record in section:
        places.get(record.type, others).append(record)
    return aliases, addresses, exchanges, others


def round_robin(dice: Dice) -> Order:
    """Addresses and MX records in any order, behind everything else."""

    def order(section: Section) -> Section:
        if len(section) < 2:
            return section
        aliases, addresses, exchanges, others = _parted(section)
        dice.shuffle(addresses)
        dice.shuffle(exchanges)
        return [*aliases, *others, *addresses, *exchanges]

    return order


def weighted(dice: Dice, weight: Callable[[Record], int]) -> Order:
    """One address moved to the front of the addresses, the likelier the greater its `weight` (at least 1)."""

    def order(section: Section) -> Section:
        aliases, addresses, exchanges, others = _parted(section)
        if not addresses:
            return section
        weights = [weight(record) for record in addresses]
        drawn, first = dice.below(sum(weights)), 0
        while drawn >= weights[first]:
            drawn -= weights[first]
            first += 1
        addresses[0], addresses[first] = addresses[first], addresses[0]
        return [*aliases, *others, *addresses, *exchanges]

    return order


def preferring(networks: Sequence[Network]) -> Order:
    """Addresses in the first network before those in the second and so on, the others last."""

    def rank(record: Record) -> int:
        packed = record.rdata
        address = IPv4Address(packed) if record.type == A else IPv6Address(packed)
        address = getattr(address, "ipv4_mapped", None) or address
        inside = (number for number, network in enumerate(networks) if address in network)
        return next(inside, len(networks))

    def order(section: Section) -> Section:
        aliases, addresses, exchanges, others = _parted(section)
        return [*aliases, *sorted(addresses, key=rank), *exchanges, *others]

    return order
