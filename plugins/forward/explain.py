"""What a forward does, in words, and whom it asks: for `pydns-host explain`. Nothing is asked here."""

from __future__ import annotations

from collections.abc import Iterator

from pydns_host import names
from pydns_host.plugins.forward.config import Config
from pydns_host.plugins.forward.targets import Target
from pydns_host.question import Question


def upstreams(config: Config) -> Iterator[str]:
    """The upstreams, in the order of the Corefile; those that only the machine can tell as they are written."""
    for target in config.targets:
        if isinstance(target, Target):
            yield target.address if target.protocol == "dns" else f"{target.protocol}://{target.address}"
        else:
            yield target.text


def explain(config: Config, question: Question | None) -> Iterator[str]:
    """Whom it asks, in which order, and which names it leaves alone."""
    if question is not None:
        if not names.is_subdomain(question.key, config.zone):
            return
        excepted = next((zone for zone in config.excepted if names.is_subdomain(question.key, zone)), None)
        if excepted is not None:
            yield f"{question.text} is in {names.to_text(excepted)}, which is excepted: the question goes on"
            return
    found = list(upstreams(config))
    chosen = f", chosen by the policy {config.policy}" if len(found) > 1 else ""
    yield f"asks {' or '.join(found)}{chosen}"
    if question is None and config.excepted:
        yield f"but not for names in {', '.join(map(names.to_text, config.excepted))}"
    if config.force_tcp:
        yield "always over TCP"
    if config.max_concurrent:
        yield f"at most {config.max_concurrent} questions at a time, any other is REFUSED"
