"""Which questions get a line in the log, in words: for `pydns-host explain`. Nothing is logged here."""

from __future__ import annotations

from collections.abc import Iterator

from pydns_host import names
from pydns_host.plugins.log.config import Config, Rule
from pydns_host.question import Question


def explain(config: Config, question: Question | None) -> Iterator[str]:
    """What is logged of each rule's names, or of the question."""
    if question is None:
        yield from (f"{_where(rule)}: {_what(rule)}" for rule in config.rules)
        return
    rule = next((each for each in config.rules if each.zone and names.is_subdomain(question.key, each.zone)), None)
    yield f"not logged: {question.text} is in none of its names" if rule is None else f"logs it: {_what(rule)}"


def _where(rule: Rule) -> str:
    if rule.zone is None:
        return "no name"
    return "all names" if rule.zone == names.ROOT else f"names in {names.to_text(rule.zone)}"


def _what(rule: Rule) -> str:
    return "all answers" if rule.classes is None else f"answers of class {', '.join(sorted(rule.classes))}"
