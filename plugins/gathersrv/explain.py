"""What a gathersrv does with a question, in words: for `pydns-host explain`. Nothing is asked here."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pydns_host import names
from pydns_host.plugins.gathersrv.config import Config
from pydns_host.plugins.gathersrv.plan import Sub, plan
from pydns_host.plugins.gathersrv.rewrite import View, parse_prefix
from pydns_host.question import Question


def explain(config: Config, question: Question | None) -> Iterator[str]:
    """Which clusters are asked, and for what name."""
    zone = names.to_text(config.zone)
    if question is None:
        for cluster in config.clusters:
            shown = names.to_text(cluster.zone)
            yield f"shows names of {shown} in {zone}, host names with {cluster.prefix!r} in front"
        return
    if not names.is_subdomain(question.key, config.zone):
        return
    views = [View(config.zone, each.zone, *parse_prefix(each.prefix)) for each in config.clusters]
    planned = plan(question, config.zone, views)
    if planned is None:
        yield f"{question.type_text} is not gathered (SRV, A, AAAA and TXT are): the question goes on"
        return
    yield from _asked("asks the next plugin for", planned.subs)
    yield from _asked("when that finds nothing, for", planned.otherwise)


def _asked(begin: str, subs: Sequence[Sub]) -> Iterator[str]:
    if subs:
        yield f"{begin} {' and '.join(names.to_text(sub.question.key) for sub in subs)}"
