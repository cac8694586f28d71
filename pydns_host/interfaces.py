"""The machine's network interfaces: which addresses the names in a bind directive stand for.

Read once at each start or reload; a test hands in its own table instead.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping

from corefile import CorefileError, Diagnostic, Severity
from pydns_host.block import Block, Place


class Interfaces:
    """Addresses by interface name; link-local IPv6 ones with their zone, as `bind` needs them."""

    def __init__(self, table: Mapping[str, tuple[str, ...]]) -> None:
        self.table = table

    @classmethod
    def of_this_machine(cls) -> Interfaces:
        """What the system says now."""
        import ifaddr

        return cls({str(adapter.name): tuple(_addresses(adapter)) for adapter in ifaddr.get_adapters()})

    def hosts(self, block: Block) -> list[str]:
        """The addresses that a block listens on; "" is all of them. Raises `CorefileError` for what is neither."""
        if not block.binds:
            return [""]
        found: list[str] = []
        for bind in block.binds:
            excepted = {host for place in bind.excepted for host in self._resolve(place)}
            hosts = [host for place in bind.hosts for host in self._resolve(place)]
            found.extend(host for host in hosts if host not in excepted)
        return found

    def _resolve(self, place: Place) -> tuple[str, ...]:
        text, span = place
        if text in self.table:
            return self.table[text]
        try:
            return (str(ipaddress.ip_address(text)),)
        except ValueError:
            known = ", ".join(sorted(self.table))
            message = f'plugin/bind: not a valid IP address or interface name: "{text}"'
            raise CorefileError(
                [
                    Diagnostic(
                        span,
                        Severity.ERROR,
                        "CF105",
                        message,
                        f"interfaces here: {known}",
                        "environment",
                        "bind",
                    )
                ]
            ) from None


def _addresses(adapter: object) -> list[str]:
    found = []
    for address in adapter.ips:  # type: ignore[attr-defined]
        if isinstance(address.ip, str):
            found.append(address.ip)
            continue
        host, _, scope = address.ip
        link_local = scope and ipaddress.ip_address(host).is_link_local
        found.append(f"{host}%{adapter.name}" if link_local else host)  # type: ignore[attr-defined]
    return found
