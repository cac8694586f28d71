"""What plugins say of themselves, by their own modules `explain`: a directive, a question, sentences."""

from __future__ import annotations

import pytest

from tests.pydns_host.explain.explaining import step

GATHER = "gathersrv d.local. {\na.local. a-\nb.local. b-\n}"
TEMPLATE = "template IN A x.org {\nmatch ^y\nanswer {{.Name}}\nfallthrough z.x.org\n}"

CASES = [
    pytest.param("forward . 192.0.2.1", None, "asks 192.0.2.1:53", id="forward"),
    pytest.param(
        "forward . 192.0.2.1 tls://192.0.2.2 {\nexcept b.org\nforce_tcp\nmax_concurrent 5\n}",
        None,
        "asks 192.0.2.1:53 or tls://192.0.2.2:853, chosen by the policy random|but not for names in b.org.|"
        "always over TCP|at most 5 questions at a time, any other is REFUSED",
        id="forward with options",
    ),
    pytest.param(
        "forward . 192.0.2.1 {\nexcept b.org\n}",
        "x.b.org",
        "x.b.org. is in b.org., which is excepted: the question goes on",
        id="forward, excepted",
    ),
    pytest.param(
        "forward a.org 192.0.2.1", "b.org", "b.org. is not in a.org.: the question goes on", id="not forward's"
    ),
    pytest.param(
        GATHER,
        "x.d.local TXT",
        "x.d.local. is in d.local.|asks the next plugin for x.a.local. and x.b.local.",
        id="gathersrv",
    ),
    pytest.param(
        GATHER,
        "a-x.d.local",
        "a-x.d.local. is in d.local.|asks the next plugin for x.a.local.|"
        "when that finds nothing, for a-x.a.local. and a-x.b.local.",
        id="gathersrv, prefixed",
    ),
    pytest.param(
        GATHER,
        "x.d.local MX",
        "x.d.local. is in d.local.|MX is not gathered (SRV, A, AAAA and TXT are): the question goes on",
        id="not gathersrv's type",
    ),
    pytest.param("file db a.org b.a.org", "x.b.a.org", "x.b.a.org. is in b.a.org.|answers from db", id="file"),
    pytest.param("file db a.org", None, "for names in a.org.|answers for a.org. from db", id="file, all"),
    pytest.param("hosts h", None, "answers A, AAAA and PTR from h", id="hosts"),
    pytest.param(
        "hosts h {\n192.0.2.1 a\nfallthrough\n}",
        "a.org MX",
        "looks the name up in h and lines of the Corefile|"
        "a name that is not there falls through to the next plugin|"
        "a name that is there has no MX: an empty answer",
        id="hosts, another type",
    ),
    pytest.param(
        "hosts h",
        "1.2.0.192.in-addr.arpa PTR",
        "looks the address up in h; one that is not there goes on",
        id="hosts, reverse",
    ),
    pytest.param(TEMPLATE, None, "for names in x.org.|template 1: IN, A, NOERROR with 1 answer records", id="template"),
    pytest.param(
        TEMPLATE,
        "y.x.org",
        "y.x.org. is in x.org.|template 1 answers: NOERROR with 1 answer records",
        id="template, matching",
    ),
    pytest.param(
        TEMPLATE,
        "n.x.org",
        "n.x.org. is in x.org.|template 1: n.x.org. does not match ^y: SERVFAIL",
        id="template, not matching",
    ),
    pytest.param(
        TEMPLATE,
        "n.z.x.org",
        "n.z.x.org. is in x.org.|template 1: n.z.x.org. does not match ^y: the next template or plugin is asked",
        id="template, falling through",
    ),
    pytest.param(
        "log a.org {\nclass error denial\n}", None, "names in a.org.: answers of class denial, error", id="log"
    ),
    pytest.param("log a.org", "x.a.org", "logs it: all answers", id="log, a name of it"),
    pytest.param("log a.org", "b.org", "not logged: b.org. is in none of its names", id="log, another name"),
    pytest.param("errors {\nconsolidate 5m x.*\n}", None, "errors that match x.* are counted for 5m0s", id="errors"),
    pytest.param(
        "loadbalance weighted w {\n}", None, "the first address is drawn by the weights of w", id="loadbalance"
    ),
    pytest.param(
        "cache 30 {\ndisable success a.org\nserve_stale\nprefetch 5\n}",
        None,
        "answers of class success are kept for 5 to 30 seconds|but not for names in a.org.|"
        "answers of class denial are kept for 5 to 30 seconds|"
        "when there is no new answer, old ones are given for 3600 seconds more|"
        "what is asked for 5 times is renewed before its end",
        id="cache",
    ),
    pytest.param(
        "cache {\ndisable success a.org\n}",
        "x.a.org",
        "answers of class success are not kept|answers of class denial are kept for 5 to 1800 seconds",
        id="cache, not kept",
    ),
    pytest.param(
        "kubernetes cluster.local {\nnamespaces a b\n}",
        None,
        "for names in cluster.local.|watches the cluster that it runs in|only the namespaces a, b|"
        "pods: disabled; TTL 5 seconds",
        id="kubernetes",
    ),
    pytest.param(
        "kubernetes cluster.local in-addr.arpa {\nfallthrough in-addr.arpa\n}",
        "1.in-addr.arpa PTR",
        "1.in-addr.arpa. is in in-addr.arpa.|what it has no answer for goes to the next plugin",
        id="fallthrough",
    ),
    pytest.param(
        "kubernetes cluster.local in-addr.arpa {\nfallthrough in-addr.arpa\n}",
        "cluster.local",
        "cluster.local. is in cluster.local.|what it has no answer for ends here",
        id="no fallthrough",
    ),
    pytest.param("grpc . 192.0.2.1:443 ::1", None, "asks grpc://192.0.2.1:443 or grpc://[::1]:53", id="grpc"),
    pytest.param(
        "secondary a.org {\ntransfer from 192.0.2.1\n}",
        None,
        "for names in a.org.|has its zones from 192.0.2.1:53",
        id="secondary",
    ),
]


@pytest.mark.parametrize(("directive", "asked", "says"), CASES)
def test_a_plugin_says_what_it_does(directive: str, asked: str | None, says: str) -> None:
    assert "|".join(step(f". {{\n{directive}\n}}\n", directive.partition(" ")[0], asked).says) == says
