"""What rules find, beyond the example that each has in the table: where, how often, and with which fix."""

from __future__ import annotations

import pytest

from tests.pydns_host.check.checking import findings

CASES = [
    pytest.param("a:domain {\n  whoami\n}\n", [(1, 1, "CF114", None)], id="a service's name as a port"),
    pytest.param("TLS://a {\n  whoami\n}\n", [(1, 1, "CF113", "tls://a")], id="a scheme in capitals"),
    pytest.param("udp://a {\n  whoami\n}\n", [(1, 1, "CF113", None)], id="a scheme that is the default"),
    pytest.param("foo://a {\n  whoami\n}\n", [(1, 1, "CF113", None)], id="a scheme of nobody"),
    pytest.param("10/8 {\n  whoami\n}\n", [(1, 1, "CF115", None)], id="a network without its zeros"),
    pytest.param("300.10.in-addr.arpa {\n  whoami\n}\n", [(1, 1, "CF112", None)], id="an octet of 300"),
    pytest.param("10.IN-ADDR-ARPA. {\n  whoami\n}\n", [(1, 1, "CF112", "10.in-addr.arpa.")], id="in capitals"),
    pytest.param("x.ip6-arpa:1053 {\n  whoami\n}\n", [(1, 1, "CF112", "x.ip6.arpa:1053")], id="with its port"),
    pytest.param("unix:///a {\n  whoami\n}\n", [(1, 1, "CF121", None)], id="a socket's path"),
    pytest.param(
        "a {\n  file db\n  forward . 192.0.2.1\n  whoami\n}\n",
        [(3, 3, "CF350", None), (4, 3, "CF350", "")],
        id="all that is behind a file",
    ),
    pytest.param(
        "a.org {\n  hosts {\n    192.0.2.1 b.a.org\n  }\n  forward . 192.0.2.1\n}\n",
        [(5, 3, "CF350", None)],
        id="hosts without fallthrough",
    ),
    pytest.param(
        "a.org {\n  kubernetes a.org {\n    pods verified\n  }\n  health {\n    lameduck 5s\n  }\n  ready\n"
        "  forward . 192.0.2.1 {\n    max_concurrent 9\n  }\n}\n",
        [(9, 3, "CF350", None)],
        id="kubernetes without fallthrough",
    ),
    pytest.param(
        "a.org {\n  file db b.org a.orgg\n}\n",
        [(2, 11, "CF360", "a.org"), (2, 17, "CF360", "a.org")],
        id="each zone",
    ),
    pytest.param("a.org {\n  cache a.org 30\n  whoami\n}\n", [(2, 15, "CF361", None)], id="seconds behind zones"),
    pytest.param("a.org {\n  log b.net\n  whoami\n}\n", [(2, 7, "CF360", None)], id="a name that nobody asks for"),
    pytest.param(
        "a.org:5300 {\n  bind 192.0.2.1\n  forward . 192.0.2.1:5300\n}\n",
        [(3, 13, "CF370", None)],
        id="a forward to the address that the block is bound to",
    ),
    pytest.param(". {\n  bind 203.0.113.1\n  forward . 192.0.2.1\n}\n", [], id="an address for documentation"),
    pytest.param(". {\n  bind 8.8.8.8\n  forward . 192.0.2.1\n}\n", [(3, 3, "CF401", None)], id="a public address"),
    pytest.param("a {\n  pprof :6053\n  whoami\n}\n", [(2, 9, "CF404", None)], id="pprof on all addresses"),
    pytest.param(
        "a {\n  tsig {\n    secret k. c2VjcmV0\n  }\n  whoami\n}\n", [(3, 15, "CF406", None)], id="a key for tsig"
    ),
    pytest.param(
        "a {\n  health :8080\n  whoami\n}\nb {\n  health\n  whoami\n}\n",
        [(6, 3, "CF503", None)],
        id="two health checks",
    ),
]


@pytest.mark.parametrize(("text", "found"), CASES)
def test_rules_find_it_at_its_place(text: str, found: list[tuple[int, int, str, str | None]]) -> None:
    assert [
        (one.span.line, one.span.column, one.code, one.fix and one.fix.text)
        for one in findings(text, on_disk=False)
        if one.span
    ] == found
