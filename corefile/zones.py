"""Zones and the keys of server blocks as the reference reads them from words: pure text, no lookups.

A zone is a str in lower case with its final dot. Addresses and networks are `addresses`' business.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass

from corefile.addresses import parse_cidr, reverse_zones
from corefile.numbers import atoi, quote

# The order matters: https3 is tried before https.
SCHEMES = ("tls", "dns", "quic", "grpc", "https3", "https", "unix")
PORTS = {"dns": 53, "tls": 853, "quic": 853, "grpc": 443, "https": 443, "https3": 443, "unix": 53}
_MAX_NAME = 255  # octets (RFC 1035 section 3.1)
_MAX_LABEL = 63
_DOT, _BACKSLASH = b".\\"


def split_transport(text: str) -> tuple[str, str]:
    """The scheme and what is behind it; only lower-case schemes are some, everything else is "dns"."""
    for scheme in SCHEMES:
        if text.startswith(f"{scheme}://"):
            return scheme, text[len(scheme) + 3 :]
    return "dns", text


def is_domain_name(text: str) -> bool:
    """Whether the reference takes a text for a domain name: lengths and dots are looked at, characters are not.

    It counts as miekg/dns does, which lets a backslash at the end of a name through when another one is before.
    """
    if not text:
        return False
    octets = fqdn(text).encode("utf-8", "surrogatepass")
    offset = begin = index = 0
    after_dot = escape = False
    while index < len(octets):
        if octets[index] == _BACKSLASH:
            escape, after_dot = not escape, False
            if offset > _MAX_NAME:
                return False
            length = 3 if _is_code(octets[index + 1 : index + 4]) else 1
            index, begin = index + length, begin + length
        elif octets[index] == _DOT:
            label = index - begin
            offset += 1 + label
            if after_dot or (index == 0 and len(octets) > 1) or label > _MAX_LABEL or offset > _MAX_NAME + 1:
                return False
            escape, after_dot, begin = False, True, index + 1
        else:
            escape = after_dot = False
        index += 1
    return not escape


def _is_code(octets: bytes) -> bool:
    """Whether these are the three digits of an escaped octet."""
    return len(octets) == 3 and octets.isdigit()


def fqdn(text: str) -> str:
    """The name with a final dot; a dot that is escaped is none.

    Backslashes are counted as miekg/dns does: from the first octet of the character in front of them, so that one of
    two or four octets turns odd into even.
    """
    if text.endswith("."):
        before = text[:-1].rstrip("\\")
        backslashes = len(text) - 1 - len(before)
        extra = len(before[-1:].encode("utf-8", "surrogatepass")) - 1 if before and backslashes else 0
        if (backslashes + extra) % 2 == 0:
            return text
    return f"{text}."


def normalize(text: str) -> str:
    """A name in lower case with its final dot."""
    name = fqdn(text)
    # Go lowers one character to one character; U+0130 is two in Python, and a final sigma its own.
    return name.lower() if name.isascii() else "".join(char.lower()[0] for char in name)


def split_host_port(text: str) -> tuple[tuple[str, ...], str]:
    """Names (a network becomes its reverse zones) and port ("" for none) of a key or a zone argument.

    The names are as they are written. Raises ValueError in the reference's words.
    """
    host, colon, tail = text.rpartition(":")
    if not tail:
        raise ValueError(f"expecting data after last colon: {quote(text)}")
    port = ""
    if colon:
        with suppress(ValueError):  # what is no number is a part of the name
            port, text = str(atoi(tail)), host
    length = len(text.encode("utf-8", "surrogatepass"))
    if length > _MAX_NAME:
        raise ValueError(f"specified zone is too long: {length} > {_MAX_NAME}")
    if not is_domain_name(text):
        raise ValueError(f"zone is not a valid domain name: {text}")
    network = parse_cidr(text)
    if network is None:
        return (text,), port
    if text[0] == ":" or (text[0] == "0" and ":" in text):
        raise ValueError(f"invalid CIDR {text}")
    return reverse_zones(network), port


def normalize_exact(text: str) -> tuple[str, ...]:
    """The zones that a word names: scheme and port dropped, a network expanded; none for what is no zone."""
    try:
        hosts, _ = split_host_port(split_transport(text)[1])
    except ValueError:
        return ()
    return tuple(normalize(host) for host in hosts)


def origins_from_args_or_server_block(args: Sequence[str], server_zones: Iterable[str]) -> tuple[str, ...]:
    """The zones of a plugin's arguments (invalid ones vanish), or those of its server block when it has none."""
    if args:
        return tuple(zone for text in args for zone in normalize_exact(text))
    return tuple((normalize_exact(zone) or (zone,))[0] for zone in server_zones)


@dataclass(frozen=True, slots=True)
class ServerKey:
    """What a key of a server block says: a zone, a port (not checked for its range) and a transport."""

    zone: str
    port: int
    transport: str = "dns"


def parse_key(text: str, default_port: int = 53) -> tuple[ServerKey, ...]:
    """The server keys that one word stands for: several for a network between two borders of octets or nibbles.

    `default_port` is that of `dns://`. Raises ValueError in the reference's words.
    """
    transport, rest = split_transport(text)
    hosts, port = split_host_port(rest)
    for host in hosts:
        split_host_port(fqdn(host))  # a name may be a valid one only as long as it has no final dot
    chosen = int(port) if port else (default_port if transport == "dns" else PORTS[transport])
    return tuple(ServerKey(normalize(host), chosen, transport) for host in hosts)
