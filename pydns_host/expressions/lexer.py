"""An expression's text as tokens, one at a time: a mistake counts only when the parser gets there.

What a quoted text says is `escapes`' business, what tokens mean is `parser`'s.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from enum import Enum
from typing import NamedTuple

from corefile.numbers import quote
from pydns_host.expressions.errors import ExpressionError
from pydns_host.expressions.escapes import EscapeError, end_of_quoted, unescape, unescape_octets

SPACES = frozenset("\t\n\v\f\r \x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000") | {
    chr(code) for code in range(0x2000, 0x200B)
}
_WORDS = frozenset(("in", "or", "and", "matches", "contains", "startsWith", "endsWith", "let", "if", "else", "not"))
NEGATABLE = frozenset(("contains", "matches", "startsWith", "endsWith", "in"))
_DIGITS = "0123456789_"
_BASES = {"x": "0123456789abcdefABCDEF_", "o": "01234567_", "b": "01_"}


class Kind(Enum):
    """What a token is."""

    IDENTIFIER = "Identifier"
    NUMBER = "Number"
    STRING = "String"
    BYTES = "Bytes"
    OPERATOR = "Operator"
    BRACKET = "Bracket"
    EOF = "EOF"


class Token(NamedTuple):
    """One token; `at` is its first character."""

    kind: Kind
    value: str
    at: int

    def __str__(self) -> str:
        value = self.value
        if self.kind is Kind.BYTES:  # octets are one letter each
            value = value.encode("latin-1").decode("utf-8", "surrogateescape")
        return f"{self.kind.value}({quote(value)})" if value else self.kind.value


def alphabetic(char: str) -> bool:
    """Whether a name may begin with this."""
    return bool(char) and (char in "_$" or char.isalpha())


def alphanumeric(char: str) -> bool:
    """Whether a name may go on with this."""
    return alphabetic(char) or (bool(char) and unicodedata.category(char) == "Nd")


class _Lexer:
    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0

    def char(self, ahead: int = 0) -> str:
        return self.text[self.at + ahead : self.at + ahead + 1]

    def error(self, message: str, offset: int) -> ExpressionError:
        return ExpressionError(message, self.text, offset)

    def tokens(self) -> Iterator[Token]:
        while self.at < len(self.text):
            char = self.char()
            if char in SPACES:
                self.at += 1
            elif char == "/" and self.char(1) in ("/", "*"):
                self._comment()
            elif char == "#":
                yield from self._pointer()
            elif char == "n" and self._end_of_name() == self.at + 3 and self.text.startswith("not", self.at):
                yield from self._not()
            else:
                yield self._token(char)
        yield Token(Kind.EOF, "", max(len(self.text) - 1, 0))

    def _token(self, char: str) -> Token:
        if char in "'\"`":
            return self._raw() if char == "`" else self._quoted(Kind.STRING)
        if char in "bB" and self.char(1) in ("'", '"'):
            self.at += 1
            return self._quoted(Kind.BYTES)
        if "0" <= char <= "9" or (char == "." and "0" <= self.char(1) <= "9"):
            return self._number()
        if char in "([{)]}":
            return self._take(Kind.BRACKET, 1)
        if char in "?|:.,;%+-^&!=*<>/":
            return self._take(Kind.OPERATOR, self._operator(char))
        if alphanumeric(char):
            word = self.text[self.at : self._end_of_name()]
            return self._take(Kind.OPERATOR if word in _WORDS else Kind.IDENTIFIER, len(word))
        shown = f" '{char}'" if char.isprintable() else ""
        raise self.error(f"unrecognized character: U+{ord(char):04X}{shown}", self.at)

    def _operator(self, char: str) -> int:
        second = {"?": ".?", "|": "|", ":": ":", ".": "."}.get(char, "&=*" if char in "&!=*<>" else "")
        return 2 if self.char(1) and self.char(1) in second else 1

    def _take(self, kind: Kind, length: int) -> Token:
        token = Token(kind, self.text[self.at : self.at + length], self.at)
        self.at += length
        return token

    def _end_of_name(self) -> int:
        end = self.at
        while alphanumeric(self.text[end : end + 1]):
            end += 1
        return end

    def _comment(self) -> None:
        single = self.char(1) == "/"
        end = self.text.find("\n" if single else "*/", self.at + 2)
        if end < 0 and not single:
            raise self.error("unclosed comment", len(self.text))
        self.at = len(self.text) if end < 0 else end + (1 if single else 2)

    def _pointer(self) -> Iterator[Token]:
        yield self._take(Kind.OPERATOR, 2 if self.char(1) == "#" else 1)
        end = self._end_of_name()
        if end > self.at:
            yield self._take(Kind.IDENTIFIER, end - self.at)

    def _not(self) -> Iterator[Token]:
        """`not`, and the operator behind it that it negates."""
        yield self._take(Kind.OPERATOR, 3)
        while self.char() == " ":
            self.at += 1
        end = self._end_of_name()
        if self.text[self.at : end] in NEGATABLE:
            yield self._take(Kind.OPERATOR, end - self.at)

    def _number(self) -> Token:
        start, digits = self.at, _DIGITS
        if self.char() == "0" and self.char(1).lower() in tuple(_BASES):
            digits = _BASES[self.char(1).lower()]
            self.at += 2
        self._run(digits)
        if self.char() == "." and self.char(1) == ".":
            return Token(Kind.NUMBER, self.text[start : self.at], start)  # the operator of a range follows
        if self.char() == ".":
            self.at += 1
            self._run(digits)
        if self.char() in ("e", "E"):
            self.at += 1
            self.at += self.char() in ("+", "-")
            self._run(digits)
        if alphanumeric(self.char()):
            raise self.error(f"bad number syntax: {quote(self.text[start : self.at + 1])}", self.at)
        return Token(Kind.NUMBER, self.text[start : self.at], start)

    def _run(self, chars: str) -> None:
        while self.char() and self.char() in chars:
            self.at += 1

    def _quoted(self, kind: Kind) -> Token:
        start = self.at
        try:
            self.at = end_of_quoted(self.text, start)
            read = unescape if kind is Kind.STRING else unescape_octets
            # Octets are carried as one letter each.
            return Token(kind, read(self.text[start + 1 : self.at - 1]), start - (kind is Kind.BYTES))
        except EscapeError as error:
            raise self.error(str(error), self.at - 1 if error.offset is None else error.offset) from None

    def _raw(self) -> Token:
        """A text between back quotes; two of them stand for one."""
        start = self.at
        end = start + 1
        while True:
            end = self.text.find("`", end)
            if end < 0:
                raise self.error("literal not terminated", len(self.text))
            if self.text[end + 1 : end + 2] != "`":
                break
            end += 2
        self.at = end + 1
        return Token(Kind.STRING, self.text[start + 1 : end].replace("``", "`"), start)


def lex(text: str) -> Iterator[Token]:
    """The tokens of an expression, the last one EOF; raises `ExpressionError` where there is none."""
    return _Lexer(text).tokens()
