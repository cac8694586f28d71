"""dig, and what it printed: code, flags, sections and extended errors.

Reads dig's text and nothing else, so a test compares what a user would see.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from subprocess import CompletedProcess

Run = Callable[[Sequence[str]], "CompletedProcess[str]"]

_HEADER = re.compile(r"->>HEADER<<- opcode: \w+, status: (\w+)")
_FLAGS = re.compile(r"^;; flags: ([\w ]*);", re.MULTILINE)
_EDE = re.compile(r"^; EDE: (\d+)[^:\n]*(?:: \((.*)\))?$", re.MULTILINE)
_SECTION = re.compile(r"^;; (\w+) SECTION:\n((?:.+\n)*)", re.MULTILINE)


@dataclass(frozen=True)
class Seen:
    """An answer as dig shows it; records are lines with single blanks."""

    status: str
    flags: frozenset[str]
    question: list[str]
    answer: list[str]
    authority: list[str]
    additional: list[str]
    ede: list[tuple[int, str]]
    text: str


def dig(run: Run, *words: str) -> Seen:
    """Run dig with these words (one try, as long as dig itself waits); fails with its output if nothing came."""
    done = run(["dig", "+tries=1", "+nocookie", *words])
    if done.returncode:
        raise AssertionError(f"dig {' '.join(words)} ended with {done.returncode}:\n{done.stdout}{done.stderr}")
    return read(done.stdout)


def read(text: str) -> Seen:
    """What stands in dig's output."""
    status, flags = _HEADER.search(text), _FLAGS.search(text)
    assert status, f"dig printed no header:\n{text}"
    assert flags, f"dig printed no flags:\n{text}"
    sections = {name: [" ".join(row.split()) for row in rows.splitlines()] for name, rows in _SECTION.findall(text)}
    return Seen(
        status=status[1],
        flags=frozenset(flags[1].split()),
        question=[row.removeprefix(";") for row in sections.get("QUESTION", [])],
        answer=sections.get("ANSWER", []),
        authority=sections.get("AUTHORITY", []),
        additional=sections.get("ADDITIONAL", []),
        ede=[(int(code), said) for code, said in _EDE.findall(text)],
        text=text,
    )
