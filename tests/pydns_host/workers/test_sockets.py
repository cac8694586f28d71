"""The sockets that the supervisor keeps: shared by workers, closed to others, on addresses of their own where asked."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest

from pydns_host.errors import StartError
from pydns_host.workers.sockets import Sockets

LOCAL = ("127.0.0.1", 0)
ALL = ("", 0)


@pytest.fixture
def sockets() -> Iterator[Sockets]:
    kept = Sockets(3)
    yield kept
    kept.keep()


def name(sock: socket.socket) -> tuple[str, int]:
    found: tuple[str, int] = sock.getsockname()[:2]
    return found


def test_each_worker_has_a_socket_of_its_own_at_one_address(sockets: Sockets) -> None:
    pairs = [sockets.dns(LOCAL, worker) for worker in range(3)]
    for kind in (0, 1):
        group = [pair[kind][0] for pair in pairs]
        assert len({sock.fileno() for sock in group}) == 3
        assert len({name(sock) for sock in group}) == 1
        assert [sock.getsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT) for sock in group] == [1, 1, 1]
    assert sockets.dns(LOCAL, 1) is pairs[1]


def test_the_system_spreads_queries_over_all_of_them(sockets: Sockets) -> None:
    group = [sockets.dns(LOCAL, worker)[0][0] for worker in range(3)]
    for _ in range(200):
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client:
            client.sendto(b"?", name(group[0]))
    counts = [_drained(sock) for sock in group]
    assert sum(counts) == 200
    assert min(counts) > 0


def _drained(sock: socket.socket) -> int:
    count = 0
    while True:
        try:
            sock.recv(1)
        except BlockingIOError:
            return count
        count += 1


def test_a_port_of_another_server_is_refused_even_when_that_one_shares_its_own(sockets: Sockets) -> None:
    port = name(sockets.dns(LOCAL, 0)[0][0])[1]
    with pytest.raises(StartError, match=f"127.0.0.1:{port}: bind: address already in use"):
        Sockets(2).dns(("127.0.0.1", port), 0)


def test_what_is_not_kept_can_be_opened_again(sockets: Sockets) -> None:
    port = name(sockets.dns(LOCAL, 0)[0][0])[1]
    http = sockets.http(LOCAL)
    sockets.keep(http=[LOCAL])
    assert sockets.http(LOCAL) is http
    other = Sockets(1)
    assert name(other.dns(("127.0.0.1", port), 0)[0][0]) == ("127.0.0.1", port)
    other.keep()
    sockets.keep()
    assert [sock.fileno() for sock in http] == [-1]


def test_all_workers_have_the_same_socket_for_http(sockets: Sockets) -> None:
    assert sockets.http(LOCAL) is sockets.http(LOCAL)


def test_an_address_of_a_wildcard_gets_sockets_for_all_workers_once(sockets: Sockets) -> None:
    wildcards = [sockets.dns(ALL, worker)[0][0] for worker in range(3)]
    group = sockets.open_beside(ALL, "127.0.0.1")
    assert [name(sock) for sock in group] == [("127.0.0.1", name(wildcards[0])[1])] * 3
    assert sockets.open_beside(ALL, "127.0.0.1") == []
    assert sockets.beside(ALL) == {"127.0.0.1": group}
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client:
        client.sendto(b"?", name(group[0]))
    assert [_drained(sock) for sock in wildcards] == [0, 0, 0]
    sockets.keep([LOCAL])
    assert [sock.fileno() for sock in group] == [-1, -1, -1]


def test_an_address_that_has_a_listener_gets_none_beside(sockets: Sockets) -> None:
    port = name(sockets.dns(ALL, 0)[0][0])[1]
    sockets.keep()
    wildcard, local = ("", port), ("127.0.0.1", port)
    sockets.dns(wildcard, 0)
    beside = sockets.open_beside(wildcard, "127.0.0.1")
    group = [sockets.dns(local, worker)[0][0] for worker in range(3)]  # a reload brings a listener of its own
    assert [sock.fileno() for sock in beside] == [-1, -1, -1]
    assert [name(sock) for sock in group] == [local] * 3
    assert sockets.open_beside(wildcard, "127.0.0.1") == []


def test_an_address_that_the_machine_does_not_have_gets_none_beside(sockets: Sockets) -> None:
    sockets.dns(ALL, 0)
    assert sockets.open_beside(ALL, "192.0.2.1") == []
    assert sockets.open_beside(LOCAL, "127.0.0.1") == []
