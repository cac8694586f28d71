"""Whom a grpc asks, in words: for `pydns-host explain`. Nothing is asked here."""

from __future__ import annotations

from collections.abc import Iterator

from pydns_host.plugins.grpc.config import Config
from pydns_host.question import Question


def upstreams(config: Config) -> Iterator[str]:
    """The upstreams, in the order of the Corefile; a file is as it is written."""
    for host, port in config.targets:
        shown = f"[{host}]" if ":" in host else host
        yield host if port is None else f"grpc://{shown}:{port}"


def explain(config: Config, question: Question | None) -> Iterator[str]:
    """Whom it asks, and which names it leaves alone."""
    if question is None:
        yield f"asks {' or '.join(upstreams(config))}"
        if config.excepted:
            yield f"but not for names in {', '.join(config.excepted)}"
