"""Which errors are counted together, in words: for `pydns-host explain`. Nothing is logged here."""

from __future__ import annotations

from collections.abc import Iterator

from corefile.options import format_duration
from pydns_host.plugins.errors.config import Config
from pydns_host.question import Question


def explain(config: Config, question: Question | None) -> Iterator[str]:
    """One line for each consolidation: the same for every question."""
    for each in config.consolidates:
        yield f"errors that match {each.pattern.source} are counted for {format_duration(each.period)}"
