"""From Corefile to plan: every mistake of every block in one go, each at its place. What runs is tested elsewhere."""

from __future__ import annotations

import pytest

import corefile
from corefile import CorefileError
from pydns_host.assemble import Plan, assemble
from pydns_host.errors import StartError
from pydns_host.interfaces import Interfaces
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
    text = f"{scheme}:// is understood, but this version listens on dns:// (UDP and TCP) only"
    assert (1, 1, text) in _errors(f"{scheme}://a.test {{\n  whoami\n}}\n")


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


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param(
            "a.test a.test {\n  whoami\n}\n",
            [(1, 8, "cannot serve dns://a.test.:53 - it is already defined")],
            id="twice in one block",
        ),
        pytest.param(
            "10.0.0.0/8 10.in-addr.arpa {\n  whoami\n}\n",
            [(1, 12, "cannot serve dns://10.in-addr.arpa.:53 - it is already defined")],
            id="a network and its reverse zone",
        ),
        pytest.param(
            "a.test {\n  bind 127.0.0.1\n  whoami\n}\na.test {\n  whoami\n}\n",
            [
                (
                    5,
                    1,
                    "cannot serve dns://a.test.:53 - zone overlap listener capacity with dns://a.test.:53 on 127.0.0.1",
                )
            ],
            id="on an address and everywhere",
        ),
        pytest.param(
            "tls://10.0.0.0/15 {\n  whoami\n}\n",
            [(1, 1, "tls:// is understood, but this version listens on dns:// (UDP and TCP) only")],
            id="a key of two zones is told once",
        ),
        pytest.param(
            "a..test b.test: {\n  whoami\n}\n",
            [
                (1, 1, "error inspecting server blocks: zone is not a valid domain name: a..test"),
                (1, 9, 'error inspecting server blocks: expecting data after last colon: "b.test:"'),
            ],
            id="keys that are none",
        ),
    ],
)
def test_a_key_that_cannot_be_served_is_told_at_its_place(text: str, found: list[tuple[int, int, str]]) -> None:
    assert _errors(text) == found


def test_an_error_is_shown_with_its_line_a_caret_and_a_hint() -> None:
    with pytest.raises(CorefileError) as refused:
        _plan("a.test {\n  forwrd . 192.0.2.1\n}\n")
    assert str(refused.value).splitlines() == [
        "Corefile:2:3: Unknown directive 'forwrd'",
        "      forwrd . 192.0.2.1",
        "      ^^^^^^",
        "    hint: did you mean 'forward'?",
    ]


def test_two_blocks_for_one_zone_are_told_with_both_places() -> None:
    with pytest.raises(CorefileError) as refused:
        _plan("a.test {\n  whoami\n}\nA.TEST. {\n  whoami\n}\n")
    assert str(refused.value).splitlines() == [
        "Corefile:4:1: cannot serve dns://a.test.:53 - it is already defined",
        "    A.TEST. {",
        "    ^^^^^^^",
        "    hint: the other one is at Corefile:1:1",
    ]


def test_one_zone_on_two_ports_or_addresses_is_no_overlap() -> None:
    plan = _plan(
        "a.test {\n  bind 127.0.0.1\n  whoami\n}\na.test {\n  bind ::1\n  whoami\n}\na.test:54 {\n  whoami\n}\n"
    )
    table = plan.listening(Interfaces({}))
    assert {key: [zone for zone, _ in zones] for key, zones in table.items()} == {
        ("127.0.0.1", 53): ["a.test."],
        ("::1", 53): ["a.test."],
        ("", 54): ["a.test."],
    }


def test_interfaces_that_are_none_are_told_all_at_once_in_the_order_of_the_file() -> None:
    plan = _plan("a.test {\n  bind eth9\n  whoami\n}\nb.test {\n  bind lo {\n    except eth8\n  }\n  whoami\n}\n")
    with pytest.raises(CorefileError) as refused:
        plan.listening(Interfaces({"lo": ("127.0.0.1",)}))
    assert [(found.span.line, found.message) for found in refused.value.diagnostics if found.span] == [
        (2, 'plugin/bind: not a valid IP address or interface name: "eth9"'),
        (7, 'plugin/bind: not a valid IP address or interface name: "eth8"'),
    ]


def test_an_interface_and_one_of_its_addresses_overlap() -> None:
    plan = _plan("a.test {\n  bind lo 127.0.0.1\n  whoami\n}\n")
    with pytest.raises(CorefileError, match=r"on 127\.0\.0\.1 - it is already defined"):
        plan.listening(Interfaces({"lo": ("127.0.0.1",)}))


def test_a_corefile_that_listens_nowhere_does_not_start() -> None:
    plan = _plan("a.test {\n  bind lo {\n    except lo\n  }\n  whoami\n}\n")
    with pytest.raises(StartError, match="nothing to listen on"):
        plan.listening(Interfaces({"lo": ("127.0.0.1",)}))


def test_a_directive_that_only_sets_something_is_no_link() -> None:
    (block,) = _plan("a.test {\n  root zones\n  bind 127.0.0.1\n  debug\n  whoami\n}\n").blocks
    assert [link.plugin.name for link in block.links][-1] == "whoami"
    assert "bind" not in [link.plugin.name for link in block.links]
    assert (block.block.root, block.block.debug) == ("zones", True)


def test_a_zone_that_no_question_can_be_for_is_a_warning_at_its_key() -> None:
    plan = _plan("a.test \\300.test {\n  whoami\n}\n")
    [warning] = plan.warnings
    assert warning.line() == "Corefile:1:8: no question can ever be for the zone \\300.test."
