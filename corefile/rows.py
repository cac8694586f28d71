"""A Corefile as rows of words and comments, which is all that a formatter may keep; and where rows may be split.

How rows are written is `formatter`'s business, as is the proof that they still say the same.
"""

from __future__ import annotations

from dataclasses import dataclass

from corefile.leaves import leaves, pair
from corefile.nodes import Word
from corefile.scanner import words
from corefile.tree import Trivia

_BLANK = "\t\v\f\r \x85\xa0\u1680" + "".join(map(chr, range(0x2000, 0x200B))) + "\u2028\u2029\u202f\u205f\u3000"


@dataclass(frozen=True, slots=True)
class Piece:
    """A word or a comment as it is to be written; `kind` is OPEN, CLOSE, COMMENT or, for all else, empty."""

    text: str
    kind: str = ""
    word: Word | None = None


Row = tuple[Piece, ...]


def rows(text: str) -> list[Row]:
    """The lines of a Corefile; a quoted word that spans lines is a piece of the row that it begins in."""
    found = words(text, "")
    kinds = {found[index].offset: kind for index, kind in pair(found).items()}
    result: list[Row] = []
    row: list[Piece] = []
    for leaf in leaves(text, found):
        if isinstance(leaf, Word):
            # A carriage return inside a bare word is no part of it.
            raw = leaf.raw if leaf.quoted else leaf.raw.replace("\r", "")
            row.append(Piece(raw, kinds.get(leaf.offset, ""), leaf))
        elif leaf.raw == "\n":
            result.append(tuple(row))
            row = []
        else:
            row.extend(_kept(leaf))
    return [*result, tuple(row)]


def _kept(trivia: Trivia) -> list[Piece]:
    """What is more than white space: a comment, or the quote at the end of a file that opens nothing."""
    if trivia.comment:
        return [Piece(trivia.raw.rstrip(_BLANK), "COMMENT")]
    return [Piece(trivia.raw)] if trivia.raw.startswith('"') else []


def reflowed(given: list[Row]) -> list[Row]:
    """The rows with the braces of server blocks and snippets where they are expected: `{` behind the keys, and nothing
    behind it; what is behind `}`, and the `}` itself, in a row of its own.

    A block whose first key could be a directive is left alone, since the file may be a piece that others import.
    """
    result: list[Row] = []
    depth = 0
    certain = False
    for row in given:
        split: list[Piece] = []
        before: Piece | None = None
        for piece in row:
            opens = piece.kind == "OPEN" and not depth
            if opens and not split and (not result or _keys(result[-1])):
                certain = bool(result)
                if certain:
                    split.extend(result.pop())
            elif opens:
                certain = _keys(tuple(split))
            breaks = before is not None and _breaks(before, piece, depth, certain)
            if breaks:
                result.append(tuple(split))
                split = []
            depth += {"OPEN": 1, "CLOSE": -1}.get(piece.kind, 0)
            split.append(piece)
            before = piece
        result.append(tuple(split))
    return result


def tidied(given: list[Row]) -> list[Row]:
    """The rows with no empty one at the ends, behind `{`, in front of `}`, and behind another one."""
    result: list[Row] = []
    blank = opened = False
    for row in given:
        if row:
            if blank and not opened and row[0].kind != "CLOSE":
                result.append(())
            result.append(row)
            kinds = [piece.kind for piece in row if piece.kind != "COMMENT"]
            opened, blank = kinds[-1:] == ["OPEN"], False
        else:
            blank = bool(result)
    return result or [()]


def _keys(row: Row) -> bool:
    """Whether these are keys of a server block or a snippet, and cannot be a directive with its arguments."""
    if not row or any(piece.kind for piece in row):
        return False
    first = row[0].text
    return "." in first or ":" in first or (first.startswith("(") and first.endswith(")"))


def _breaks(before: Piece, piece: Piece, depth: int, certain: bool) -> bool:
    """Whether a row ends between two pieces; `depth` is that in front of the second one."""
    if not certain or piece.kind == "COMMENT":
        return False
    opened = before.kind == "OPEN" and depth == 1
    closes = piece.kind == "CLOSE" and depth == 1
    closed = before.kind == "CLOSE" and depth == 0 and piece.kind != "OPEN"
    return opened or closes or closed
