"""What the reference accepts and nobody means: braces glued to words, words cut off at a `#`, quotes over lines.

Nothing is refused here, and where a word stands in the resolved Corefile is `expand`'s business.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from itertools import pairwise
from typing import NamedTuple

from corefile.nodes import Word


class Oddity(NamedTuple):
    """What is odd about a word; `code` stays the same from version to version."""

    word: Word
    code: str
    message: str
    hint: str
    fix: str | None = None  # what should stand in place of the word


def in_words(words: list[Word], directives: Collection[str] | None) -> Iterator[Oddity]:
    """What is odd about the words of a file as they are written; `directives` are those known, if any are."""
    for word, following in pairwise([*words, None]):
        if word is None:
            continue
        if glued_brace(word) and (following is None or word.ends_before(following)):
            yield _glued(word)
        if not word.quoted and "#" in word.raw:
            yield _cut_off(word)
        if _half_quoted(word):
            message = "a quote inside a word is a part of it: it neither begins nor ends a quoted word"
            yield Oddity(word, "CF038", message, "put the whole word in quotes")
        swallowed = _swallowed(word, directives or ())
        if swallowed:
            message = f"a quoted word that spans lines has the directive '{swallowed}' in it"
            yield Oddity(word, "CF034", message, "is a closing quote missing on the first line?")


def glued_brace(word: Word) -> bool:
    """Whether a word ends with a brace that looks as if it should open or close a block."""
    raw = word.raw
    if word.quoted or len(raw) < 2:
        return False
    # `{{`, `{$NAME}`, `{remote}`, `a{2}` and their like are templates, variables, placeholders, patterns.
    return (raw.endswith("{") and not raw.startswith("{")) or (raw.endswith("}") and "{" not in raw) or raw == "{}"


def glued_hint(word: Word | None) -> str | None:
    """What to do about a word with a brace at its end."""
    if word is None or not glued_brace(word):
        return None
    brace = word.raw[-1]
    what = f"put a space before the '{brace}'" if brace == "{" else f"put the '{brace}' on a line of its own"
    return f"{what} of '{word.value}'"


def in_key(word: Word, closing: Word | None) -> Iterator[Oddity]:
    """What is odd about a key; `closing` is the brace that ended the server block before, if it is the first key."""
    if word.value == "}":
        hint = "there are more closing braces than opening ones"
        yield Oddity(word, "CF030", "a '}' that closes nothing is taken for a key", hint)
    elif closing is not None and closing.glued_to(word):
        yield behind_brace(word, "a key of another server block")


def behind_brace(word: Word, taken_for: str) -> Oddity:
    """A word on the line of the brace that closed a block."""
    message = f"'{word.value}' stands behind a closing brace: it is {taken_for}"
    return Oddity(word, "CF032", message, "begin a new line behind the brace")


def unclosed(opening: Word, last: Word) -> Oddity:
    """A server block at whose end a `}` stands that closed something else, which is enough for the reference."""
    message = f"this server block is not closed: the brace at {last.place} closes a block inside it"
    return Oddity(opening, "CF111", message, "is a closing brace missing further up?")


def hiding(word: Word, path: str) -> Oddity:
    """A snippet that is imported where a file could be."""
    message = f"the snippet '{word.value}' is imported, not the file of that name"
    return Oddity(word, "CF035", message, f"for the file, write {path}")


def imported_twice(word: Word) -> Oddity:
    """A snippet whose directives come a second time."""
    message = f"the snippet '{word.value}' is imported a second time in this server block"
    return Oddity(word, "CF036", message, "its directives are there already")


def _glued(word: Word) -> Oddity:
    message = f"the brace at the end of '{word.value}' is a part of the word: it opens and closes nothing"
    fix = f"{word.raw[:-1]} {{" if word.raw.endswith("{") else None
    return Oddity(word, "CF031", message, glued_hint(word) or "", fix)


def _cut_off(word: Word) -> Oddity:
    lost = word.raw.partition("#")[2]
    message = f"'#{lost}' is dropped from this word, and what follows it is not a comment"
    return Oddity(word, "CF033", message, "put a space before '#', or the word in quotes")


def _half_quoted(word: Word) -> bool:
    """Whether a quote looks as if it began a quoted word; in an expression such as `f("a","b")` both ends are there."""
    return not word.quoted and word.value.count('"') % 2 == 1 and "(" not in word.value


def _swallowed(word: Word, directives: Collection[str]) -> str | None:
    """A directive at the beginning of a line, in a quoted word, but for its first line."""
    if not word.quoted or "\n" not in word.raw:
        return None
    firsts = (line.split(None, 1)[:1] for line in word.raw.split("\n")[1:])
    return next((first[0] for first in firsts if first and first[0] in directives), None)
