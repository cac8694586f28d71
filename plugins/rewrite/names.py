"""Rules that change the question's name, with what they do to the names and values of answers.

How a rule is matched and applied to a query is not here.
"""

from __future__ import annotations

from dataclasses import dataclass

from corefile.numbers import quote
from corefile.zones import normalize
from pydns_host.plugins.rewrite.rules import (
    EXACT,
    MATCHES,
    REGEX,
    SUFFIX,
    Args,
    Match,
    check_replacement,
)

ANSWER, AUTO, NAME, VALUE = "answer", "auto", "name", "value"


@dataclass(frozen=True, slots=True)
class AnswerRule:
    """What happens to answers: `part` is "name" or "value", `pattern` a regular expression."""

    part: str
    pattern: str
    replacement: str


@dataclass(frozen=True, slots=True)
class NameRule:
    """A question's name becomes another; with `auto` the answers' names become what they were."""

    match: Match
    replacement: str
    auto: bool = False
    answers: tuple[AnswerRule, ...] = ()


def name_rule(args: Args) -> NameRule:
    """`[exact|prefix|suffix|substring|regex] FROM TO [answer ...]...`; raises `OptionError`."""
    if len(args) < 2:
        raise args.error("too few arguments for a name rule", code="CF211")
    kind = EXACT if len(args) == 2 else args[0].lower()
    at = 0 if len(args) == 2 else 1
    source, replacement = args[at], args[at + 1]
    if kind != REGEX:
        source, replacement = normalize(source), normalize(replacement)
    if kind in (EXACT, SUFFIX):
        source, replacement = _closed(source), _closed(replacement)
    auto, answers = _answers(args, kind) if len(args) > 3 else (False, ())
    if kind not in MATCHES:
        text = "name rule supports only exact, prefix, suffix, substring, and regex name matching, received: "
        raise args.error(text + kind, 0)
    if kind in (EXACT, REGEX):
        # For an exact name the reference looks at what the question becomes as at a pattern.
        pattern, other = (replacement, source) if kind == EXACT else (source, replacement)
        try:
            check_replacement(pattern, other)
        except ValueError as error:
            raise args.error(str(error), at) from None
    return NameRule(Match(kind, source), normalize(replacement), auto, answers)


def _closed(name: str) -> str:
    return name if name.endswith(".") else f"{name}."


def _answers(args: Args, kind: str) -> tuple[bool, tuple[AnswerRule, ...]]:
    """`answer auto`, `answer name FROM TO`, `answer value FROM TO`; later on the word `answer` may be left out."""
    if len(args) < 5:
        raise args.error(f"invalid arguments for {kind} rule", 3, code="CF211")
    auto, rules, at, first = False, [], 3, True
    while at < len(args):
        if first and args[at] != ANSWER:
            text = f"exceeded the number of arguments for a non-answer rule argument for {kind} rule"
            raise args.error(text, at, code="CF211")
        first = False
        at += args[at] == ANSWER
        if at == len(args):
            raise args.error(f"type missing for answer rule for {kind} rule", at - 1, code="CF211")
        if args[at] == AUTO:
            auto = True
            at += 1
            continue
        rules.append(_answer(args, at, kind))
        at += 3
    if auto and any(rule.part == NAME for rule in rules):
        raise args.error("auto name answer rule cannot be combined with explicit name anwer rules", 3)
    return auto, tuple(rules)


def _answer(args: Args, at: int, kind: str) -> AnswerRule:
    part = args[at]
    if part not in (NAME, VALUE):
        raise args.error(f"invalid type {quote(part)} for answer rule for {kind} rule", at)
    if len(args) - at < 3:
        raise args.error(f"{part} answer rule for {kind} rule: 2 arguments required", at, code="CF211")
    try:
        check_replacement(args[at + 1], args[at + 2])
    except ValueError as error:
        raise args.error(f"{part} answer rule for {kind} rule: {error}", at + 1) from None
    return AnswerRule(part, args[at + 1], normalize(args[at + 2]))
