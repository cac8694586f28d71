"""A resolved Corefile back to text: one file without imports, snippets and variables that says the same.

Comments and unused snippets do not come this far, so they are not in it; how text looks is `formatter`'s business.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any

from corefile.environment import put_in
from corefile.expand import resolve
from corefile.files import Files
from corefile.formatter import formatted
from corefile.nodes import Resolved, ServerBlock, Word
from corefile.scanner import words

_FILE = "Corefile"


class Unwritable(ValueError):
    """Something that only imports, snippets or variables can say; the text names it."""


def single(resolved: Resolved, env: Mapping[str, str]) -> str:
    """The text of one Corefile that says what `resolved` says; `env` are the variables that are in it.

    It is read again before it is returned. Raises `Unwritable` when there is no such text: no quotes keep a value
    such as `{%NAME%}` from being taken for a variable, or a lone `{` from opening a block.
    """
    text = "\n".join(line for block in resolved.blocks for line in _block(block, env))
    again, errors = resolve(words(text, _FILE), Files(_FILE), {})
    if errors or _shape(again, {}) != _shape(resolved, env):
        raise Unwritable(f"{_difference(resolved, again, env)} says something that no single Corefile can say")
    return formatted(text, _FILE, {})


def _block(block: ServerBlock, env: Mapping[str, str]) -> Iterator[str]:
    keys = [_written(f"{key.value}," if key.value.endswith(",") else key.value, key) for key in block.keys]
    yield f"{' '.join(keys)} {{"
    for found in block.directives.values():
        line: list[str] = []
        for before, word in pairwise((None, *found)):
            if word is None:
                continue
            if before is not None and not before.glued_to(word):
                yield " ".join(line)
                line = []
            line.append(_written(said(word, env), word))
        yield " ".join(line)
    yield "}\n"


def said(word: Word, env: Mapping[str, str]) -> str:
    """What a word says; the first one of a directive still has its variables, which are in the directive's name."""
    if "{" not in word.value or [found.value for found in words(word.raw, _FILE)] != [word.value]:
        return word.value
    return put_in(word.value, env)


def _written(value: str, word: Word) -> str:
    """A word that says this: bare if it can be, else in quotes."""
    quoted = '"' + value.replace('"', '\\"') + '"'
    for raw in (quoted, value) if word.quoted else (value, quoted):
        if [found.value for found in words(raw, _FILE)] == [value]:
            return raw
    raise Unwritable(f"{word.span.file}:{word.line}: no quotes can hold {value!r}")


def _shape(resolved: Resolved, env: Mapping[str, str]) -> list[Any]:
    """What is said: keys, and the words of each directive with those that do not stand behind another one marked."""
    return [
        (
            [key.value for key in block.keys],
            {name: [_seen(pair, env) for pair in pairwise((None, *found))] for name, found in block.directives.items()},
        )
        for block in resolved.blocks
    ]


def _seen(pair: tuple[Word | None, Word | None], env: Mapping[str, str]) -> tuple[str, bool]:
    before, word = pair
    if word is None:
        return "", False
    return said(word, env), before is not None and before.glued_to(word)


def _difference(resolved: Resolved, again: Resolved, env: Mapping[str, str]) -> str:
    """The place of the first directive or block that came out otherwise."""
    for index, block in enumerate(resolved.blocks):
        other = again.blocks[index] if index < len(again.blocks) else None
        for name, found in block.directives.items():
            one = ServerBlock((), {name: found}, block.span)
            two = ServerBlock((), {name: () if other is None else other.directives.get(name, ())}, block.span)
            if _shape(Resolved((one,)), env) != _shape(Resolved((two,)), {}):
                return f"{found[0].span.file}:{found[0].line}"
        if other is None or [key.value for key in block.keys] != [key.value for key in other.keys]:
            return f"{block.span.file}:{block.span.line}"
    return _FILE
