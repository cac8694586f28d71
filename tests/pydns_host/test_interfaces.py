"""Which addresses the words of bind stand for. What is then opened there is tested with `transports`."""

from __future__ import annotations

import ipaddress

import pytest

import corefile
from corefile import CorefileError, Word
from pydns_host.block import Bind, Block
from pydns_host.interfaces import Interfaces
from pydns_host.testing import block

TABLE = Interfaces({"lo": ("127.0.0.1", "::1"), "eth0": ("192.0.2.1", "fe80::1%eth0")})


def words(text: str) -> tuple[Word, ...]:
    [served] = corefile.loads(f". {{\nbind {text}\n}}\n", "Corefile").blocks
    return tuple(served.directives["bind"][1:])


def bound(*binds: tuple[str, str]) -> Block:
    return block(binds=[Bind(words(hosts), words(excepted)) for hosts, excepted in binds])


@pytest.mark.parametrize(
    ("binds", "hosts"),
    [
        pytest.param([], [""], id="no bind is every address"),
        pytest.param([("127.0.0.2", "")], ["127.0.0.2"], id="an address"),
        pytest.param([("lo", "")], ["127.0.0.1", "::1"], id="an interface has several"),
        pytest.param([("eth0", "")], ["192.0.2.1", "fe80::1%eth0"], id="a link-local one has its zone"),
        pytest.param([("lo 192.0.2.1", "")], ["127.0.0.1", "::1", "192.0.2.1"], id="both in one bind"),
        pytest.param([("lo", ""), ("192.0.2.1", "")], ["127.0.0.1", "::1", "192.0.2.1"], id="two binds"),
        pytest.param([("lo", "::1")], ["127.0.0.1"], id="except an address"),
        pytest.param([("lo eth0", "eth0")], ["127.0.0.1", "::1"], id="except an interface"),
        pytest.param([("lo", "::1"), ("::1", "")], ["127.0.0.1", "::1"], id="an exception is of its own bind"),
        pytest.param([("lo", "lo")], [], id="nothing is left"),
        pytest.param([("0:0:0:0:0:0:0:1", "")], ["::1"], id="an address is written the short way"),
    ],
)
def test_a_block_listens_where_bind_says(binds: list[tuple[str, str]], hosts: list[str]) -> None:
    assert TABLE.hosts(bound(*binds)) == hosts


def test_every_word_that_is_no_address_and_no_interface_is_an_error() -> None:
    with pytest.raises(CorefileError) as caught:
        TABLE.hosts(bound(("lo etc0", "nix"), ("nox", "")))
    assert sorted(found.message for found in caught.value.diagnostics) == [
        'plugin/bind: not a valid IP address or interface name: "etc0"',
        'plugin/bind: not a valid IP address or interface name: "nix"',
        'plugin/bind: not a valid IP address or interface name: "nox"',
    ]
    assert {found.kind for found in caught.value.diagnostics} == {"environment"}
    assert "hint: interfaces here: eth0, lo" in str(caught.value)


def test_this_machine_has_loopback_addresses() -> None:
    hosts = [host for hosts in Interfaces.of_this_machine().table.values() for host in hosts]
    assert any(ipaddress.ip_address(host).is_loopback for host in hosts)
