"""The listening sockets of all workers, kept by the supervisor so that they outlive each of them.

What is in a socket's queue when its worker dies waits there for the successor. Nothing is read from a socket here.
"""

from __future__ import annotations

import socket
from collections.abc import Iterable

from pydns_host.generation import Key
from pydns_host.transports.addresses import Pair, open_again, open_beside, open_group, open_tcp


class Sockets:
    """A group of sockets for each address of DNS, one pair a worker; and one for all for each address of HTTP."""

    def __init__(self, workers: int) -> None:
        self._workers = workers
        self._groups: dict[Key, list[Pair]] = {}
        self._beside: dict[Key, dict[str, list[socket.socket]]] = {}
        self._http: dict[Key, list[socket.socket]] = {}

    def dns(self, key: Key, worker: int) -> Pair:
        """A worker's UDP and TCP sockets at an address and port; raises `StartError` when they cannot be had."""
        if key not in self._groups:
            self._forget_beside(*key)
            own = [sock for group in self._groups.values() for udp, tcp in group for sock in (*udp, *tcp)]
            self._groups[key] = open_group(*key, self._workers, own)
        return self._groups[key][worker]

    def http(self, key: Key) -> list[socket.socket]:
        """The TCP sockets on which all workers answer HTTP; raises `StartError` when they cannot be had."""
        if key not in self._http:
            self._http[key] = open_tcp(*key, [sock for group in self._http.values() for sock in group])
        return self._http[key]

    def beside(self, wildcard: Key) -> dict[str, list[socket.socket]]:
        """The UDP sockets, one a worker, of those addresses of a wildcard that have some of their own."""
        return self._beside.get(wildcard, {})

    def open_beside(self, wildcard: Key, host: str) -> list[socket.socket]:
        """UDP sockets, one a worker, for one address of a wildcard; none where they cannot be had, or are had already.

        What a wildcard says of each answer, where it comes from, need not be said with these.
        """
        if wildcard not in self._groups or (host, wildcard[1]) in self._groups:
            return []
        known = self._beside.setdefault(wildcard, {})
        if host in known:
            return []
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        group: list[socket.socket] = []
        try:
            first = next(sock for sock in self._groups[wildcard][0][0] if sock.family == family)
            group.append(open_beside(first, host))
            group.extend(open_again(group[0]) for _ in range(self._workers - 1))
        except OSError:
            _close(group)
            return []
        known[host] = group
        return group

    def _forget_beside(self, host: str, port: int) -> None:
        """An address gets a listener: what was for it alone before is what its workers have, until they give it up."""
        for (_, other), known in self._beside.items():
            if other == port and host in known:
                _close(known.pop(host))

    def keep(self, dns: Iterable[Key] = (), http: Iterable[Key] = ()) -> None:
        """Close the sockets of all other addresses. What workers have of them stays open as long as they want."""
        for key in self._groups.keys() - set(dns):
            for udp, tcp in self._groups.pop(key):
                _close(udp, tcp)
            for group in self._beside.pop(key, {}).values():
                _close(group)
        for key in self._http.keys() - set(http):
            _close(self._http.pop(key))


def _close(*lists: list[socket.socket]) -> None:
    for sockets in lists:
        for sock in sockets:
            sock.close()
