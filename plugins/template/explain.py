"""Which template takes a question, in words: for `pydns-host explain`. No template is executed here."""

from __future__ import annotations

from collections.abc import Iterator

from pydns_host.mnemonics import CLASSES, RCODES, TYPES
from pydns_host.plugins.template.config import Rule
from pydns_host.question import Question

_ANY = 255


def explain(config: tuple[Rule, ...], question: Question | None) -> Iterator[str]:
    """What each template is for; of a question, the templates that it comes to and what its name must look like."""
    for number, rule in enumerate(config, 1):
        if question is None:
            rclass = "every class" if rule.rclass == _ANY else CLASSES[rule.rclass]
            rtype = "every type" if rule.type == _ANY else TYPES[rule.type]
            yield f"template {number}: {rclass}, {rtype}, {_outcome(rule)}"
        elif _takes(rule, question):
            yield from _taken(number, rule, question)
            if not rule.falls_through(question.key):
                return


def _takes(rule: Rule, question: Question) -> bool:
    fits = all(
        _ANY in (wanted, asked) or wanted == asked
        for wanted, asked in ((rule.rclass, question.rclass), (rule.type, question.type))
    )
    return fits and rule.zone(question.key) is not None


def _taken(number: int, rule: Rule, question: Question) -> Iterator[str]:
    patterns = [pattern.source for pattern in rule.patterns]
    if not patterns or any(pattern.search(question.text) for pattern in rule.patterns):
        yield f"template {number} answers: {_outcome(rule)}"
    else:
        after = "the next template or plugin is asked" if rule.falls_through(question.key) else "SERVFAIL"
        yield f"template {number}: {question.text} does not match {' or '.join(patterns)}: {after}"


def _outcome(rule: Rule) -> str:
    made = [f"{len(found)} {section}" for section, found in rule.sections.items() if found]
    return f"{RCODES[rule.rcode]} with {' and '.join(made)} records" if made else RCODES[rule.rcode]
