"""From whom a secondary has its zones: for `pydns-host explain`. Nothing is transferred here."""

from __future__ import annotations

from collections.abc import Iterator

from pydns_host.plugins.secondary.config import Config
from pydns_host.question import Question


def upstreams(config: Config) -> Iterator[str]:
    """The primaries."""
    for host, port in config.primaries:
        yield f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def explain(config: Config, question: Question | None) -> Iterator[str]:
    """Whom the zones are transferred from."""
    if question is None:
        yield f"has its zones from {' or '.join(upstreams(config))}"
