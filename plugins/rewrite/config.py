"""What a Corefile says about rewrite: rules in their order, each with what comes after it matched.

Each kind of rule is read in a module of its own; no query is rewritten here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from corefile.arguments import every_occurrence
from corefile.nodes import Word
from corefile.options import Reader, one_of, quote
from pydns_host.plugins.rewrite.edns0 import EdnsRule, edns_rule
from pydns_host.plugins.rewrite.facts import (
    CnameRule,
    NumberRule,
    RcodeRule,
    TtlRule,
    class_rule,
    cname_rule,
    rcode_rule,
    ttl_rule,
    type_rule,
)
from pydns_host.plugins.rewrite.names import NameRule, name_rule
from pydns_host.plugins.rewrite.rules import Args

if TYPE_CHECKING:
    from pydns_host.block import Block

CONTINUE, STOP = "continue", "stop"
Change = NameRule | NumberRule | EdnsRule | TtlRule | CnameRule | RcodeRule
_KINDS: dict[str, Callable[[Args], Change]] = {
    "name": name_rule,
    "class": class_rule,
    "type": type_rule,
    "edns0": edns_rule,
    "ttl": ttl_rule,
    "cname": cname_rule,
    "rcode": rcode_rule,
}


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule; when it was applied, the next one is looked at only with `goes_on`."""

    change: Change
    goes_on: bool = False


@dataclass(frozen=True, slots=True)
class Config:
    """All rules of a server block, in their order."""

    rules: tuple[Rule, ...]


def parse(reader: Reader, block: Block) -> Config:
    """Each `rewrite` is a rule: words on its line or, with fewer than two of them, in its block."""
    rules = []
    for begins in every_occurrence(reader):
        with reader.recovering():
            words = reader.remaining_args()
            if len(words) < 2:
                while reader.next_block():
                    words.append(reader.word)
            rules.append(_rule(reader, begins, words))
    return Config(tuple(rules))


def _rule(reader: Reader, begins: Word, words: list[Word]) -> Rule:
    if not words:
        raise reader.error("no rule type specified for rewrite", begins, code="CF211")
    mode, first = words[0].value.lower(), words[0]
    if mode in (CONTINUE, STOP):
        words = words[1:]
        if not words:
            raise reader.error(f"{mode} rule must begin with a rule type", first, code="CF211")
    kind = words[0].value.lower()
    if kind == "answer":
        raise reader.error("response rewrites must begin with a name rule", words[0])
    if kind not in _KINDS:
        raise reader.error(f"invalid rule type {quote(first.value)}", words[0], one_of(kind, _KINDS))
    return Rule(_KINDS[kind](Args(reader, words[1:], words[0])), mode == CONTINUE)
