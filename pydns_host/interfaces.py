"""The machine's network interfaces: which addresses the names in a bind directive stand for.

Read once at each start or reload; a test hands in its own table instead.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping

from corefile import CorefileError, Diagnostic, Severity, Word
from pydns_host.block import Block


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
        """The addresses that a block listens on; "" is all of them.

        Raises `CorefileError` with every word that is neither an address nor an interface.
        """
        if not block.binds:
            return [""]
        errors: list[Diagnostic] = []
        found: list[str] = []
        for bind in block.binds:
            excepted = {host for word in bind.excepted for host in self._resolve(word, errors)}
            hosts = [host for word in bind.hosts for host in self._resolve(word, errors)]
            found.extend(host for host in hosts if host not in excepted)
        if errors:
            raise CorefileError(errors)
        return found

    def _resolve(self, word: Word, errors: list[Diagnostic]) -> tuple[str, ...]:
        text = word.value
        if text in self.table:
            return self.table[text]
        try:
            return (str(ipaddress.ip_address(text)),)
        except ValueError:
            message = f'plugin/bind: not a valid IP address or interface name: "{text}"'
            hint = f"interfaces here: {', '.join(sorted(self.table))}"
            errors.append(
                Diagnostic(word.span, Severity.ERROR, "CF105", message, hint, "environment", "bind", word.source)
            )
            return ()


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
