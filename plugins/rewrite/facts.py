"""Rules that change one fact: class, type, TTL, rcode, the target of an alias.

How a rule is matched and applied to a query is not here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from corefile.numbers import parse_uint, quote
from corefile.zones import normalize
from pydns_host import regexps
from pydns_host.mnemonics import CLASSES, RCODES, TYPES
from pydns_host.plugins.rewrite.rules import EXACT, MATCHES, REGEX, Args, Match, matched, octets

MAX_TTL = 2147483647  # seconds, RFC 2181 section 8
_MAX_RCODE = 23
_CLASSES = {name: number for number, name in CLASSES.items()} | {"ANY": 255}
_TYPES = {name.upper() if name != "None" and name != "Reserved" else name: number for number, name in TYPES.items()}
_RCODES = {name: number for number, name in RCODES.items()} | {"NOTIMPL": 4}


@dataclass(frozen=True, slots=True)
class NumberRule:
    """A question's `fact`, "class" or "type", becomes another number."""

    fact: str
    old: int
    new: int


@dataclass(frozen=True, slots=True)
class TtlRule:
    """TTLs of answers to these names are kept within bounds."""

    match: Match
    least: int
    most: int


@dataclass(frozen=True, slots=True)
class RcodeRule:
    """An rcode of answers to these names becomes another."""

    match: Match
    old: int
    new: int


@dataclass(frozen=True, slots=True)
class CnameRule:
    """Aliases to one target become aliases to another."""

    match: Match
    replacement: str


def class_rule(args: Args) -> NumberRule:
    """`FROM TO`, names of classes."""
    return _number_rule(args, "class", _CLASSES)


def type_rule(args: Args) -> NumberRule:
    """`FROM TO`, names of types."""
    return _number_rule(args, "type", _TYPES)


def _number_rule(args: Args, fact: str, names: Mapping[str, int]) -> NumberRule:
    if len(args) != 2:
        raise args.error(f"{fact} rules must have exactly two arguments", code="CF211")
    numbers = []
    for at in range(2):
        text = args[at].upper()
        if text not in names:
            raise args.error(f"invalid {fact} {quote(text)}", at)
        numbers.append(names[text])
    return NumberRule(fact, *numbers)


def ttl_rule(args: Args) -> TtlRule:
    """`[exact|prefix|suffix|substring|regex] NAME TTL|LEAST-MOST`."""
    if len(args) < 2:
        raise args.error(f"too few ({len(args)}) arguments for a ttl rule", code="CF211")
    # With a word too many the reference looks for the TTL nowhere, and says that there is none.
    at = len(args) - 1 if len(args) <= 3 else 0
    text = args[at] if len(args) <= 3 else ""
    try:
        least, most = _bounds(text)
    except ValueError:
        raise args.error(f"invalid TTL '{text}' for a ttl rule", at) from None
    match = matched(args, 0, 1, "ttl") if len(args) == 3 else Match(EXACT, normalize(args[0]))
    return TtlRule(match, least, most)


def _bounds(text: str) -> tuple[int, int]:
    least, *rest = text.split("-")
    if not rest:
        return int(parse_uint(least, 32)), int(parse_uint(least, 32))
    [most] = rest
    if not least and not most:
        raise ValueError("no bound at all")
    found = (parse_uint(least, 32) if least else 0, parse_uint(most, 32) if most else MAX_TTL)
    if found[0] > found[1]:
        raise ValueError("the least is above the most")
    return found


def rcode_rule(args: Args) -> RcodeRule:
    """`[exact|prefix|suffix|substring|regex] NAME FROM TO`, rcodes as names or numbers."""
    if len(args) < 3:
        raise args.error(f"too few ({len(args)}) arguments for a rcode rule", code="CF211")
    at = len(args) - 2 if len(args) <= 4 else None
    old = _rcode(args, at, "matching")
    new = _rcode(args, None if at is None else at + 1, "replacement")
    match = matched(args, 0, 1, "rcode") if len(args) == 4 else Match(EXACT, normalize(args[0]))
    return RcodeRule(match, old, new)


def _rcode(args: Args, at: int | None, what: str) -> int:
    text = "" if at is None else args[at]
    try:
        number = int(parse_uint(text, 32))
    except ValueError:
        number = _MAX_RCODE + 1
    if number <= _MAX_RCODE:
        return number
    if text.upper() not in _RCODES:
        raise args.error(f"invalid {what} RCODE '{text}' for a rcode rule", at or 0)
    return _RCODES[text.upper()]


def cname_rule(args: Args) -> CnameRule:
    """`[exact|prefix|suffix|substring|regex] FROM TO`, targets of aliases."""
    if len(args) not in (2, 3):
        raise args.error(f"too few ({len(args)}) arguments for a cname rule", code="CF211")
    kind = args[0].lower() if len(args) == 3 else EXACT
    if kind not in MATCHES:
        raise args.error(f"unknown cname rewrite type: {kind}", 0)
    source, replacement = args[len(args) - 2].lower(), args[len(args) - 1].lower()
    if kind == EXACT:
        source, replacement = normalize(source), normalize(replacement)
    if kind == REGEX:
        if octets(source) > regexps.MAX_LENGTH:
            size = f"{octets(source)} > {regexps.MAX_LENGTH}"
            raise args.error(f"regex pattern too long in a cname rule: {size}", 1)
        try:
            regexps.compile(source)
        except regexps.RegexpError as error:
            raise args.error(f"invalid cname rewrite regex pattern: {error}", 1) from None
    return CnameRule(Match(kind, source), replacement)
