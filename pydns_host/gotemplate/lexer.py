"""A template's text as tokens: what is outside of `{{ }}` as one token each, what is inside word by word.

The words and bounds are those of Go's text/template/parse; what the tokens mean is `parser`'s business.
"""

from __future__ import annotations

import re
from enum import Enum
from typing import NamedTuple

from corefile.numbers import quote

SPACES = " \t\r\n"
KEYWORDS = ("block", "break", "continue", "define", "else", "end", "if", "nil", "range", "template", "with")


class Kind(Enum):
    """What a token is."""

    BOOL = "bool"
    CHAR = "char"
    CHAR_CONSTANT = "char constant"
    ASSIGN = "="
    DECLARE = ":="
    DOT = "."
    EOF = "EOF"
    ERROR = "error"
    FIELD = "field"
    IDENTIFIER = "identifier"
    KEYWORD = "keyword"
    LEFT = "{{"
    NUMBER = "number"
    PAREN = "("
    PIPE = "|"
    RIGHT = "}}"
    RIGHT_PAREN = ")"
    SPACE = "space"
    STRING = "string"
    TEXT = "text"
    VARIABLE = "variable"


class Token(NamedTuple):
    """One token: `text` as it is written (for an error its message), `position` in characters, `line` from 1."""

    kind: Kind
    position: int
    text: str
    line: int

    def __str__(self) -> str:
        if self.kind in (Kind.ERROR, Kind.EOF):
            return self.text
        if self.kind in (Kind.DOT, Kind.KEYWORD) and self.text != "nil":
            return f"<{self.text}>"
        return f"{quote(self.text[:10])}..." if len(self.text) > 10 else quote(self.text)


class _LexError(Exception):
    pass


_DIGITS = "[0-9_]"
_SCAN_NUMBER = re.compile(
    r"[+-]?(?:0[xX][0-9a-fA-F_]*\.?[0-9a-fA-F_]*(?:[pP][+-]?[0-9_]*)?|0[oO][0-7_]*\.?[0-7_]*|0[bB][01_]*\.?[01_]*"
    rf"|{_DIGITS}*\.?{_DIGITS}*(?:[eE][+-]?{_DIGITS}*)?)i?"
)
_STRING = re.compile(r'"(?:\\[^\n]|[^\\"\n])*"')
_CHARACTER = re.compile(r"'(?:\\[^\n]|[^\\'\n])*'")
_SINGLES = {"=": Kind.ASSIGN, "|": Kind.PIPE}


def _alphanumeric(char: str) -> bool:
    return char == "_" or char.isalpha() or char.isdecimal()


class _Lexer:
    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.depth = 0
        self.tokens: list[Token] = []
        self._counted = (0, 1)  # up to where line breaks were counted, and the line there

    def run(self) -> list[Token]:
        start = 0
        try:
            while self.at < len(self.text):
                start = self._text()
                if start < 0:
                    break
                self._inside()
        except _LexError as error:
            begin = self._begin
            self.tokens.append(Token(Kind.ERROR, begin, str(error), self._line(begin)))
        self.tokens.append(Token(Kind.EOF, len(self.text), "EOF", self._line(len(self.text))))
        return self.tokens

    _begin = 0

    def _line(self, position: int) -> int:
        before, line = self._counted
        if position < before:
            before, line = 0, 1
        line += self.text.count("\n", before, position)
        self._counted = position, line
        return line

    def _emit(self, kind: Kind, begin: int, end: int) -> None:
        self.tokens.append(Token(kind, begin, self.text[begin:end], self._line(begin)))
        self.at = self._begin = end

    def _text(self) -> int:
        """The text up to the next action, whose delimiter is then taken; -1 when there is none left."""
        begin = self.at
        left = self.text.find("{{", begin)
        if left < 0:
            self._emit(Kind.TEXT, begin, len(self.text))
            return -1
        trims = self.text[left + 2 : left + 3] == "-" and self.text[left + 3 : left + 4] in tuple(SPACES)
        end = begin + len(self.text[begin:left].rstrip(SPACES)) if trims else left
        if end > begin:
            self._emit(Kind.TEXT, begin, end)
        after = left + 2 + (2 if trims else 0)
        self._begin = left
        if self.text.startswith("/*", after):
            self._begin = after
            self._comment(after)
            return self._text() if self.at < len(self.text) else -1
        self._emit(Kind.LEFT, left, left + 2)
        self.at = self._begin = after
        self.depth = 0
        return left

    def _comment(self, begin: int) -> None:
        end = self.text.find("*/", begin + 2)
        if end < 0:
            raise _LexError("unclosed comment")
        self.at = end + 2
        width = self._right()
        if not width:
            raise _LexError("comment ends before closing delimiter")
        self._leave(width)

    def _right(self) -> int:
        """How long a closing delimiter is that stands here; 0 for none."""
        if self.text.startswith("}}", self.at):
            return 2
        if self.text[self.at : self.at + 1] in tuple(SPACES) and self.text.startswith("-}}", self.at + 1):
            return 4
        return 0

    def _leave(self, width: int) -> None:
        self.at += width
        if width > 2:
            while self.text[self.at : self.at + 1] in tuple(SPACES):
                self.at += 1
        self._begin = self.at

    def _inside(self) -> None:
        while not (width := self._right()):
            self._word()
        if self.depth:
            raise _LexError("unclosed left paren")
        self.tokens.append(Token(Kind.RIGHT, self.at + width - 2, "}}", self._line(self.at)))
        self._leave(width)

    def _word(self) -> None:
        if self.at >= len(self.text):
            raise _LexError("unclosed action")
        char = self.text[self.at]
        following = self.text[self.at + 1 : self.at + 2]
        if char in SPACES:
            self._space()
        elif char in _SINGLES:
            self._emit(_SINGLES[char], self.at, self.at + 1)
        elif char in "\"'`":
            self._quoted(char)
        elif char == "$" or (char == "." and not ("0" <= following <= "9" and following) and following):
            self._name(Kind.VARIABLE if char == "$" else Kind.FIELD)
        elif char in ".+-" or "0" <= char <= "9":
            self._number()
        elif _alphanumeric(char):
            self._identifier()
        else:
            self._mark(char, following)

    def _mark(self, char: str, following: str) -> None:
        if char == ":":
            if following != "=":
                raise _LexError("expected :=")
            self._emit(Kind.DECLARE, self.at, self.at + 2)
        elif char == "(":
            self.depth += 1
            self._emit(Kind.PAREN, self.at, self.at + 1)
        elif char == ")":
            self.depth -= 1
            if self.depth < 0:
                raise _LexError("unexpected right paren")
            self._emit(Kind.RIGHT_PAREN, self.at, self.at + 1)
        elif " " <= char <= "~":
            self._emit(Kind.CHAR, self.at, self.at + 1)
        else:
            raise _LexError(f"unrecognized character in action: {_code_point(char)}")

    def _space(self) -> None:
        end = self.at
        while self.text[end : end + 1] in tuple(SPACES):
            end += 1
        if self.text.startswith("-}}", end):
            end -= 1  # the last space belongs to the delimiter
        self._emit(Kind.SPACE, self.at, end)

    def _end_of_word(self, begin: int) -> int:
        end = begin
        while end < len(self.text) and _alphanumeric(self.text[end]):
            end += 1
        following = self.text[end : end + 1]
        if following and following not in f"{SPACES}.,|:)(" and not self.text.startswith("}}", end):
            raise _LexError(f"bad character {_code_point(following)}")
        return end

    def _name(self, kind: Kind) -> None:
        end = self._end_of_word(self.at + 1)
        self._emit(Kind.DOT if kind is Kind.FIELD and end == self.at + 1 else kind, self.at, end)

    def _identifier(self) -> None:
        end = self._end_of_word(self.at)
        word = self.text[self.at : end]
        kind = Kind.KEYWORD if word in KEYWORDS else Kind.BOOL if word in ("true", "false") else Kind.IDENTIFIER
        self._emit(kind, self.at, end)

    def _quoted(self, char: str) -> None:
        if char == "`":
            end = self.text.find("`", self.at + 1) + 1
            if not end:
                raise _LexError("unterminated raw quoted string")
            self._emit(Kind.STRING, self.at, end)
            return
        match = (_STRING if char == '"' else _CHARACTER).match(self.text, self.at)
        if match is None:
            raise _LexError("unterminated quoted string" if char == '"' else "unterminated character constant")
        self._emit(Kind.STRING if char == '"' else Kind.CHAR_CONSTANT, self.at, match.end())

    def _number(self) -> None:
        end = self._end_of_number(self.at)
        if self.text[end : end + 1] in ("+", "-"):
            end = self._end_of_number(end)
            raise _LexError(f"bad number syntax: {quote(self.text[self.at : end])}")  # nothing here is complex
        self._emit(Kind.NUMBER, self.at, end)

    def _end_of_number(self, begin: int) -> int:
        match = _SCAN_NUMBER.match(self.text, begin)
        end = match.end() if match else begin
        if end < len(self.text) and _alphanumeric(self.text[end]):
            raise _LexError(f"bad number syntax: {quote(self.text[self.at : end + 1])}")
        return end


def _code_point(char: str) -> str:
    shown = f" '{char}'" if char.isprintable() else ""
    return f"U+{ord(char):04X}{shown}"


def lex(text: str) -> list[Token]:
    """The tokens of a template; the last one is EOF, an error stands in front of it."""
    return _Lexer(text).run()
