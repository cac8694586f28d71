"""From Corefile to plan: every mistake of every block in one go, each at its place. What runs is tested elsewhere."""

from __future__ import annotations

import pytest

import corefile
from corefile import CorefileError
from pydns_host.assemble import Plan, assemble
from pydns_host.registry import Registry


def _plan(text: str, port: int = 53) -> Plan:
    return assemble(corefile.loads(text, "Corefile", env={}), Registry(), port)


def _errors(text: str) -> list[tuple[int, int, str]]:
    with pytest.raises(CorefileError) as refused:
        _plan(text)
    return [(found.span.line, found.span.column, found.message) for found in refused.value.diagnostics if found.span]


def test_every_mistake_of_every_block_is_told_in_the_order_of_the_file() -> None:
    found = _errors(
        "a.test {\n  whoami x\n  frobnicate\n}\n"
        "b.test {\n  forward . 192.0.2.1 {\n    policy nearest\n    max_fails x\n  }\n}\n"
        "A.test:53 {\n  log\n}\n"
    )
    assert [(line, column) for line, column, _ in found] == [(2, 10), (3, 3), (7, 12), (8, 15), (11, 1)]
    assert "Wrong argument count or unexpected line ending after 'x'" in found[0][2]
    assert found[1][2] == "Unknown directive 'frobnicate'"
    assert "unknown policy 'nearest'" in found[2][2]
    assert found[4][2] == "cannot serve dns://a.test.:53 - it is already defined"


@pytest.mark.parametrize(
    ("directive", "hint"),
    [
        pytest.param("forwrd . 192.0.2.1", "did you mean 'forward'?", id="misspelt"),
        pytest.param("redis", "external plugin", id="external"),
        pytest.param("proxy . 192.0.2.1", "removed proxy in version 1.5.0", id="removed"),
    ],
)
def test_an_unknown_directive_comes_with_a_hint(directive: str, hint: str) -> None:
    with pytest.raises(CorefileError) as refused:
        _plan(f". {{\n  {directive}\n}}\n")
    assert hint in (refused.value.diagnostics[0].hint or "")


def test_a_directive_that_is_known_but_not_served_is_refused_at_its_place() -> None:
    assert _errors(". {\n  kubernetes cluster.local\n}\n") == [
        (2, 3, "plugin/kubernetes: this version understands kubernetes but does not serve it")
    ]


@pytest.mark.parametrize("scheme", ["tls", "https", "https3", "grpc", "quic"])
def test_another_transport_is_refused_at_its_key(scheme: str) -> None:
    ((line, column, message),) = _errors(f"{scheme}://a.test {{\n  whoami\n}}\n")
    assert (line, column) == (1, 1)
    assert message.startswith(f"{scheme}:// is understood")


@pytest.mark.parametrize("port", ["-1", "70000"])
def test_a_port_that_is_none_is_refused_at_its_key(port: str) -> None:
    ((line, _, message),) = _errors(f"a.test:{port} {{\n  whoami\n}}\n")
    assert line == 1
    assert "invalid port" in message


@pytest.mark.parametrize(
    ("keys", "zones"),
    [
        ("a.test b.test:1053", {("a.test.", 5300), ("b.test.", 1053)}),
        ("dns://A.Test", {("a.test.", 5300)}),
        ("10.0.0.0/8", {("10.in-addr.arpa.", 5300)}),
        ("10.0.0.0/15:53", {("0.10.in-addr.arpa.", 53), ("1.10.in-addr.arpa.", 53)}),
        ("2001:db8::/32", {("8.b.d.0.1.0.0.2.ip6.arpa.", 5300)}),
    ],
)
def test_keys_are_zones_and_ports(keys: str, zones: set[tuple[str, int]]) -> None:
    (block,) = _plan(f"{keys} {{\n  whoami\n}}\n", 5300).blocks
    assert {(key.zone, key.port) for key, _ in block.keys} == zones


def test_plugins_stand_in_the_order_of_execution_whatever_the_file_says() -> None:
    (block,) = _plan(". {\n  whoami\n  forward . 192.0.2.1\n  log\n  errors\n}\n").blocks
    assert [link.plugin.name for link in block.links] == ["errors", "log", "forward", "whoami"]
