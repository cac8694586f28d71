"""What a Corefile may say about kubernetes, and what it then means."""

from __future__ import annotations

from typing import Any

import pytest

from pydns_host.plugins.kubernetes.config import Config
from pydns_host.plugins.kubernetes.labels import Requirement
from tests.plugins.verdicts import agree, cases, config, odd


@pytest.mark.parametrize("case", cases(__file__))
def test_the_verdict_is_the_references(case: dict[str, Any]) -> None:
    agree("kubernetes", case)


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("kubernetes", Config((".",))),
        (
            """
            kubernetes a.org {
                endpoint http://a:1
                tls c k ca
                kubeconfig f ctx
                pods verified
                endpoint_pod_names
                namespaces b a
                namespaces a
                ttl 30
                zonal
                ignore empty_service
                multicluster a.org
                startup_timeout 1s
                apiserver_qps 2.5
                apiserver_burst 3
                apiserver_max_inflight 4
                fallthrough
            }
            """,
            Config(
                ("a.org.",),
                "http://a:1",
                ("c", "k", "ca"),
                ("f", "ctx"),
                "verified",
                True,
                ("b", "a"),
                ttl=30,
                zonal=True,
                ignore_empty_service=True,
                multicluster=("a.org.",),
                startup_timeout=1_000_000_000,
                qps=2.5,
                burst=3,
                max_inflight=4,
                fallthrough=(".",),
            ),
        ),
        (
            "kubernetes {\nnoendpoints\nlabels a=b\nnamespace_labels !c\n}",
            Config(
                (".",),
                labels=(Requirement("a", "=", ("b",)),),
                namespace_labels=(Requirement("c", "!"),),
                endpoints=False,
            ),
        ),
    ],
)
def test_options_have_their_meaning(text: str, meaning: Any) -> None:
    assert config("kubernetes", text, root="keys") == meaning


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("kubernetes {\nendpoint http://a http://b\n}", "CF341"),
        ("kubernetes {\nignore\n}", "CF357"),
        ("kubernetes {\nstartup_timeout -1s\n}", "CF353"),
        ("kubernetes {\nttl 5 6\n}", "CF341"),
        ("kubernetes {\nttl 5\nttl 6\n}", "CF354"),
    ],
)
def test_what_is_accepted_and_looks_wrong_is_told(text: str, code: str) -> None:
    assert odd("kubernetes", text) == [code]
