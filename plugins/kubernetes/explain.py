"""Which cluster a kubernetes watches, in words: for `pydns-host explain`. No cluster is asked here."""

from __future__ import annotations

from collections.abc import Iterator

from pydns_host.plugins.kubernetes.config import Config
from pydns_host.question import Question


def explain(config: Config, question: Question | None) -> Iterator[str]:
    """The cluster and what of it is shown: the same for every question."""
    if question is None:
        where = config.endpoint or " ".join(config.kubeconfig) or "the cluster that it runs in"
        yield f"watches {where}"
        if config.namespaces:
            yield f"only the namespaces {', '.join(config.namespaces)}"
        yield f"pods: {config.pods}; TTL {config.ttl} seconds"


def upstreams(config: Config) -> Iterator[str]:
    """The API of the cluster."""
    yield config.endpoint or "Kubernetes API"
