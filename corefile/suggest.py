"""Hints for words that are not known: which known one may be meant.

What is known, and what else to say about a mistake, is the caller's business.
"""

from __future__ import annotations

from collections.abc import Iterable


def did_you_mean(word: str, candidates: Iterable[str]) -> str | None:
    """The candidate that is nearest to a misspelt word, if one is near; case is no matter."""
    import difflib  # a Corefile without mistakes needs no hints

    known = {candidate.lower(): candidate for candidate in sorted(candidates)}
    near = difflib.get_close_matches(word.lower(), known, 1)
    return known[near[0]] if near else None


def one_of(word: str, candidates: Iterable[str]) -> str:
    """A hint for a word that is none of these: the nearest, or all of them when none is near."""
    known = list(candidates)
    near = did_you_mean(word, known)
    return f"did you mean '{near}'?" if near else f"known here: {', '.join(known)}"
