"""Names as texts: whether a rule is for one, and what a rule makes of it. Pure; answers and queries are not here.

A text is in the presentation form of `names.to_text`, with its final dot.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from pydns_host import regexps
from pydns_host.plugins.rewrite.rules import EXACT, PREFIX, REGEX, SUBSTRING, SUFFIX, Match

Renaming = Callable[[str], str | None]
"""What becomes of a name; None when it is none of the rule's."""


def matcher(match: Match) -> Callable[[str], bool]:
    """Whether a name, in lower case, is one of the rule's."""
    if match.kind == REGEX:
        return regexps.compile(match.pattern).search
    return partial(_MATCHES[match.kind], match.pattern)


_MATCHES: dict[str, Callable[[str, str], bool]] = {
    EXACT: lambda pattern, text: text == pattern,
    PREFIX: lambda pattern, text: text.startswith(pattern),
    SUFFIX: lambda pattern, text: text.endswith(pattern),
    SUBSTRING: lambda pattern, text: pattern in text,
}


def renaming(match: Match, replacement: str) -> Renaming:
    """What a rule makes of the names that it is for."""
    if match.kind == REGEX:
        return substitution(match.pattern, replacement)
    return partial(_renamed, matcher(match), _PARTS[match.kind], match.pattern, replacement)


def _renamed(
    matches: Callable[[str], bool], part: Callable[[str, str, str], str], pattern: str, replacement: str, text: str
) -> str | None:
    return part(text, pattern, replacement) if matches(text) else None


_PARTS: dict[str, Callable[[str, str, str], str]] = {
    EXACT: lambda text, pattern, replacement: replacement,
    PREFIX: lambda text, pattern, replacement: replacement + text[len(pattern) :],
    SUFFIX: lambda text, pattern, replacement: text[: len(text) - len(pattern)] + replacement,
    SUBSTRING: lambda text, pattern, replacement: text.replace(pattern, replacement),
}


def substitution(source: str, replacement: str) -> Renaming:
    """The replacement, with the groups of a regular expression's first match in place of `{1}`, `{2}` and so on."""
    pattern = regexps.compile(source)

    def rename(text: str) -> str | None:
        found = pattern.groups(text)
        if found is None:
            return None
        renamed = replacement
        for number, group in enumerate(found[0]):
            renamed = renamed.replace(f"{{{number}}}", group)
        return renamed

    return rename
