"""In which order a loadbalance puts addresses, in words: for `pydns-host explain`. No file is opened here."""

from __future__ import annotations

from collections.abc import Iterator

from pydns_host.plugins.loadbalance.config import Config
from pydns_host.question import Question


def explain(config: Config, question: Question | None) -> Iterator[str]:
    """The policy: the same for every question."""
    if config.weights is None:
        yield "addresses come in another order in each answer"
    else:
        yield f"the first address is drawn by the weights of {config.weights}"
    if config.prefer:
        yield f"those in {', '.join(map(str, config.prefer))} come first"
