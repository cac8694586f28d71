"""Rules as functions of a request: what it becomes, and what that means for its answer.

Which rules are looked at, and how an answer is changed, is `plugin`'s and `undo`'s business.
"""

from __future__ import annotations

from collections.abc import Callable

from pydns_host import names
from pydns_host.message import Request
from pydns_host.plugins.rewrite import undo
from pydns_host.plugins.rewrite.config import Change
from pydns_host.plugins.rewrite.edns0 import EdnsRule
from pydns_host.plugins.rewrite.facts import CnameRule, NumberRule, RcodeRule, TtlRule
from pydns_host.plugins.rewrite.matching import matcher, renaming, substitution
from pydns_host.plugins.rewrite.names import NAME, AnswerRule, NameRule
from pydns_host.plugins.rewrite.queries import edns_step
from pydns_host.plugins.rewrite.rules import EXACT, SUFFIX, Match
from pydns_host.plugins.rewrite.undo import Undo

Undos = tuple[Undo, ...]
Step = Callable[[Request], tuple[Request, Undos | None]]
"""The request as a rule leaves it, and what happens to its answer; None when the rule was not for it."""


def step(rule: Change) -> Step:
    """What a rule does to a request."""
    return _STEPS[type(rule)](rule)


def _number_step(rule: NumberRule) -> Step:
    fact = "type" if rule.fact == "type" else "rclass"

    def change(request: Request) -> tuple[Request, Undos | None]:
        if getattr(request, fact) != rule.old:
            return request, None
        return request.replace(**{fact: rule.new}), ()

    return change


def _answer_step(match: Match, what: Undo) -> Step:
    """A rule that leaves the question alone."""
    matches = matcher(match)
    return lambda request: (request, (what,) if matches(request.text) else None)


def _ttl_step(rule: TtlRule) -> Step:
    return _answer_step(rule.match, undo.ttls(rule.least, rule.most))


def _rcode_step(rule: RcodeRule) -> Step:
    return _answer_step(rule.match, undo.rcode(rule.old, rule.new))


def _cname_step(rule: CnameRule) -> Step:
    """For whatever name is asked: it is the target of an alias in the answer that counts."""
    if not rule.match.pattern or not rule.replacement:
        return lambda request: (request, None)
    undos = (Undo(alias=renaming(rule.match, rule.replacement)),)
    return lambda request: (request, undos)


def _name_step(rule: NameRule) -> Step:
    rename = renaming(rule.match, rule.replacement)
    fixed = _fixed(rule)
    reverting = (rule.auto and rule.match.kind != SUFFIX) or rule.match.kind == EXACT

    def change(request: Request) -> tuple[Request, Undos | None]:
        renamed = rename(request.text)
        if renamed is None:
            return request, None
        name = undo.octets(renamed)
        undos = fixed
        if reverting:
            back = undo.remap(name.lower(), request.key)
            undos = (undo.owners(back), undo.values(back), *fixed)
        return request.replace(qname=name), undos

    return change


def _fixed(rule: NameRule) -> Undos:
    """What happens to every answer of a rule for names: the explicit rules, and a suffix put back."""
    fixed = tuple(map(_explicit, rule.answers))
    if not rule.auto or rule.match.kind != SUFFIX:
        return fixed
    old, new = rule.replacement, rule.match.pattern
    if old.startswith(".") and new.startswith("."):
        suffixes = [names.from_text(text[1:]) for text in (old, new)]
        below = undo.remap(*suffixes, itself=False)
        # A denial is for the zone of its SOA, so the very zone is renamed there as well (RFC 2308 section 3).
        return (undo.owners(below, soa=undo.remap(*suffixes)), undo.values(below), *fixed)
    back = renaming(Match(SUFFIX, old), new)
    rename = undo.by_text(lambda text: back(text.lower()))
    return (undo.owners(rename), undo.values(rename), *fixed)


def _explicit(rule: AnswerRule) -> Undo:
    rename = undo.by_text(substitution(rule.pattern, rule.replacement))
    return undo.owners(rename) if rule.part == NAME else undo.values(rename)


_STEPS: dict[type, Callable[..., Step]] = {
    NameRule: _name_step,
    NumberRule: _number_step,
    EdnsRule: edns_step,
    TtlRule: _ttl_step,
    CnameRule: _cname_step,
    RcodeRule: _rcode_step,
}
