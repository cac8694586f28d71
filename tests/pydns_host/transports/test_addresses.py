"""Sockets to listen on: what can be had together, and what is said when one cannot be had."""

from __future__ import annotations

import errno
import socket
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack

import pytest

from pydns_host.errors import StartError
from pydns_host.transports import addresses
from pydns_host.transports.addresses import Pair, open_pair, open_tcp

Opening = Callable[..., Pair]


@pytest.fixture
def opened() -> Iterator[Opening]:
    with ExitStack() as stack:

        def opening(host: str, port: int, own: Sequence[socket.socket] = ()) -> Pair:
            udp, tcp = open_pair(host, port, own)
            for sock in (*udp, *tcp):
                stack.enter_context(sock)
            return udp, tcp

        yield opening


def _port(pair: Pair) -> int:
    port: int = pair[0][0].getsockname()[1]
    return port


@pytest.mark.parametrize("host", ["", "0.0.0.0", "::"])
def test_a_wildcard_is_both_families_on_one_port_for_udp_and_tcp(opened: Opening, host: str) -> None:
    udp, tcp = opened(host, 0)
    assert {sock.getsockname()[0] for sock in udp} == {sock.getsockname()[0] for sock in tcp} == {"0.0.0.0", "::"}
    assert len({sock.getsockname()[1] for sock in (*udp, *tcp)}) == 1


@pytest.mark.parametrize("host", ["127.0.0.1", "::1"])
def test_an_address_is_a_socket_for_udp_and_one_for_tcp(opened: Opening, host: str) -> None:
    udp, tcp = opened(host, 0)
    assert [sock.getsockname()[0] for sock in (*udp, *tcp)] == [host, host]
    assert {sock.getblocking() for sock in (*udp, *tcp)} == {False}


def test_a_link_local_address_is_bound_with_its_interface(monkeypatch: pytest.MonkeyPatch) -> None:
    bound: list[object] = []

    class Recorded(socket.socket):
        def bind(self, address: object) -> None:
            bound.append(address)
            raise OSError(errno.EADDRNOTAVAIL, "not here")

    monkeypatch.setattr(socket, "socket", Recorded)
    with pytest.raises(StartError, match="no interface of this machine has the address"):
        open_pair("fe80::1%lo", 0)
    assert bound == [("fe80::1", 0, 0, socket.if_nametoindex("lo"))]


@pytest.mark.parametrize("order", [("", "127.0.0.1"), ("127.0.0.1", "")], ids=["wildcard first", "address first"])
def test_a_wildcard_and_an_address_of_one_process_stand_on_one_port(opened: Opening, order: tuple[str, str]) -> None:
    first = opened(order[0], 0)
    second = opened(order[1], _port(first), [*first[0], *first[1]])
    assert _port(first) == _port(second)
    wildcard, address = (first, second) if order[0] == "" else (second, first)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client:
        client.sendto(b"near", ("127.0.0.1", _port(first)))
        client.sendto(b"far", ("127.0.0.2", _port(first)))
    assert address[0][0].recv(9) == b"near"
    assert wildcard[0][0].recv(9) == b"far"


def test_a_port_that_is_shared_for_a_moment_is_not_shared_for_good(opened: Opening) -> None:
    first = opened("", 0)
    opened("127.0.0.1", _port(first), [*first[0], *first[1]])
    with pytest.raises(StartError, match="another process has the port"):
        open_pair("127.0.0.2", _port(first))


def test_sockets_of_other_ports_do_not_hide_that_a_port_is_taken(opened: Opening) -> None:
    own = opened("127.0.0.1", 0)
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)  # as servers with several processes have it
        other.bind(("127.0.0.1", 0))
        other.listen()
        with pytest.raises(StartError, match="another process has the port"):
            open_pair("127.0.0.1", other.getsockname()[1], [*own[0], *own[1]])


@pytest.mark.parametrize(
    ("kind", "protocol"), [(socket.SOCK_STREAM, "tcp"), (socket.SOCK_DGRAM, "udp")], ids=["tcp", "udp"]
)
def test_a_port_that_is_taken_is_told_with_protocol_address_and_advice(kind: socket.SocketKind, protocol: str) -> None:
    (udp,), (tcp,) = open_pair("127.0.0.1", 0)  # a port that is free for both
    with tcp, udp:
        port = udp.getsockname()[1]
        (udp if kind == socket.SOCK_STREAM else tcp).close()
        with pytest.raises(StartError) as caught:
            open_pair("127.0.0.1", port)
    assert str(caught.value) == (
        f"listen {protocol} 127.0.0.1:{port}: bind: address already in use "
        "(another process has the port: stop it, or choose another with -dns.port or in the key)"
    )


def test_a_port_for_http_that_is_taken_is_to_be_named_in_its_directive() -> None:
    [taken] = open_tcp("127.0.0.1", 0)
    with taken, pytest.raises(StartError, match=r"stop it, or choose another in the directive"):
        open_tcp("127.0.0.1", taken.getsockname()[1])


@pytest.mark.parametrize(
    ("number", "host", "said"),
    [
        (errno.EACCES, "", r"^listen tcp :53: bind: permission denied \(ports below 1024 need root or CAP_NET_BIND"),
        (errno.EADDRNOTAVAIL, "::1", r"^listen tcp \[::1\]:53: bind: .* \(no interface of this machine has the addr"),
        (errno.EMFILE, "", r"^listen tcp :53: bind: too many open files \(too few descriptors are allowed"),
        (errno.EIO, "127.0.0.1", r"^listen tcp 127.0.0.1:53: bind: input/output error \(the system refused it\)"),
    ],
    ids=["not allowed", "no such address", "no descriptors", "something else"],
)
def test_what_the_system_refuses_is_one_line(
    monkeypatch: pytest.MonkeyPatch, number: int, host: str, said: str
) -> None:
    def refuse(*_: object) -> socket.socket:
        raise OSError(number, "refused")

    monkeypatch.setattr(addresses, "_open", refuse)
    with pytest.raises(StartError, match=said):
        open_pair(host, 53)


def test_a_machine_without_ipv6_listens_on_ipv4_when_nothing_else_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = addresses._open

    def only_ipv4(host: str, *more: object) -> socket.socket:
        if ":" in host:
            raise OSError(errno.EAFNOSUPPORT, "no IPv6")
        return whole(host, *more)  # type: ignore[arg-type]

    monkeypatch.setattr(addresses, "_open", only_ipv4)
    udp, tcp = open_pair("", 0)
    with udp[0], tcp[0]:
        assert [sock.getsockname()[0] for sock in (*udp, *tcp)] == ["0.0.0.0", "0.0.0.0"]
    with pytest.raises(StartError):
        open_pair("::", 0)


def test_a_chosen_port_that_the_other_protocol_has_is_chosen_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = addresses._open
    refused: list[int] = []

    def taken_twice(host: str, port: int, kind: int, own: object) -> socket.socket:
        if kind == socket.SOCK_DGRAM and len(refused) < 2:
            refused.append(port)
            raise OSError(errno.EADDRINUSE, "taken")
        return whole(host, port, kind, own)  # type: ignore[arg-type]

    monkeypatch.setattr(addresses, "_open", taken_twice)
    udp, tcp = open_pair("127.0.0.1", 0)
    with udp[0], tcp[0]:
        assert len(refused) == 2
        assert udp[0].getsockname() == tcp[0].getsockname()


def test_nothing_stays_open_when_one_socket_cannot_be_had(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[socket.socket] = []
    whole = addresses._open

    def no_udp(host: str, port: int, kind: int, own: object) -> socket.socket:
        if kind == socket.SOCK_DGRAM:
            raise OSError(errno.EACCES, "no")
        made.append(whole(host, port, kind, own))  # type: ignore[arg-type]
        return made[-1]

    monkeypatch.setattr(addresses, "_open", no_udp)
    with pytest.raises(StartError, match="listen udp"):
        open_pair("127.0.0.1", 0)
    assert [sock.fileno() for sock in made] == [-1]
