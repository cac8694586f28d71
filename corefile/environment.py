"""Puts variables into words: `{%NAME%}`, then `{$NAME}`, over and over as the reference does.

A value never makes new words; an unset variable is empty. Reading the environment itself is the caller's business.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

_STYLES = (("{%", "%}"), ("{$", "}"))
# A value that contains itself would be put in for ever. These are characters looked at, and a round costs some too.
_MAX_WORK = 10_000_000
_ROUND = 1_000


class SelfReference(ValueError):
    """A variable whose value leads back to itself, or to something without end; the reference hangs on it."""


def put_in(text: str, env: Mapping[str, str]) -> str:
    """The text with its variables replaced by their values; raises `SelfReference`."""
    if "{" not in text:
        return text
    for opening, closing in _STYLES:
        text = _style(text, opening, closing, env)
    return text


def _style(text: str, opening: str, closing: str, env: Mapping[str, str]) -> str:
    work = 0
    while (start := text.find(opening)) >= 0:
        end = text.find(closing, start)
        # A name that is empty ends the replacing for this word, whatever follows.
        if end <= start + len(opening):
            return text
        name = text[start + len(opening) : end]
        work += len(text) + _ROUND
        if work > _MAX_WORK:
            raise SelfReference(f"the value of environment variable '{name}' leads back to itself")
        text = text.replace(text[start : end + len(closing)], env.get(name, ""))
    return text


def unset(text: str, env: Mapping[str, str]) -> Iterator[str]:
    """The variables named in a text that have no value, or an empty one, for a warning."""
    for opening, closing in _STYLES:
        for piece in text.split(opening)[1:]:
            name, closed, _ = piece.partition(closing)
            if closed and name and not env.get(name):
                yield name
