"""Puts variables into words: `{%NAME%}`, then `{$NAME}`, over and over as the reference does.

A value never makes new words; an unset variable is empty. Reading the environment itself is the caller's business.
"""

from __future__ import annotations

from collections.abc import Mapping

_STYLES = (("{%", "%}"), ("{$", "}"))
_MAX_ROUNDS = 1000  # a value that contains itself would be put in for ever


class SelfReference(ValueError):
    """A variable whose value leads back to itself; the reference hangs on it."""


def put_in(text: str, env: Mapping[str, str]) -> str:
    """The text with its variables replaced by their values; raises `SelfReference`."""
    if "{" not in text:
        return text
    for opening, closing in _STYLES:
        text = _style(text, opening, closing, env)
    return text


def _style(text: str, opening: str, closing: str, env: Mapping[str, str]) -> str:
    for _ in range(_MAX_ROUNDS):
        start = text.find(opening)
        if start < 0:
            return text
        end = text.find(closing, start)
        # A name that is empty ends the replacing for this word, whatever follows.
        if end < 0 or end <= start + len(opening):
            return text
        name = text[start + len(opening) : end]
        text = text.replace(text[start : end + len(closing)], env.get(name, ""))
    raise SelfReference(f"the value of variable {name!r} leads back to itself")


def unset(text: str, env: Mapping[str, str]) -> list[str]:
    """The variables named in a text that have no value, for a warning."""
    found = []
    for opening, closing in _STYLES:
        for piece in text.split(opening)[1:]:
            name, closed, _ = piece.partition(closing)
            if closed and name and name not in env:
                found.append(name)
    return found
