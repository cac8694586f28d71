"""Splits a command as the reference's shell-like splitter does, which knows fewer characters than a shell.

Nothing is run and nothing is expanded here.
"""

from __future__ import annotations

import string

_PLAIN = frozenset(string.ascii_letters + string.digits + "._-,/@$*()+=><:;&^%~|!?[]{}")
_BLANKS = frozenset(" \t\r\n")
_QUOTES = "\"'"


def split(text: str) -> list[str]:
    """The words of a command; raises ValueError in the splitter's words for a quote without end or an odd character."""
    return _Splitter(text).words()


class _Splitter:
    """Reads characters from left to right; `word` is None between words."""

    def __init__(self, text: str) -> None:
        self.rest = iter(text)
        self.found: list[str] = []
        self.word: str | None = None

    def words(self) -> list[str]:
        for char in self.rest:
            if char in _BLANKS:
                self._end()
            elif char == "#" and self.word is None:
                self._comment()
            else:
                self.word = (self.word or "") + self._part(char)
        self._end()
        return self.found

    def _end(self) -> None:
        if self.word is not None:
            self.found.append(self.word)
        self.word = None

    def _comment(self) -> None:
        for char in self.rest:
            if char == "\n":
                return

    def _part(self, char: str) -> str:
        """What a character that begins a part of a word stands for."""
        if char in _QUOTES:
            return self._quoted(char)
        if char == "\\":
            return self._escaped()
        if char in _PLAIN or char == "#":
            return char
        # The splitter spells it so inside of a word.
        raise ValueError(f"{'Unknown' if self.word is None else 'Uknown'} rune: {ord(char)}")

    def _escaped(self) -> str:
        char = next(self.rest, None)
        if char is None:
            raise ValueError("EOF found after escape character")
        if char in _PLAIN or char in _BLANKS or char in _QUOTES or char in "\\#":
            return char
        raise ValueError(f"Uknown rune: {ord(char)}")

    def _quoted(self, quote: str) -> str:
        found = ""
        for char in self.rest:
            if char == quote:
                return found
            found += self._escaped() if char == "\\" and quote == '"' else char
        raise ValueError("EOF found when expecting closing quote.")
