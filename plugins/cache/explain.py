"""What a cache does with a question, in words: for `pydns-host explain`. Nothing is kept here."""

from __future__ import annotations

from collections.abc import Iterator

from pydns_host import names
from pydns_host.plugins.cache.config import DENIAL, SUCCESS, Config
from pydns_host.question import Question


def explain(config: Config, question: Question | None) -> Iterator[str]:
    """How long answers are kept, and which are not."""
    if question is not None and not any(names.is_subdomain(question.key, zone) for zone in config.zones):
        return
    for which, tier in ((SUCCESS, config.success), (DENIAL, config.denial)):
        never = config.uncached.get(which, ())
        if question is not None and any(names.is_subdomain(question.key, zone) for zone in never):
            yield f"answers of class {which} are not kept"
            continue
        yield f"answers of class {which} are kept for {tier.least} to {tier.ttl} seconds"
        if question is None and never:
            yield f"but not for names in {', '.join(map(names.to_text, never))}"
    if config.stale is not None:
        yield f"when there is no new answer, old ones are given for {config.stale.up_to:g} seconds more"
    if config.prefetch.amount:
        yield f"what is asked for {config.prefetch.amount} times is renewed before its end"
