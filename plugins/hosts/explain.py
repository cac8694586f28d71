"""What a hosts does with a question, in words: for `pydns-host explain`. No file is opened here."""

from __future__ import annotations

from collections.abc import Iterator

from pydns_host import names
from pydns_host.plugins.hosts.config import Config
from pydns_host.question import Question

_PTR, _ADDRESSES = 12, (1, 28)


def explain(config: Config, question: Question | None) -> Iterator[str]:
    """Where names are looked up, and what becomes of those that are not there."""
    inside = " and lines of the Corefile" if config.inline else ""
    falls = config.fallthrough
    if question is None:
        yield f"answers A, AAAA and PTR from {config.path}{inside}"
        if falls:
            yield "what is not there falls through to the next plugin" + _under(falls)
        return
    if question.type == _PTR:
        yield f"looks the address up in {config.path}{inside}; one that is not there goes on"
    elif any(names.is_subdomain(question.key, zone) for zone in config.zones):
        missing = any(names.is_subdomain(question.key, zone) for zone in falls)
        yield f"looks the name up in {config.path}{inside}"
        yield "a name that is not there " + ("falls through to the next plugin" if missing else "is SERVFAIL")
        if question.type not in _ADDRESSES and not (missing and config.unsupported):
            yield f"a name that is there has no {question.type_text}: an empty answer"


def _under(zones: tuple[bytes, ...]) -> str:
    return "" if names.ROOT in zones else f" in {', '.join(map(names.to_text, zones))}"
