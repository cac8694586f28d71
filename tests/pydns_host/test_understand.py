"""What a Corefile says is read whole and without what serves it. What is then made of it is tested with `assemble`."""

from __future__ import annotations

import subprocess
import sys

import pytest

import corefile
from corefile import Severity
from pydns_host.registry import Registry
from pydns_host.understand import Understood, understand

_EVERY = "import sys; from pydns_host.registry import Registry; r = Registry(); [r.parser(name) for name in r.known()]"
_HEAVY = ("dns", "asyncio", "ssl", "prometheus_client")


def understood(text: str) -> Understood:
    return understand(corefile.loads(text, "Corefile", env={}), Registry(), 53)


def test_links_stand_in_the_order_of_execution() -> None:
    (block,) = understood(". {\n whoami\n forward . 192.0.2.1\n errors\n}\n").blocks
    assert [link.name for link in block.links] == ["errors", "forward", "whoami"]


def test_every_mistake_is_told_and_nothing_raised() -> None:
    found = understood("a. {\n forwrd\n log {\n  clas all\n }\n}\n:99999 {\n whoami x\n}\n").of(Severity.ERROR)
    assert [(item.code, item.span.line) for item in found if item.span] == [
        ("CF201", 2),
        ("CF213", 4),
        ("CF101", 7),
        ("CF211", 8),
    ]


def test_other_transports_are_understood() -> None:
    (block,) = understood("tls://example.org {\n whoami\n}\n").blocks
    assert [(key.transport, key.zone, key.port) for key, _ in block.keys] == [("tls", "example.org.", 853)]


def test_reading_directives_loads_neither_dnspython_nor_sockets() -> None:
    program = f"{_EVERY}; print(*[name for name in {_HEAVY!r} if name in sys.modules])"
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert ran.stdout.split() == []


@pytest.mark.parametrize("scheme", ["dns", "tls", "grpc", "https", "quic", "https3"])
def test_only_listeners_over_quic_need_a_certificate(scheme: str) -> None:
    def wrong(directives: str) -> list[str]:
        return [found.code for found in understood(f"{scheme}://a.test {{\n{directives}\n}}\n").diagnostics]

    assert wrong("whoami") == (["CF106"] if scheme in ("quic", "https3") else [])
    assert "CF106" not in wrong("tls cert.pem key.pem")


def test_a_directive_of_a_block_without_a_key_must_be_known() -> None:
    found = understood("{\n nosuch\n whoami x\n}\n").of(Severity.ERROR)
    assert [(item.code, item.span.line) for item in found if item.span] == [("CF201", 2)]


def test_directives_of_a_block_without_a_good_key_are_read_all_the_same() -> None:
    found = understood(":1053 {\n loop\n file db\n log x.\n}\n").of(Severity.ERROR)
    assert [item.code for item in found] == ["CF101"]


def test_a_directive_for_a_zone_that_no_message_can_name_is_left_out_with_a_warning() -> None:
    text = ". {\n forward a\u0bd9b 192.0.2.1\n whoami\n}\n"
    (block,) = understood(text).blocks
    assert [link.name for link in block.links] == ["whoami"]
    assert [item.code for item in understood(text).of(Severity.WARNING)] == ["CF302"]
