"""What a Corefile says about log: rules of names, a format and classes. `formats` makes lines of them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from corefile.nodes import Word
from corefile.options import Option, Options, Reader, did_you_mean, one_of, words
from corefile.zones import fqdn
from pydns_host import names
from pydns_host.block import Block
from pydns_host.plugins.log.fields import ANSWERED, ASKED
from pydns_host.plugins.log.formats import COMMON, expand
from pydns_host.typify import CLASSES

_BRACED = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True, slots=True)
class Rule:
    """Log names at or under `zone` (in wire form; None matches nothing) by `format`; of `classes`, None for all."""

    zone: bytes | None
    format: str = COMMON
    classes: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Config:
    """The rules, in the order in which they are tried."""

    rules: tuple[Rule, ...]


def _classes(reader: Reader) -> list[str]:
    found = []
    for word in words(1)(reader):
        if word.value in CLASSES:
            found.append(word.value)
        else:
            hint = one_of(word.value, CLASSES)
            reader.record(reader.error(f"invalid Class: {word.value}", word, hint, code="CF220"))
    return found


OPTIONS = Options(Option("class", _classes, "log only answers of these classes: all, success, denial, error"))


def parse(reader: Reader, block: Block) -> Config:
    """Every occurrence adds rules: one for each name, or one for all names."""
    rules: list[Rule] = []
    for begins in reader.occurrences():
        if begins.value != "log":
            message = f"'{begins.value}' is read as another log directive: the words before it have ended the last one"
            reader.warn(message, begins, code="CF320")
        args = reader.remaining_args()
        text = COMMON
        if len(args) > 1 and "{" in args[-1].value:
            text = _format(reader, args.pop())
        scopes = [_scope(reader, word) for word in args] or [names.ROOT]
        chosen = {name for line in OPTIONS.read_block(reader).get("class", []) for name in line}
        classes = None if not chosen or "all" in chosen else frozenset(chosen)
        rules.extend(Rule(scope, text, classes) for scope in scopes)
    return Config(tuple(rules))


def _format(reader: Reader, word: Word) -> str:
    known = [*ASKED, *ANSWERED, "common", "combined"]
    for found in _BRACED.findall(word.value):
        if found not in known and not found.startswith("/"):
            near = did_you_mean(found, known)
            message = f"'{{{found}}}' is no placeholder and is printed as it stands"
            reader.warn(message, word, f"did you mean '{{{near}}}'?" if near else None, code="CF321")
    return expand(word.value)


def _scope(reader: Reader, word: Word) -> bytes | None:
    """The wire form of a name as the reference compares it; None, with a warning, for one that no query can have."""
    text = word.value
    if "{" in text:
        hint = f'to log every name by this format, write: log . "{text}"'
        reader.warn(f"'{text}' is taken for a name, not for a format", word, hint, code="CF322")
    elif "/" in text or ":" in text:
        reader.warn(f"'{text}' is taken for a name as it stands, scheme, port or mask and all", word, code="CF322")
    try:
        if text.isascii():
            return names.from_text(fqdn(text)).lower()
    except names.BadName:
        pass
    reader.warn(f"'{text}' is the name of no query", word, code="CF323")
    return None
