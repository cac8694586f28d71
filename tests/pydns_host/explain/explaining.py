"""Explains Corefiles given as text. No test stands here."""

from __future__ import annotations

import corefile
from pydns_host import names
from pydns_host.explain.build import explanation
from pydns_host.explain.model import Explanation, Step
from pydns_host.mnemonics import TYPES
from pydns_host.question import Question
from pydns_host.registry import Registry
from pydns_host.understand import understand


def question(text: str) -> Question:
    """A question from `NAME TYPE`."""
    name, _, rtype = text.partition(" ")
    return Question(names.from_text(name), {known: number for number, known in TYPES.items()}[rtype or "A"])


def explained(text: str, asked: str | None = None, *paths: str) -> Explanation:
    """The explanation of a Corefile, and of a question, `NAME TYPE`, in it; `paths` are files with plugins."""
    registry = Registry(paths)
    understood = understand(corefile.loads(text, "Corefile", env={}), registry, 53)
    return explanation("Corefile", understood, registry, None if asked is None else question(asked))


def step(text: str, directive: str, asked: str | None = None) -> Step:
    """A directive of the first server block of a Corefile."""
    found = explained(text, asked).servers[0]
    return next(each for each in found.steps if each.directive == directive)
