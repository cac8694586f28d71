"""The TO words of a forward: an address over some transport, or what only the machine can tell (`resolve`).

Pure text: no file is opened and no name is looked up here.
"""

from __future__ import annotations

from dataclasses import dataclass

from corefile.addresses import parse_ip
from corefile.zones import PORTS, is_domain_name, split_transport

PROTOCOLS = ("dns", "tls", "https")
_DIRECTORIES = frozenset({".", "..", "/", "./", "../"})


@dataclass(frozen=True, slots=True)
class Target:
    """An upstream as text: an IP address (with its scope), a port that may still be a service's name, a protocol.

    `servername` is what a certificate must be for, when the word says so itself (`tls://9.9.9.9%dns.quad9.net`).
    """

    host: str
    port: str
    protocol: str = "dns"
    servername: str = ""

    @property
    def address(self) -> str:
        """The reference's `host:port`; equal ones are one upstream."""
        host = self.host.partition("%")[0]
        return f"[{host}]:{self.port}" if ":" in host else f"{host}:{self.port}"


@dataclass(frozen=True, slots=True)
class Later:
    """A word that is a file like resolv.conf, or else a host name with a port, a protocol and a server name."""

    text: str
    file: str
    name: str
    port: str
    protocol: str
    servername: str


class TargetError(ValueError):
    """A TO word that can be no upstream, worded as the reference words it."""


def classify(text: str) -> Target | Later | None:
    """What a TO word is; None for one that the reference takes for an empty file. Raises `TargetError`."""
    protocol, rest = split_transport(text)
    if not rest:
        raise TargetError(f'invalid address: "{text}"')
    if protocol == "https" and "/" in rest:
        default = "(the /dns-query path is used by default)"
        raise TargetError(f"paths are not allowed in HTTPS upstream addresses {default}: {text}")
    if protocol == "unix":
        raise _unsupported(protocol, rest)
    split = split_host_port(rest)
    host, port = split if split is not None else (rest.strip("[]"), None)
    if parse_ip(host.rpartition("%")[0] if "%" in host else host) is None:
        return None if rest in _DIRECTORIES else _later(text, rest)
    if protocol == "https3" and port is None:
        return Target("", "")  # the reference has no default port for it, and makes an upstream of nothing
    return _static(protocol, host, str(PORTS[protocol]) if port is None else port)


def _static(protocol: str, host: str, port: str) -> Target:
    if protocol == "dns":
        return Target(host, port)
    address, _, servername = host.rpartition("%") if "%" in host else (host, "", "")
    target = Target(address, port, protocol, servername if protocol == "tls" else "")
    if protocol not in PROTOCOLS:
        raise _unsupported(protocol, target.address)
    return target


def _unsupported(protocol: str, address: str) -> TargetError:
    return TargetError(f"'{protocol}' is not supported as a destination protocol in forward: {protocol}://{address}")


def _later(text: str, rest: str) -> Later:
    """A file or a host name; the name is "" when it can only be a file."""
    protocol, _ = split_transport(text)
    bare, servername = _without_servername(rest)
    split = split_host_port(bare)
    name, port = split if split is not None else (bare, str(PORTS[protocol]))
    name = name.strip("[]")
    if protocol not in PROTOCOLS or not is_domain_name(name) or parse_ip(name) is not None:
        name = ""
    return Later(text, rest, name, port, protocol, servername)


def _without_servername(rest: str) -> tuple[str, str]:
    """`host%name:port` as `host:port` and `name`."""
    host, percent, behind = rest.rpartition("%")
    if not percent:
        return rest, ""
    if host.startswith("["):
        host += "]"
    servername, colon, port = behind.rpartition(":")
    return (host + colon + port, servername.removesuffix("]")) if colon else (host, behind)


def split_host_port(text: str) -> tuple[str, str] | None:
    """Host and port as Go's net.SplitHostPort tells them apart; None where it finds none."""
    host, colon, port = text.rpartition(":")
    if not colon:
        return None
    if not host.startswith("["):
        return None if any(char in text for char in "[]") or ":" in host else (host, port)
    if not host.endswith("]") or "[" in host[1:] or "]" in host[1:-1]:
        return None
    return host[1:-1], port
