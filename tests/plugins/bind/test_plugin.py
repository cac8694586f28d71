"""Which addresses and interfaces a server block binds to, as far as the Corefile alone tells."""

from __future__ import annotations

from typing import Any

import pytest

from pydns_host.plugins.bind.plugin import Bind
from pydns_host.testing import block, configure
from tests.plugins.verdicts import agree, cases, findings


@pytest.mark.parametrize("case", cases(__file__))
def test_the_verdict_is_the_references(case: dict[str, Any]) -> None:
    agree(Bind, case)


@pytest.mark.parametrize(
    ("directive", "binds"),
    [
        ("bind 127.0.0.1", [(["127.0.0.1"], [])]),
        ("bind lo ::1", [(["lo", "::1"], [])]),
        ("bind lo {\nexcept 127.0.0.1 eth0\n}", [(["lo"], ["127.0.0.1", "eth0"])]),
        ("bind lo {\nexcept 127.0.0.1\nexcept ::1\n}", [(["lo"], ["::1"])]),
        ("bind 127.0.0.1\nbind ::1 {\nexcept lo\n}", [(["127.0.0.1"], []), (["::1"], ["lo"])]),
    ],
    ids=["one", "two", "except", "except twice", "bind twice"],
)
def test_each_directive_adds_addresses(directive: str, binds: list[tuple[list[str], list[str]]]) -> None:
    mine = block()
    assert configure(Bind, directive, mine) is None
    found = [([word.value for word in bind.hosts], [word.value for word in bind.excepted]) for bind in mine.binds]
    assert found == binds


def test_each_address_knows_its_place() -> None:
    mine = block()
    configure(Bind, "bind 127.0.0.1 lo {\nexcept ::1\n}", mine)
    (bind,) = mine.binds
    assert [(word.span.line, word.span.column) for word in (*bind.hosts, *bind.excepted)] == [(2, 6), (2, 16), (3, 8)]


@pytest.mark.parametrize(
    "name", ["eth0", "lo", "br-1a2b3c4d5e6f", "6in4-wan", "vlan.100", "wg0", "veth@x", "enp0s31f6"]
)
def test_the_name_of_an_interface_is_left_to_the_start(name: str) -> None:
    assert findings(Bind, f". {{\nbind {name}\n}}\n") == []


@pytest.mark.parametrize(
    "text",
    [
        "[::1]",
        "127.1",
        "127.0.0.256",
        "127.0.0.01",
        "10.0.0.0/8",
        "127.0.0.1:53",
        "fe80::1%eth0",
        "..",
        "sixteen-letters-",
    ],
)
def test_what_is_neither_address_nor_name_is_refused(text: str) -> None:
    (found,) = findings(Bind, f". {{\nbind 127.0.0.1 {text}\n}}\n")
    assert found.message == f'plugin/bind: not a valid IP address or interface name: "{text}"'
    assert found.span is not None
    assert found.span.column == 16


def test_an_exception_that_does_not_count_is_told() -> None:
    (found,) = findings(Bind, ". {\nbind lo {\nexcept 127.0.0.1\nexcept ::1\n}\n}\n")
    assert found.message == "plugin/bind: '127.0.0.1' is not excepted: the last except of a bind counts"
