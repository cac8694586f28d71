"""What of a forward's upstreams only the machine can tell: files like resolv.conf, host names, ports by name.

Done once, at start; which words are what is `targets`' business.
"""

from __future__ import annotations

import re
import socket
from collections.abc import Iterable, Sequence

from pydns_host.errors import StartError
from pydns_host.plugins.forward.targets import Later, Target
from pydns_host.services import Services
from pydns_host.upstream import Address, UpstreamError
from pydns_host.upstream.lookup import addresses, system_addresses

_PORT = re.compile(r"[+-]?[0-9]+")
_CONF_PORT = "53"


async def resolve(targets: Iterable[Target | Later], resolvers: Sequence[Target], services: Services) -> list[Target]:
    """All upstreams, in order, each address once; raises `StartError` when there is none or one cannot be found."""
    found: dict[str, Target] = {}
    for target in targets:
        several = [target] if isinstance(target, Target) else await _of(target, resolvers, services)
        for one in several:
            found.setdefault(one.address, one)
    if not found:
        raise StartError("plugin/forward: no valid upstream addresses found")
    return list(found.values())


async def _of(later: Later, resolvers: Sequence[Target], services: Services) -> list[Target]:
    servers = name_servers(later.file)
    if servers is not None:
        return [Target(server, _CONF_PORT) for server in servers]
    if not later.name:
        raise StartError(f'plugin/forward: not an IP address, file, or valid domain: "{later.text}"')
    try:
        found = await _look_up(later.name, resolvers, services)
    except UpstreamError as error:
        hint = " (nor is there a file of that name)" if "/" in later.name else ""
        raise StartError(f'plugin/forward: failed to resolve "{later.name}": {error}{hint}') from None
    return [Target(host, later.port, later.protocol, later.servername) for host in found]


async def _look_up(name: str, resolvers: Sequence[Target], services: Services) -> list[str]:
    if not resolvers:
        return await system_addresses(name)
    asked = [to_address(resolver) for resolver in resolvers]
    usable = [address for address in asked if isinstance(address, Address)]
    if not usable:
        raise UpstreamError(f'no addresses found for "{name}": {asked[-1]}')
    return await addresses(name, usable, services, "forward")


def name_servers(file: str) -> list[str] | None:
    """The nameserver lines of a file like resolv.conf(5); None when there is no such file. A directory has none."""
    try:
        with open(file, encoding="utf-8", errors="replace") as lines:
            words = [line.split() for line in lines]
    except IsADirectoryError:
        return []
    except (OSError, ValueError):
        return None
    return [line[1] for line in words if len(line) > 1 and line[0] == "nameserver"]


def to_address(target: Target) -> Address | str:
    """Where to send to, or the error that each query to such an upstream ends with, as in the reference."""
    if not target.host:
        return "dial udp: missing address"
    port = _port(target.port)
    if isinstance(port, str):
        return f"dial udp: {port}"
    address = Address(target.host, port)
    try:
        socket.inet_pton(address.family, target.host.partition("%")[0])
        _ = address.sockaddr
    except OSError:
        host = target.host
        return f"dial udp: lookup {host}: no such host" if "%" not in host else f"dial udp {address}: no such interface"
    return address


def _port(text: str) -> int | str:
    """A port by number or by a service's name, as Go's net package reads it, or what it says of no port."""
    if not text:
        return 0
    if _PORT.fullmatch(text):
        port = int(text)
        return port if 0 <= port <= 65535 else f"address {text}: invalid port"
    try:
        return socket.getservbyname(text, "udp")
    except OSError:
        return f"lookup udp/{text}: unknown port"
