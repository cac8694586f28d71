"""What a Corefile may say about forward, and what it then means."""

from __future__ import annotations

from typing import Any

import pytest

from corefile import Severity
from pydns_host.plugins.forward.config import Config
from pydns_host.plugins.forward.options import HealthCheck
from pydns_host.plugins.forward.plugin import Forward
from pydns_host.plugins.forward.targets import Target
from pydns_host.testing import configure
from tests.plugins.verdicts import agree, cases, findings


@pytest.mark.parametrize("case", cases(__file__))
def test_the_verdict_is_the_references(case: dict[str, Any]) -> None:
    agree(Forward, case)


def test_each_directive_is_a_link_and_knows_whether_another_follows() -> None:
    configs = configure(Forward, "forward a.org 10.0.0.1\nforward b.org 10.0.0.2\nforward . 10.0.0.3")
    assert [(config.zone, config.followed) for config in configs] == [
        (b"\1a\3org\0", True),
        (b"\1b\3org\0", True),
        (b"\0", False),
    ]


def test_an_option_given_twice_is_the_last_one_unless_it_is_a_list() -> None:
    directive = """forward . 10.0.0.1 {
        policy random
        policy sequential
        expire 1s
        expire 3s
        except a.org
        except b.org c.org
        next NXDOMAIN
        next servfail
        failover REFUSED
        failover NOTIMP
        max_concurrent 1
        max_concurrent +7
        tls a.pem
        tls
        resolver 10.0.0.1
        resolver 10.0.0.2:1053 [::1]:53
    }"""
    (config,) = configure(Forward, directive)
    assert (config.policy, config.expire, config.max_concurrent, config.limit) == ("sequential", 3.0, 7, "+7")
    assert config.excepted == (b"\1a\3org\0", b"\1b\3org\0", b"\1c\3org\0")
    assert (config.next_rcodes, config.failover) == ({2, 3}, {4, 5})
    assert config.tls == ()
    assert config.resolvers == (Target("10.0.0.2", "1053"), Target("::1", "53"))


def test_the_defaults_are_the_references() -> None:
    (config,) = configure(Forward, "forward . 10.0.0.1")
    assert config == Config(
        zone=b"\0", targets=(Target("10.0.0.1", "53"),), policy="random", max_fails=2, max_attempts=None,
        health=HealthCheck(0.5, True, b"\0"), expire=10.0, max_age=0.0, read_timeout=2.0, doh_method="POST",
    )  # fmt: skip


def test_every_mistake_is_told_at_its_word() -> None:
    text = """. {
    forward . grpc://10.0.0.1 10.0.0.2 {
        polcy random
        max_fails many
        next NOSUCH NXDOMAIN OTHER
        failover NOERROR
    }
    forward a..b 10.0.0.1
    forward .
}
"""
    found = [(one.span and (one.span.line, one.span.column), one.message, one.hint) for one in findings(Forward, text)]
    assert found == [
        (
            (2, 15),
            "plugin/forward: 'grpc' is not supported as a destination protocol in forward: grpc://10.0.0.1:443",
            None,
        ),
        ((3, 9), "plugin/forward: unknown property 'polcy'", "did you mean 'policy'?"),
        ((4, 19), 'plugin/forward: strconv.ParseUint: parsing "many": invalid syntax', None),
        ((5, 14), "plugin/forward: NOSUCH is not a valid rcode", None),
        ((5, 30), "plugin/forward: OTHER is not a valid rcode", None),
        ((6, 18), "plugin/forward: NoError cannot be used in failover", None),
        ((8, 13), "plugin/forward: unable to normalize 'a..b'", None),
        ((9, 13), "plugin/forward: Wrong argument count or unexpected line ending after '.'", None),
    ]


@pytest.mark.parametrize(
    ("directive", "text"),
    [
        ("forward 10.0.0.0/9 10.0.0.1", "Unsupported CIDR notation: '10.0.0.0/9' expands to multiple zones."),
        ("forward . 10.0.0.1 {\nforce_tcp\nprefer_udp\n}", "force_tcp takes precedence"),
        ("forward . 10.0.0.1 {\nexcept a..b\n}", "'a..b' is not a zone"),
        ("forward mahdh\u0c73 10.0.0.1", "no question can ever be for the zone mahdh\u0c73."),
        ("forward . 10.0.0.1 {\nhealth_check 1s domain mahdh\u0c73\n}", "'mahdh\u0c73' cannot be asked for"),
        ("forward . 10.0.0.1 .", "'.' is a directory and names no upstream"),
        ("forward . https3://10.0.0.1", "has no port and can never be asked"),
        ("forward . 10.0.0.1:99999", "nothing can listen on port 99999"),
        ("forward . 10.0.0.1:0", "nothing can listen on port 0"),
    ],
)
def test_what_is_accepted_and_looks_wrong_is_told(directive: str, text: str) -> None:
    found = findings(Forward, f". {{\n{directive}\n}}\n")
    assert [one.severity for one in found] == [Severity.WARNING]
    assert text in found[0].message
