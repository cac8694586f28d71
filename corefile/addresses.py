"""IP addresses and networks as Go's package net reads them from text, and the reverse zones of networks.

Stricter than Python's ipaddress in some places, laxer in others. Nothing is looked up.
"""

from __future__ import annotations

import ipaddress
import re

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network
_MASK = re.compile(r"0*([0-9]{1,3})", re.ASCII)


def parse_ip(text: str) -> Address | None:
    """An address as net.ParseIP reads it: no zone, no leading zeros; None for what is none.

    An IPv4 address in IPv6 clothes (`::ffff:192.0.2.1`) is the IPv4 address, as everywhere in Go.
    """
    address = _parse(text)
    return getattr(address, "ipv4_mapped", None) or address


def _parse(text: str) -> Address | None:
    if "%" in text:
        return None
    try:
        return ipaddress.ip_address(text)
    except ValueError:
        return None


def parse_cidr(text: str) -> Network | None:
    """A network as net.ParseCIDR reads it: the mask counts bits, host bits are dropped; None for what is none."""
    before, _, after = text.partition("/")
    address, mask = _parse(before), _MASK.fullmatch(after)
    if address is None or mask is None or int(mask[1]) > address.max_prefixlen:
        return None
    bits = int(mask[1])
    mapped = getattr(address, "ipv4_mapped", None)
    if mapped is not None and bits >= 96:
        address, bits = mapped, bits - 96
    return ipaddress.ip_network((address, bits), strict=False)


def split_host_port(text: str) -> tuple[str, str]:
    """Host and port as net.SplitHostPort tells them apart; raises ValueError in Go's words. A port is any text."""
    host, colon, port = text.rpartition(":")
    if not text:
        raise ValueError("missing port in address")
    if not colon:
        raise ValueError(f"address {text}: missing port in address")
    opened, closed = 0, 0
    if text[0] == "[":
        end = text.find("]")
        if end < 0:
            raise ValueError(f"address {text}: missing ']' in address")
        if end + 1 != len(host):
            many = text[end + 1 : end + 2] == ":"
            raise ValueError(f"address {text}: {'too many colons' if many else 'missing port'} in address")
        host, opened, closed = text[1:end], 1, end + 1
    elif ":" in host:
        raise ValueError(f"address {text}: too many colons in address")
    for bracket, begin in (("[", opened), ("]", closed)):
        if bracket in text[begin:]:
            raise ValueError(f"address {text}: unexpected '{bracket}' in address")
    return host, port


def host_port(text: str, default_port: str = "53") -> tuple[str, str]:
    """An IP address, which may have a scope (`%eth0`) and a port; raises ValueError in the reference's words.

    The port is not looked at, as in the reference's parse.HostPort.
    """
    try:
        host, port = split_host_port(text)
    except ValueError:
        host, port = text, ""
    bare = host.rpartition("%")[0] if "%" in host else host
    if parse_ip(bare) is None:
        raise ValueError(f"must specify an IP address: `{host}'")
    return host, port or default_port


def reverse_zones(network: Network) -> tuple[str, ...]:
    """The reverse zones of a network (RFC 1035 section 3.5, RFC 3596 section 2.5), in lower case with a final dot.

    Several when the mask is not at the border of an octet (IPv4) or a nibble (IPv6): those at the next border.
    """
    step = 8 if network.version == 4 else 4
    border = -(-network.prefixlen // step) * step
    return tuple(_reverse(subnet) for subnet in network.subnets(new_prefix=border))


def _reverse(network: Network) -> str:
    if network.version == 4:
        digits = str(network.network_address).split(".")[: network.prefixlen // 8]
        return ".".join([*reversed(digits), "in-addr.arpa."])
    digits = list(network.network_address.exploded.replace(":", ""))[: network.prefixlen // 4]
    return ".".join([*reversed(digits), "ip6.arpa."])
