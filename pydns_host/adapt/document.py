"""A resolved Corefile as a JSON document: server blocks, their keys, directives in the order of execution, words.

`schema.json` beside this module says what it looks like; what a directive means is its plugin's business.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

from corefile import CorefileError, Resolved, ServerBlock, Word
from corefile.single import said
from corefile.zones import parse_key
from pydns_host.understand import error

VERSION = 1


def document(
    file: str, resolved: Resolved, order: Sequence[str], default_port: int, env: Mapping[str, str]
) -> dict[str, Any]:
    """The document; `order` is that of execution, `default_port` that of keys without one, `env` has the variables.

    Raises `CorefileError` for a key that cannot be one.
    """
    ranks = {name: rank for rank, name in enumerate(order, 1)}
    return {
        "version": VERSION,
        "file": file,
        "files": list(resolved.files),
        "servers": [_server(block, ranks, default_port, env) for block in resolved.blocks],
    }


def _server(block: ServerBlock, ranks: Mapping[str, int], default_port: int, env: Mapping[str, str]) -> dict[str, Any]:
    names = sorted(block.directives, key=lambda name: ranks.get(name, len(ranks) + 1))
    return {
        "keys": [_word(key, env) | {"listeners": list(_listeners(key, default_port))} for key in block.keys],
        "directives": [
            {
                "name": name,
                "order": ranks.get(name),
                "lines": [[_word(word, env) for word in line] for line in lines(block.directives[name])],
            }
            for name in names
        ],
    }


def _listeners(key: Word, default_port: int) -> Iterator[dict[str, Any]]:
    try:
        found = parse_key(key.value, default_port)
    except ValueError as refused:
        raise CorefileError([error(key, "CF101", str(refused))]) from None
    for each in found:
        yield {"transport": each.transport, "zone": each.zone, "port": each.port}


def lines(words: Sequence[Word]) -> Iterator[list[Word]]:
    """The words of a directive, all of its occurrences, line by line as its plugin reads them."""
    line: list[Word] = []
    for before, word in pairwise((None, *words)):
        if word is None:
            continue
        if before is not None and not before.glued_to(word):
            yield line
            line = []
        line.append(word)
    if line:
        yield line


def _word(word: Word, env: Mapping[str, str]) -> dict[str, Any]:
    span = word.span
    return {
        "value": said(word, env),
        "written": word.raw,
        "file": span.file,
        "line": span.line,
        "column": span.column,
        "end_line": span.end_line,
        "end_column": span.end_column,
    }
