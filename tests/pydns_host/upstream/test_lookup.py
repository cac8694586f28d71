"""Addresses of upstreams that are given by name."""

from __future__ import annotations

import asyncio

import pytest

from pydns_host.upstream import Address, UpstreamError
from pydns_host.upstream.lookup import addresses, is_host_name, system_addresses
from tests.pydns_host.upstream.liar import Liar, truth
from tests.pydns_host.upstream.world import World


def both_families(query: bytes) -> list[bytes]:
    """An A record, or an AAAA record for a question about that."""
    true = truth(query)
    if query[-4:-2] == b"\0\1":
        return [true]
    return [true[:-16] + b"\xc0\x0c\0\x1c\0\1\0\0\0\x3c\0\x10" + b"\xfd" + bytes(14) + b"\1"]


def test_a_name_has_the_ipv4_and_then_the_ipv6_addresses_of_the_resolver() -> None:
    async def scene() -> None:
        async with Liar(both_families) as liar:
            found = await addresses("dns.example", [liar.address], World().services, "forward")
        assert found == ["10.0.0.1", "fd00::1"]

    asyncio.run(scene())


def test_the_next_resolver_is_asked_when_one_fails() -> None:
    async def scene() -> None:
        async with Liar(both_families) as closed:
            await closed.stop()
            async with Liar(both_families) as liar:
                found = await addresses("dns.example", [closed.address, liar.address], World().services, "forward")
        assert found == ["10.0.0.1", "fd00::1"]

    asyncio.run(scene())


def test_a_name_without_addresses_is_an_error_with_the_last_trouble() -> None:
    async def scene() -> None:
        async with Liar(lambda query: [truth(query)[:6] + b"\0\0" + truth(query)[8:-16]]) as liar:
            with pytest.raises(UpstreamError, match=r'^no addresses found for "dns.example"$'):
                await addresses("dns.example", [liar.address], World().services, "forward")
        with pytest.raises(UpstreamError, match=r'^no addresses found for "dns.example": read udp .*refused$'):
            await addresses("dns.example", [liar.address], World().services, "forward")

    asyncio.run(scene())


def test_the_machines_own_resolver_knows_localhost() -> None:
    assert "127.0.0.1" in asyncio.run(system_addresses("localhost"))


@pytest.mark.parametrize(
    "name", ["", "*", "a b", "192.0.2", "/etc/nosuch.conf", "-a.example", "a-.example", "a" * 64, "x..y", "b\u00fccher"]
)
def test_what_can_be_no_host_name_is_asked_of_nobody(name: str) -> None:
    assert not is_host_name(name)
    with pytest.raises(UpstreamError, match=r"^lookup .*: no such host$"):
        asyncio.run(system_addresses(name))


@pytest.mark.parametrize("name", ["localhost", "a", "dns.example", "dns.example.", "_x.1.example", "1a", "a--b"])
def test_what_can_be_a_host_name_is_one(name: str) -> None:
    assert is_host_name(name)


def test_ends_are_written_as_go_writes_them() -> None:
    assert str(Address("10.8.0.1", 53)) == "10.8.0.1:53"
    assert str(Address("::1", 53)) == "[::1]:53"
