"""Corefiles that nobody wrote: real ones with some of their text lost, doubled, or put in from elsewhere. No tests."""

from __future__ import annotations

from pathlib import Path
from random import Random

CORPUS = Path(__file__).parent / "data" / "wild"
PIECES = [
    "{", "}", " { ", "\n", "\n}\n", '"', "#", "import x", "(a)", "{$HOME}", "{$", "}{", ":", "://", "/", "\\", "\x00",
    "é", "\u2028", "-1", "9" * 20, "*", "[", "(", ".", "tls://", "forward . ", "rewrite name regex ( ",
    "template IN A ", "{{", "# pydns: ignore[CF3] x",
    "hosts", "log", "cache", "kubernetes", "transfer { to * }", "file", "bind", "proxy",
]  # fmt: skip
TEXTS = [path.read_text() for path in sorted(CORPUS.glob("*.Corefile"))]


def mutant(random: Random) -> str:
    """One of the Corefiles with some of it lost, doubled, or put in from elsewhere."""
    text = random.choice(TEXTS)
    for _ in range(random.randint(1, 6)):
        start = random.randrange(len(text) + 1)
        end = min(len(text), start + random.randint(1, 30))
        other = random.choice(TEXTS)
        from_there = random.randrange(len(other))
        text = random.choice(
            [
                text[:start] + text[end:],
                text[:start] + random.choice(PIECES) + text[start:],
                text[:end] + text[start:],
                text[:start] + other[from_there : from_there + 60] + text[start:],
                text[:start] + chr(random.randrange(0x3000)) + text[end:],
            ]
        )
    return text
