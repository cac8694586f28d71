"""What rules are made of, and how their words are read, each with its place.

The kinds of rules are modules of their own; nothing is rewritten here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from corefile.nodes import Word
from corefile.options import OptionError, Reader
from corefile.zones import normalize
from pydns_host import regexps

EXACT, PREFIX, SUFFIX, SUBSTRING, REGEX = MATCHES = ("exact", "prefix", "suffix", "substring", "regex")
MAX_GROUP = 101  # groups {0} to {100} are counted


@dataclass(frozen=True, slots=True)
class Match:
    """Which names a rule is for: `kind` is one of `MATCHES`, `pattern` a name in lower case or a regular expression."""

    kind: str
    pattern: str


@dataclass(frozen=True, slots=True)
class Args:
    """The words behind a rule's type, and the reader that errors go to."""

    reader: Reader
    words: Sequence[Word]
    kind: Word

    def __len__(self) -> int:
        return len(self.words)

    def __getitem__(self, index: int) -> str:
        return self.words[index].value

    def error(self, text: str, at: int | None = None, code: str = "CF210") -> OptionError:
        """An error at one of the words, or at the rule's type."""
        return self.reader.error(text, self.kind if at is None or not self.words else self.words[at], code=code)


def matched(args: Args, kind: int, name: int, rule: str) -> Match:
    """The match that a word for its kind and one for the name make; raises `OptionError`."""
    text = args[kind].lower()
    if text not in MATCHES:
        raise args.error(f"{rule} rule supports only exact, prefix, suffix, substring, and regex name matching", kind)
    if text != REGEX:
        return Match(text, normalize(args[name]))
    source = args[name]
    if octets(source) > regexps.MAX_LENGTH:
        size = f"{octets(source)} > {regexps.MAX_LENGTH}"
        raise args.error(f"regex pattern too long in a {rule} rule: {size}", name)
    if not is_pattern(source):
        raise args.error(f"invalid regex pattern in a {rule} rule: {source}", name)
    return Match(text, source)


def octets(text: str) -> int:
    """The length that a bound of the reference's counts."""
    return len(text.encode("utf-8", "surrogateescape"))


def is_pattern(source: str) -> bool:
    """Whether a text is a regular expression."""
    try:
        regexps.compile(source)
    except regexps.RegexpError:
        return False
    return True


def check_replacement(source: str, replacement: str) -> None:
    """Raises ValueError for what is no pattern, or for a replacement with more groups than it has."""
    if octets(source) > regexps.MAX_LENGTH:
        raise ValueError(f"regex pattern too long: {octets(source)} > {regexps.MAX_LENGTH}")
    if not is_pattern(source):
        raise ValueError(f"invalid regex matching pattern: {source}")
    used = sum(f"{{{group}}}" in replacement for group in range(MAX_GROUP))
    if used > regexps.group_count(source):
        raise ValueError(
            f"the rewrite regex pattern ({replacement}) uses more subexpressions than its corresponding matching "
            f"regex pattern ({source})"
        )
