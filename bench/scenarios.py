"""The scenarios: a Corefile each, the zones behind it, the questions and how a right answer looks.

Data and names only; starting, loading and measuring are elsewhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bench.probe import Question

# Addresses of the two clusters' DNS servers, as in the gathersrv page; the first also serves `bench.test.`.
UPSTREAMS = ("10.8.0.1", "10.9.0.1")
CLIENTS = ("10.8.0.2", "10.9.0.2")

_HEAD = "@ 3600 IN SOA ns hostmaster 1 7200 1800 86400 30\n@ 3600 IN NS ns\nns 3600 IN A 192.0.2.1\n"
_GATHER = """\
distributed.local. {{
  gathersrv distributed.local. {{
    cluster-a.local. a-
    cluster-b.local. b-
  }}{more}
  forward . 127.0.0.1:5300
}}

cluster-a.local.:5300 {{
  forward . 10.8.0.1:53
}}

cluster-b.local.:5300 {{
  forward . 10.9.0.1:53
}}
"""
# A cache behind gathersrv sees the clusters' names, so it is these zones that it has to name.
_GATHER_CACHE = "\n  cache 30 cluster-a.local. cluster-b.local."
_CHAIN = ".:53 {\n  errors\n  prometheus 127.0.0.1:9153\n  log\n  cache 3600\n  forward . 10.8.0.1:53\n}\n"


@dataclass(frozen=True)
class Scenario:
    """One Corefile under one kind of question."""

    name: str
    about: str
    plugins: frozenset[str]
    corefile: str
    questions: Sequence[Question]


def _hosts(count: int) -> list[Question]:
    return [Question(f"host-{number:05}.bench.test.", "A", answers=1) for number in range(count)]


def _spaces(count: int) -> list[str]:
    """Kubernetes namespaces; the page's own, `default`, is the first."""
    return ["default", *(f"space-{number:04}" for number in range(1, count))]


def _service(space: str, zone: str) -> str:
    return f"_demo._tcp.demo-service.{space}.svc.{zone}"


def scenarios(names: int | None = None) -> list[Scenario]:
    """All seven; `names` limits how many different names each asks for (default: 10,000 hosts, 1,000 services).

    Many names by default, so that a server which shares identical questions in flight gains nothing from it.
    """
    hosts, spaces = names or 10_000, _spaces(names or 1_000)
    srv = [Question(_service(space, "distributed.local."), "SRV", answers=4) for space in spaces]
    pods = [Question(f"a-demo-service-0.{space}.svc.distributed.local.", "A", answers=1) for space in spaces]
    plain = [Question(question.name, "A") for question in _hosts(min(hosts, 1_000))]
    forward, gather = ".:53 {{{more}\n  forward . 10.8.0.1:53\n}}\n", frozenset({"gathersrv", "forward"})
    return [
        Scenario("whoami", "no upstream", frozenset({"whoami"}), ".:53 {\n  whoami\n}\n", plain),
        Scenario(
            "cache",
            "cache hits",
            frozenset({"cache", "forward"}),
            forward.format(more="\n  cache 3600"),
            _hosts(min(hosts, 1_000)),
        ),
        Scenario("forward", "no cache", frozenset({"forward"}), forward.format(more=""), _hosts(hosts)),
        Scenario(
            "chain",
            "errors, prometheus, log, cache, forward; hits",
            frozenset({"errors", "prometheus", "log", "cache", "forward"}),
            _CHAIN,
            _hosts(min(hosts, 1_000)),
        ),
        Scenario("gather-srv", "SRV of two clusters, no cache", gather, _GATHER.format(more=""), srv),
        Scenario("gather-a", "one prefixed A, no cache", gather, _GATHER.format(more=""), pods),
        Scenario(
            "gather-cached",
            "SRV of two clusters, sub-queries cached",
            gather | {"cache"},
            _GATHER.format(more=_GATHER_CACHE),
            srv,
        ),
    ]


def zones() -> dict[str, str]:
    """Zone texts for knotd, by origin: the hosts, and per cluster 1,000 services shaped like the page's."""
    hosts = (f"host-{number:05} 3600 IN A 198.51.{number // 250}.{number % 250}" for number in range(10_000))
    made = {"bench.test.": _HEAD + "\n".join(hosts) + "\n"}
    for letter, network in (("a", "10.8.1.2"), ("b", "10.9.1.2")):
        lines = [
            f"{_service(space, '').rstrip('.')} 30 IN SRV 0 50 8080 demo-service-{pod}.{space}.svc\n"
            f"demo-service-{pod}.{space}.svc 30 IN A {network}"
            for space in _spaces(1_000)
            for pod in (0, 1)
        ]
        made[f"cluster-{letter}.local."] = _HEAD + "\n".join(lines) + "\n"
    return made
