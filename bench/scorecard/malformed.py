"""Packets that no client should send, thousands of them, the same ones each time.

Tests take them from here, too; what they are answered with is not known here.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator

import dns.message

NAMES = ("a.test.", "www.example.org.", ".", f"{'x' * 63}.test.", "A.b.C.")
TYPES = ("A", "TXT", "DS", "ANY", "SOA")
Damage = Callable[[random.Random, bytearray], bytearray]


def packets(count: int) -> Iterator[bytes]:
    """So many queries, each damaged in one of several ways."""
    chance = random.Random(20_240_601)
    for _ in range(count):
        query = dns.message.make_query(chance.choice(NAMES), chance.choice(TYPES), use_edns=chance.choice([-1, 0, 1]))
        query.id = chance.randrange(65536)
        yield bytes(chance.choice(DAMAGES)(chance, bytearray(query.to_wire())))


def _cut(chance: random.Random, packet: bytearray) -> bytearray:
    return packet[: chance.randrange(len(packet) + 1)]


def _flipped(chance: random.Random, packet: bytearray) -> bytearray:
    for _ in range(chance.randrange(1, 5)):
        packet[chance.randrange(2, len(packet))] = chance.randrange(256)
    return packet


def _odd_header(chance: random.Random, packet: bytearray) -> bytearray:
    packet[2 + chance.randrange(10)] = chance.randrange(256)
    return packet


def _odd_counts(chance: random.Random, packet: bytearray) -> bytearray:
    for offset in (4, 6, 8, 10):
        if chance.random() < 0.5:
            packet[offset : offset + 2] = chance.choice([0, 1, 2, 3, 255, 65535]).to_bytes(2, "big")
    return packet


def _trailed(chance: random.Random, packet: bytearray) -> bytearray:
    return packet + chance.randbytes(chance.randrange(1, 600))


def _pointed(chance: random.Random, packet: bytearray) -> bytearray:
    offset = chance.randrange(12, len(packet))
    packet[offset : offset + 2] = (0xC000 | chance.randrange(64)).to_bytes(2, "big")
    return packet


def _with_records(chance: random.Random, packet: bytearray) -> bytearray:
    owner = chance.choice([b"\0", b"\xc0\x0c", b"\1a\0", b"\xc0\xff"])
    rtype = chance.choice([1, 2, 6, 41, 250, 255])
    for _ in range(chance.randrange(1, 4)):
        data = chance.randbytes(chance.randrange(8))
        length = chance.choice([len(data), len(data) + 1, 65535])
        packet += owner + rtype.to_bytes(2, "big") + b"\0\1" + chance.randbytes(4) + length.to_bytes(2, "big") + data
        offset = chance.choice([6, 8, 10])
        packet[offset + 1] = packet[offset + 1] + 1 & 255
    return packet


def _noise(chance: random.Random, packet: bytearray) -> bytearray:
    return bytearray(chance.randbytes(chance.randrange(80)))


DAMAGES: tuple[Damage, ...] = (
    _cut, _flipped, _odd_header, _odd_counts, _trailed, _pointed, _with_records, _noise,
)  # fmt: skip
