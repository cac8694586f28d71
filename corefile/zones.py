"""Zones, addresses and server keys as the reference reads them from words: pure text, no lookups.

A zone is a str in lower case with its final dot. Names on the wire are not this package's business.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from corefile.durations import atoi

SCHEMES = ("tls", "dns", "quic", "grpc", "https3", "https", "unix")
PORTS = {"dns": 53, "tls": 853, "quic": 853, "grpc": 443, "https": 443, "https3": 443, "unix": 53}
Network = ipaddress.IPv4Network | ipaddress.IPv6Network
_MAX_NAME = 255


def split_transport(text: str) -> tuple[str, str]:
    """The scheme and what is behind it; only lower-case schemes are some, everything else is "dns"."""
    for scheme in SCHEMES:
        if text.startswith(f"{scheme}://"):
            return scheme, text[len(scheme) + 3 :]
    return "dns", text


def is_domain_name(text: str) -> bool:
    """Whether the reference takes a text for a domain name: lengths are looked at, characters are not."""
    if not text:
        return False
    if text == ".":
        return True
    octets = text.encode("utf-8", "surrogateescape")
    total = length = index = 0
    if octets[:1] == b"." or not octets:
        return False
    while index < len(octets):
        char = octets[index]
        if char == 0x5C:
            if index + 1 >= len(octets):
                return False
            index += 3 if octets[index + 1 : index + 4].isdigit() and len(octets[index + 1 : index + 4]) == 3 else 1
            length += 1
        elif char == 0x2E:
            if not 0 < length <= 63:
                return False
            total, length = total + length + 1, 0
        else:
            length += 1
        index += 1
    if length > 63:
        return False
    return total + (length + 1 if length else 0) <= _MAX_NAME - 1


def fqdn(text: str) -> str:
    """The name with a final dot; one that is escaped does not count as such."""
    bare = text.rstrip("\\") if text.endswith("\\") else text
    if text.endswith(".") and (len(text) - 1 - len(text[:-1].rstrip("\\"))) % 2 == 0:
        return text
    return (bare if bare == text else text) + "."


def normalize(text: str) -> str:
    """A name in lower case with its final dot."""
    return fqdn(text).lower()


def split_host_port(text: str) -> tuple[tuple[str, ...], str]:
    """Names (a network becomes its reverse zones) and port ("" for none); raises ValueError as the reference words it."""
    colon = text.rfind(":")
    if colon >= 0 and colon == len(text) - 1:
        raise ValueError(f'expecting data after last colon: "{text}"')
    port = ""
    if colon >= 0:
        try:
            port, text = str(atoi(text[colon + 1 :])), text[:colon]
        except ValueError:
            pass
    if len(text.encode("utf-8", "surrogateescape")) > _MAX_NAME:
        raise ValueError(f"specified zone is too long: {len(text)} > 255")
    if not is_domain_name(text):
        raise ValueError(f"zone is not a valid domain name: {text}")
    network = parse_cidr(text)
    if network is None:
        return (text,), port
    if text[0] == ":" or (text[0] == "0" and ":" in text):
        raise ValueError(f"invalid CIDR {text}")
    return tuple(reverse_zones(network)), port


def normalize_exact(text: str) -> tuple[str, ...]:
    """The zones that a word names: scheme and port dropped, a network expanded; none for what is no zone."""
    try:
        hosts, _ = split_host_port(split_transport(text)[1])
    except ValueError:
        return ()
    return tuple(normalize(host) for host in hosts)


def origins_from_args_or_server_block(args: Sequence[str], server_zones: Iterable[str]) -> tuple[str, ...]:
    """The zones of a plugin's arguments, or those of its server block when it has none; invalid ones vanish."""
    return tuple(zone for text in (args or server_zones) for zone in normalize_exact(text))


def parse_ip(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    """An address as Go's net.ParseIP reads it: no zone, no leading zeros; None for what is none."""
    if "%" in text:
        return None
    try:
        return ipaddress.ip_address(text)
    except ValueError:
        return None


def parse_cidr(text: str) -> Network | None:
    """A network as Go's net.ParseCIDR reads it: the mask is a count of bits, host bits are dropped; None for none."""
    address, slash, mask = text.partition("/")
    found = parse_ip(address)
    if not slash or found is None or not re.fullmatch(r"[0-9]{1,3}", mask) or int(mask) > found.max_prefixlen:
        return None
    return ipaddress.ip_network(f"{found}/{int(mask)}", strict=False)


def reverse_zones(network: Network) -> list[str]:
    """The reverse zones of a network: several when its mask is between two octets (IPv4) or nibbles (IPv6)."""
    step = 8 if network.version == 4 else 4
    border = -(-network.prefixlen // step) * step
    return [_reverse(subnet) for subnet in network.subnets(new_prefix=border)]


def _reverse(network: Network) -> str:
    if network.version == 4:
        digits = str(network.network_address).split(".")[: network.prefixlen // 8]
        return ".".join([*reversed(digits), "in-addr", "arpa", ""])
    digits = list(network.network_address.exploded.replace(":", ""))[: network.prefixlen // 4]
    return ".".join([*reversed(digits), "ip6", "arpa", ""])


@dataclass(frozen=True, slots=True)
class ServerKey:
    """What a key of a server block says: a zone, a port and a transport."""

    zone: str
    port: int
    transport: str = "dns"


def parse_key(text: str, default_port: int = 53) -> tuple[ServerKey, ...]:
    """The server keys that one word stands for; raises ValueError as the reference words it."""
    transport, rest = split_transport(text)
    hosts, port = split_host_port(rest)
    for host in hosts:
        split_host_port(fqdn(host))
    chosen = int(port) if port else (default_port if transport == "dns" else PORTS[transport])
    return tuple(ServerKey(normalize(host), chosen, transport) for host in hosts)
