"""Quoted texts of expressions: where they end, and what they say.

Which kind of text stands where is `lexer`'s business.
"""

from __future__ import annotations

import re

_SIMPLE = {"a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}
_SIMPLE |= {char: char for char in "\\'\"`?"}
_HEX = re.compile(r"[0-9a-fA-F]*")
_BRACED = re.compile(r"\{([0-9a-fA-F]{1,6})\}")
_OCTAL = re.compile(r"[0-3][0-7]{2}")
_LENGTHS = {"x": 2, "X": 2, "u": 4, "U": 8}
_MAX = 0x10FFFF


class EscapeError(ValueError):
    """A text that is not well quoted; `offset` is the character, None the closing quote."""

    def __init__(self, message: str, offset: int | None = None) -> None:
        super().__init__(message)
        self.offset = offset


def end_of_quoted(text: str, start: int) -> int:
    """Behind the quote that closes the text which begins here; raises `EscapeError`."""
    quote, at = text[start], start + 1
    while text[at : at + 1] != quote:
        char = text[at : at + 1]
        if char in ("\n", ""):
            raise EscapeError("literal not terminated", at)
        at = _end_of_escape(text, at + 1, quote) if char == "\\" else at + 1
    return at + 1


def _end_of_escape(text: str, at: int, quote: str) -> int:
    char = text[at : at + 1]
    if char and (char in "abfnrtv\\" or char == quote):
        return at + 1
    if "0" <= char <= "7":
        return _digits(text, at, "01234567", 3)
    if char == "u" and text[at + 1 : at + 2] == "{":
        braced = _BRACED.match(text, at + 1)
        if braced is None:
            found = _HEX.match(text, at + 2)
            raise EscapeError("invalid char escape", min(found.end() if found else at, at + 8) - 1)
        return braced.end()
    if char and char in "xuU":
        return _digits(text, at + 1, "0123456789abcdefABCDEF", _LENGTHS[char])
    raise EscapeError("invalid char escape", at)


def _digits(text: str, at: int, digits: str, count: int) -> int:
    for place in range(at, at + count):
        char = text[place : place + 1]
        if not char or char not in digits:
            raise EscapeError("invalid char escape", place)
    return at + count


def unescape(text: str) -> str:
    """What a text between quotes says; raises `EscapeError`."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if "\\" not in text:
        return text
    found, at = [], 0
    while at < len(text):
        if text[at] != "\\":
            found.append(text[at])
            at += 1
            continue
        char, at = _escaped(text, at + 1)
        found.append(char)
    return "".join(found)


def _escaped(text: str, at: int) -> tuple[str, int]:
    """What stands behind a backslash, and where it ends."""
    char = text[at : at + 1]
    if char in _SIMPLE:
        return _SIMPLE[char], at + 1
    if char and char in _LENGTHS:
        braced = _BRACED.match(text, at + 1) if char == "u" else None
        end = at + 1 + _LENGTHS[char] if braced is None else braced.end()
        digits = text[at + 1 : end] if braced is None else braced[1]
        code = int(digits, 16)
        if code > _MAX:
            raise EscapeError("unable to unescape string")
        return chr(code) if not 0xD800 <= code < 0xE000 else "\ufffd", end
    octal = _OCTAL.match(text, at)
    if octal is None:
        raise EscapeError("unable to unescape string")
    return chr(int(octal[0], 8)), octal.end()


def unescape_octets(text: str) -> str:
    """The octets that a text between quotes stands for, one letter each; raises `EscapeError`."""
    found = bytearray()
    text, at = text.replace("\r\n", "\n").replace("\r", "\n"), 0
    while at < len(text):
        if text[at] != "\\":
            found += text[at].encode("utf-8", "surrogateescape")
            at += 1
            continue
        if text[at + 1 : at + 2] in ("u", "U"):
            raise EscapeError("unable to unescape string")
        char, at = _escaped(text, at + 1)
        found += char.encode("latin-1")
    return found.decode("latin-1")
