"""Corefiles that are as they should be, and what looks like a mistake and is none: rules say nothing of them."""

from __future__ import annotations

import pytest

from tests.pydns_host.check.checking import codes
from tests.pydns_host.check.mutants import CORPUS

QUIET = {
    "a reverse zone": "1.168.192.in-addr.arpa, 8.b.d.0.1.0.0.2.ip6.arpa {\n  whoami\n}\n",
    "a classless reverse zone (RFC 2317)": "0/25.2.0.192.in-addr.arpa {\n  whoami\n}\n",
    "a network": "192.0.2.0/24 2001:db8::/32 {\n  whoami\n}\n",
    "a port": "example.org:1053 {\n  whoami\n}\n",
    "keys with commas": "a.org, b.org,\nc.org {\n  whoami\n}\n",
    "tls with a certificate": "tls://a.org {\n  tls c k\n  whoami\n}\n",
    "hosts that fall through": "a.org {\n  hosts {\n    fallthrough\n  }\n  forward . 192.0.2.1\n}\n",
    "a file for a part of the zone": "a.org {\n  file db b.a.org\n  forward . 192.0.2.1\n}\n",
    "forwards for several zones": "a.org {\n  forward b.a.org 192.0.2.1\n  forward . 192.0.2.2\n}\n",
    "a forward that goes on to the next": (
        "a.org {\n  forward . 192.0.2.1 {\n    next NXDOMAIN\n  }\n  forward . 192.0.2.2\n}\n"
    ),
    "a template of several": "a.org {\n  template IN A\n  template IN AAAA\n  forward . 192.0.2.1\n}\n",
    "zones above those of the block": "a.org {\n  log .\n  cache 30 org\n  forward . 192.0.2.1\n}\n",
    "what gathersrv asks for": (
        "d.local {\n  gathersrv d.local. {\n    a.local. a-\n  }\n  forward a.local. 192.0.2.1\n}\n"
    ),
    "loop with another plugin that asks": "a.org {\n  loop\n  grpc . 192.0.2.1\n}\n",
    "a forward to another block of the process": (
        "a.org {\n  forward . 127.0.0.1:5300\n}\nb.org:5300 {\n  whoami\n}\n"
    ),
    "a forward to a more specific block": "a.org {\n  forward . 127.0.0.1\n}\nb.a.org {\n  whoami\n}\n",
    "a forward to Docker's resolver": "a.org {\n  forward . 127.0.0.11\n}\n",
    "a forward from a bound block": "a.org {\n  bind 192.0.2.9\n  forward . 127.0.0.1\n}\n",
    "a template for one name": (
        "a.org {\n  cache\n  template IN A {\n    match ^x[.]a[.]org[.]$\n"
        '    answer "{{ .Name }} A 192.0.2.1"\n  }\n}\n'
    ),
    "metadata that a log reads": 'a.org {\n  metadata\n  log . "{/forward/upstream}"\n  forward . 192.0.2.1\n}\n',
    "a resolver for chosen networks": (
        ". {\n  acl {\n    allow net 192.0.2.0/24\n    block\n  }\n  forward . 192.0.2.1\n}\n"
    ),
    "a resolver inside": ". {\n  bind 127.0.0.1 ::1 10.0.0.1 eth0\n  forward . 192.0.2.1\n}\n",
    "a resolver on a port of its own": ".:5353 {\n  forward . 192.0.2.1\n}\n",
    "pprof at home": "a.org {\n  pprof\n  whoami\n}\nb.org {\n  pprof 127.0.0.1:6054\n  whoami\n}\n",
    "secrets in variables": "a.org {\n  route53 a.org.:Z {\n    aws_access_key {$KEY} {$SECRET}\n  }\n}\n",
    "one address for ready and prometheus of all blocks": (
        "a.org {\n  ready\n  prometheus\n  whoami\n}\nb.org {\n  ready\n  prometheus\n  whoami\n}\n"
    ),
    "health checks at two addresses": "a.org {\n  health 192.0.2.1:80\n  ready 192.0.2.2:80\n  whoami\n}\n",
    "a brace in a placeholder": "a.org {\n  log . {remote}\n  whoami\n}\n",
    "an expression with strings": "a.org {\n  view v {\n    expr name() in ['a','b']\n  }\n  whoami\n}\n",
}
CLEAN = ("k8s-kubeadm", "k8s-addon", "talos", "debian-default", "coredock")


@pytest.mark.parametrize("text", QUIET.values(), ids=QUIET)
def test_what_is_right_has_no_finding(text: str) -> None:
    expected = ["CF903"] if "aws_access_key" in text else []
    assert codes(text, env={"KEY": "k", "SECRET": "s"}, on_disk=False) == expected


@pytest.mark.parametrize("name", CLEAN)
def test_the_corefiles_that_deployments_ship_have_none(name: str) -> None:
    assert codes((CORPUS / f"{name}.Corefile").read_text(), on_disk=False) == []
