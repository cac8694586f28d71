"""Which zone file answers a question, in words: for `pydns-host explain`. No file is opened here."""

from __future__ import annotations

from collections.abc import Iterator

from pydns_host import names
from pydns_host.plugins.file.config import Config
from pydns_host.question import Question


def explain(config: Config, question: Question | None) -> Iterator[str]:
    """The files of all zones, or the one that the longest zone of the question is read from."""
    if question is None:
        for zone in config.zones:
            yield f"answers for {names.to_text(zone.origin)} from {zone.path}"
        return
    matching = [zone for zone in config.zones if names.is_subdomain(question.key, zone.origin)]
    if matching:
        zone = max(matching, key=lambda each: len(each.origin))
        yield f"answers from {zone.path}"
        if zone.falls_through(question.key):
            yield "what is not in it falls through to the next plugin"
