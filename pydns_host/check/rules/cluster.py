"""CF5xx: server blocks for a Kubernetes cluster, and what makes them lose queries there.

The advice is that of CoreDNS's deployment for kubeadm. Blocks without the directive kubernetes are left alone.
"""

from __future__ import annotations

from collections.abc import Iterator

from corefile import Diagnostic, Severity
from pydns_host.check.rules.base import Check, Checked, finding
from pydns_host.check.view import BlockView, Occurrence, is_under

_HEALTH = ":8080"
_DEFAULTS = {"health": _HEALTH, "ready": ":8181", "prometheus": "localhost:9153", "pprof": "localhost:6053"}
# These two may share an address between blocks; the others want it for themselves.
_SHARED = frozenset({"ready", "prometheus"})


def _clusters(checked: Checked) -> Iterator[BlockView]:
    """The blocks that answer for a cluster's services."""
    return (block for block in checked.blocks if block.has("kubernetes"))


def health_checks(checked: Checked) -> Iterator[Diagnostic]:
    """What the cluster asks to know whether a pod lives and is ready, and how a pod leaves without losing queries."""
    everywhere = {name for block in checked.blocks for name in block.directives}
    for block in _clusters(checked):
        word = next(block.of("kubernetes")).word
        for each in block.of("health"):
            if not each.has("lameduck"):
                text = "without lameduck a pod that ends drops the queries that are still sent to it"
                yield finding(each.word, "CF501", text, "add: lameduck 5s", plugin="health")
        if "ready" not in everywhere:
            text = "without ready the cluster sends queries before kubernetes has its services"
            yield finding(word, "CF502", text, "add: ready", severity=Severity.NOTE, plugin="kubernetes")
        if "health" not in everywhere:
            text = "without health the cluster does not notice that the process hangs"
            yield finding(
                word, "CF505", text, "add: health { lameduck 5s }", severity=Severity.NOTE, plugin="kubernetes"
            )


def clashing_ports(checked: Checked) -> Iterator[Diagnostic]:
    """HTTP endpoints of one process that want the same address."""
    taken: dict[str, tuple[str, Occurrence]] = {}
    for block in checked.blocks:
        for name, default in _DEFAULTS.items():
            for each in block.of(name):
                address = each.args[0].value if each.args else default
                port = address.rpartition(":")[2]
                if not port:
                    continue
                other, first = taken.setdefault(port, (address, each))
                same = first is not each and (other == address or _all_addresses(other) or _all_addresses(address))
                if same and not (first.name == name and name in _SHARED):
                    text = f"{name} wants {address}, which {first.name} at {first.word.place} has"
                    hint = "give one of them another port; what then fails is the start, or one of the two, unseen"
                    yield finding((each.args or (each.word,))[0], "CF503", text, hint, plugin=name)


def _all_addresses(address: str) -> bool:
    return address.rpartition(":")[0] in ("", "0.0.0.0", "[::]")


def unbounded_forward(checked: Checked) -> Iterator[Diagnostic]:
    """Forwards that may hold any number of queries while an upstream does not answer."""
    for block in _clusters(checked):
        for each in block.of("forward"):
            if not each.has("max_concurrent"):
                text = "without max_concurrent an upstream that hangs fills the pod's memory with waiting queries"
                yield finding(
                    each.word, "CF504", text, "add: max_concurrent 1000", severity=Severity.NOTE, plugin="forward"
                )


def reverse_zones(checked: Checked) -> Iterator[Diagnostic]:
    """kubernetes without reverse zones in a block that serves all names: PTR queries for pods go upstream."""
    for block in _clusters(checked):
        for each in block.of("kubernetes"):
            zones = [word.value.lower().rstrip(".") + "." for word in each.args]
            inside = any(is_under(zone, "arpa.") or "/" in zone for zone in zones)
            if zones and "." in block.zones and not inside and not block.has("k8s_external"):
                text = "PTR queries for addresses of the cluster are not answered here"
                hint = "add in-addr.arpa ip6.arpa behind the zone, and: fallthrough in-addr.arpa ip6.arpa"
                yield finding(each.word, "CF506", text, hint, severity=Severity.NOTE, plugin="kubernetes")


CHECKS: tuple[Check, ...] = (health_checks, clashing_ports, unbounded_forward, reverse_zones)
