"""Go's regular expressions for plugins: RE2's syntax, linear time, and set-up errors in Go's own words.

Where google-re2 has no wheel, Python's `re` stands in; `ENGINE` says which, and plugins say so in their log.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

try:
    import re2
except ImportError:  # musl has no wheel
    re2 = None

MAX_LENGTH = 10_000  # octets of a pattern, the reference's bound
_MEMORY = 128 << 20  # octets that a compiled pattern may take; Go's bound is of this size
ENGINE = "re" if re2 is None else "re2"

# RE2's words for an error, and Go's. RE2 names the offending part behind them, as Go does.
_WORDS = {
    "missing )": "missing closing )",
    "missing ]": "missing closing ]",
    "no argument for repetition operator": "missing argument to repetition operator",
    "invalid repetition size": "invalid repeat count",
    "bad repetition operator": "invalid nested repetition operator",
    "invalid perl operator": "invalid or unsupported Perl syntax",
    "invalid named capture group": "invalid named capture",
    "trailing \\": "trailing backslash at end of expression",
}
# RE2 alone has an escape for any byte; outside quoted text it is an error to Go.
_ANY_BYTE = re.compile(rb"^(?:[^\\]|\\Q(?:(?!\\E).)*(?:\\E|$)|\\[^CQ])*?\\C", re.DOTALL)


class RegexpError(ValueError):
    """A pattern that Go's regexp package refuses; the text is Go's."""


class Pattern:
    """A compiled pattern; `source` is its text."""

    __slots__ = ("_find", "source")

    def __init__(self, source: str, find: Callable[[str], Any]) -> None:
        self.source = source
        self._find = find

    def groups(self, text: str) -> tuple[tuple[str, ...], dict[str, str]] | None:
        """The first match and its groups, by number and by name, "" for one that took no part; None without a match."""
        match = self._find(text)
        if match is None:
            return None
        found = tuple(_text(group) for group in (match.group(0), *match.groups()))
        return found, {_text(name): found[number] for name, number in match.re.groupindex.items()}

    def search(self, text: str) -> bool:
        """Whether `text` has a match anywhere in it."""
        return self._find(text) is not None


def group_count(pattern: str) -> int:
    """How many groups a valid pattern has, as Go's NumSubexp counts them."""
    found = compile(f"|{pattern}").groups("")  # which matches nothing, by its empty beginning
    return len(found[0]) - 1 if found else 0


def _text(group: str | bytes | None) -> str:
    return group.decode("utf-8", "replace") if isinstance(group, bytes) else group or ""


def compile(pattern: str) -> Pattern:
    """Compile a pattern as `regexp.Compile` does; raises `RegexpError`."""
    octets = pattern.encode("utf-8", "replace")
    if len(octets) > MAX_LENGTH:
        raise RegexpError(f"regex pattern too long: {len(octets)} > {MAX_LENGTH}")
    return Pattern(pattern, _with_re(pattern) if re2 is None else _with_re2(octets))


def _with_re2(octets: bytes) -> Callable[[str], Any]:
    odd = _ANY_BYTE.search(octets)
    refused = octets if odd is None else octets[: odd.end() - 1] + b"y" + octets[odd.end() :]
    options = re2.Options()
    options.log_errors = False  # else they go to stderr, whoever reads that
    options.max_mem = _MEMORY
    try:
        search = re2.compile(refused, options).search
    except re2.error as error:
        words, _, part = str(error.args[0], "utf-8", "replace").partition(": ")
        if odd is not None:
            part = part.replace(r"\y", r"\C")
        raise RegexpError(_in_go(words, part, octets.decode())) from None
    return lambda text: search(text.encode("utf-8", "replace"))


def _in_go(words: str, part: str, pattern: str) -> str:
    if part in ("(?<=", "(?<!"):  # to Go, a group whose name begins so
        words, part = "invalid named capture group", pattern[pattern.find(part) :]
        part = part[: part.find(">") + 1] or part
    elif words == "invalid repetition size":
        part = part.rstrip("?")  # RE2 includes the laziness mark
    elif not part and words == "invalid UTF-8":  # what RE2 says to an escape that ends early
        words, part = "invalid escape sequence", pattern[pattern.rfind(r"\x{") :]
    return f"error parsing regexp: {_WORDS.get(words, words)}: `{part}`"


def _with_re(pattern: str) -> Callable[[str], Any]:
    named = re.sub(r"\(\?<(?=\w)", "(?P<", pattern).replace(r"\z", r"\Z")
    try:
        return re.compile(named).search
    except re.error as error:
        raise RegexpError(f"error parsing regexp: {error}: `{pattern}`") from None
