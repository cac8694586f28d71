"""The words of a zone file (RFC 1035 section 5.1), entry by entry, each with the place where it ends.

Escapes are left as they stand; what the words mean is `reader`'s business. Octets above 127 are one letter each.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple


class Token(NamedTuple):
    """A word; `column` is that of its last letter, or of the separator behind it, as CoreDNS counts.

    `glued` when no blank stands between it and the word before.
    """

    text: str
    line: int
    column: int
    quoted: bool = False
    glued: bool = False


class Entry(NamedTuple):
    """The words of one entry; `indented` when it begins with a blank, so that its owner is the last one again.

    `end` is the end of the line: what an error names when a word is missing.
    """

    tokens: list[Token]
    indented: bool
    end: Token


class ZoneFileError(Exception):
    """A zone file cannot be read; `text` is worded as CoreDNS words it, with file, line and column.

    A text that is no file's has the name "".
    """

    def __init__(self, text: str, file: str, token: Token) -> None:
        place = f"{quote(token.text)} at line: {token.line}:{token.column}"
        super().__init__(f"{file}: dns: {text}: {place}" if file else f"dns: {text}: {place}")


_PIECE = re.compile(
    r"""(?P<blank> [ \t\r]+ )
      | (?P<word> (?: [^ \t\r\n;()"\\] | \\ [^\n] )+ \\? | \\ )
      | (?P<newline> \n )
      | (?P<quoted> " (?: [^"\\] | \\ . )* (?P<closed> "? ) )
      | (?P<comment> ; [^\n]* )
      | (?P<parenthesis> [()] )
    """,
    re.VERBOSE | re.DOTALL,
)
_SPECIAL = re.compile(r"""[;()"\\\r\f\v\x1c-\x1f\x85\xa0]""")  # what `str.split` takes for a blank is here too
_SEPARATORS = ' \t;"()'  # the reference names their column for the word before them


class _Lexer:
    """Where the reading of one text stands: `start` is the offset of the line, `last` the end of the last word."""

    def __init__(self, text: str, file: str) -> None:
        self.text = text
        self.file = file
        self.tokens: list[Token] = []
        self.line = 1
        self.start = 0
        self.last = -1

    def entries(self) -> Iterator[Entry]:
        text, size = self.text, len(self.text)
        while self.start < size:
            end = text.find("\n", self.start)
            line = text[self.start : end if end >= 0 else size]
            if _SPECIAL.search(line) is None:  # the usual line: words and blanks
                if tokens := self._plain(line):
                    yield Entry(tokens, line[0] in " \t", Token("\n" if end >= 0 else "", self.line, len(line)))
                self.start += len(line) + 1
                self.line += 1
            elif (entry := self._entry()) is not None:
                yield entry

    def _plain(self, line: str) -> list[Token]:
        tokens, offset, size = [], 0, len(line)
        for word in line.split():
            offset = line.index(word, offset) + len(word)
            tokens.append(Token(word, self.line, offset + 1 if offset < size else offset))
        return tokens

    def _entry(self) -> Entry | None:
        """The entry that begins on this line, piece by piece; None when there is none on it."""
        self.tokens, self.last = [], -1
        indented, depth, origin = self.text[self.start] in " \t", 0, self.start
        for piece in _PIECE.finditer(self.text, origin):
            kind = piece.lastgroup
            if kind == "word":
                self._word(piece)
            elif kind == "newline":
                end = self._end("\n", piece.start())
                self.line, self.start = self.line + 1, piece.end()
                if not depth:
                    return Entry(self.tokens, indented, end) if self.tokens else None
            elif kind == "parenthesis":
                depth += 1 if piece[0] == "(" else -1
                if depth < 0:
                    raise self._unbalanced("extra closing brace", piece.end())
            elif kind == "quoted":
                self._quoted(piece)
        if depth:
            raise self._unbalanced("unbalanced brace", len(self.text))
        end = self._end("", len(self.text))
        self.start = len(self.text)
        return Entry(self.tokens, indented, end) if self.tokens else None

    def _end(self, text: str, offset: int) -> Token:
        return Token(text, self.line, offset - self.start)

    def _word(self, piece: re.Match[str]) -> None:
        begin, end = piece.span()
        separator = self.text[end : end + 1]
        column = end - self.start + (1 if separator and separator in _SEPARATORS else 0)
        self.tokens.append(Token(piece[0], self.line, column, glued=begin == self.last))
        self.last = end

    def _quoted(self, piece: re.Match[str]) -> None:
        begin, end = piece.span()
        if not piece["closed"]:
            raise self._unbalanced("unbalanced quote", end)
        lines = piece[0].count("\n")
        if lines:  # a quoted word may span lines
            self.line, self.start = self.line + lines, self.text.rindex("\n", begin, end) + 1
        text = piece[0][1:-1]
        self.tokens.append(Token(text, self.line, end - self.start, quoted=True, glued=begin == self.last))
        self.last = end

    def _unbalanced(self, text: str, offset: int) -> ZoneFileError:
        return ZoneFileError(text, self.file, self._end(text, offset))


def entries(text: str, file: str) -> Iterator[Entry]:
    """The entries of a zone file, empty ones left out.

    Raises `ZoneFileError`, when it gets there, for parentheses or quotes that do not close.
    """
    return _Lexer(text, file).entries()


_NAMED = {"\a": "\\a", "\b": "\\b", "\f": "\\f", "\n": "\\n", "\r": "\\r", "\t": "\\t", "\v": "\\v"}


def quote(text: str) -> str:
    """A word in double quotes, written as Go's %+q writes it; `text` has one letter an octet."""
    shown = []
    for letter in text.encode("latin-1", "replace").decode("utf-8", "surrogateescape"):
        code = ord(letter)
        if letter in '"\\':
            shown.append("\\" + letter)
        elif 32 <= code < 127:
            shown.append(letter)
        elif 0xDC80 <= code <= 0xDCFF:
            shown.append(f"\\x{code - 0xDC00:02x}")
        else:
            wide = f"\\x{code:02x}" if code < 128 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
            shown.append(_NAMED.get(letter, wide))
    return '"' + "".join(shown) + '"'
