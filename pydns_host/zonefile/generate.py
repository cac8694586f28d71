"""$GENERATE of zone files, a BIND extension: a range of numbers and a line to write once for each of them.

What the lines then mean is `reader`'s business.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pydns_host.zonefile.fields import decimal
from pydns_host.zonefile.lexer import Entry, Token

MAX_STEPS = 65535
_LARGEST = (1 << 31) - 1
_VARIABLE = re.compile(r"\\(?P<escaped>.)|\$(?P<dollar>\$)|\$(?:\{(?P<modifier>[^}]*)(?P<closed>\}?))?", re.DOTALL)


class GenerateError(Exception):
    """A word of the directive that cannot stand there."""

    def __init__(self, text: str, token: Token) -> None:
        super().__init__(text)
        self.text = text
        self.token = token


def lines(entry: Entry) -> Iterator[str]:
    """The lines that `$GENERATE START-STOP[/STEP] LINE...` stands for; raises `GenerateError`."""
    if len(entry.tokens) < 3:
        raise GenerateError("garbage after $GENERATE range", entry.end)
    numbers = _range(entry.tokens[1])
    words: list[str] = []
    for token in entry.tokens[2:]:
        word = f'"{token.text}"' if token.quoted else token.text
        words.append(word if token.glued or not words else " " + word)
    template = _Template("".join(words), numbers, entry.tokens[2])
    return map(template.line, numbers)


def _range(token: Token) -> range:
    span, slash, by = token.text.partition("/")
    step = decimal(by) if slash else 1
    if not step:
        raise GenerateError("bad step in $GENERATE range", token)
    first, dash, last = span.partition("-")
    if not dash:
        raise GenerateError("bad start-stop in $GENERATE range", token)
    start, stop = decimal(first), decimal(last)
    if start is None or stop is None:
        raise GenerateError(f"bad {'start' if start is None else 'stop'} in $GENERATE range", token)
    if stop < start or (stop - start) // step > MAX_STEPS:
        raise GenerateError("bad range in $GENERATE range", token)
    return range(start, stop + 1, step)


class _Template:
    """A line with `$` in it: the number, `${OFFSET,WIDTH,BASE}`: the number written so."""

    def __init__(self, text: str, numbers: range, token: Token) -> None:
        self._text = text
        self._numbers = numbers
        self._token = token
        self._modifiers = {
            match["modifier"]: self._modifier(match["modifier"], bool(match["closed"]))
            for match in _VARIABLE.finditer(text)
            if match["modifier"] is not None
        }

    def line(self, number: int) -> str:
        """The line for one number."""
        return _VARIABLE.sub(lambda match: self._value(match, number), self._text)

    def _value(self, match: re.Match[str], number: int) -> str:
        if match["escaped"] is not None:
            return match["escaped"] if match["escaped"] in "$\\" else match[0]
        if match["dollar"]:
            return "$"
        offset, form = self._modifiers.get(match["modifier"], (0, "d"))
        return format(number + offset, form)

    def _modifier(self, modifier: str, closed: bool) -> tuple[int, str]:
        """The offset and the format of a modifier; raises `GenerateError`."""
        parts = modifier.split(",")
        if not closed or len(parts) > 3:
            raise GenerateError("bad modifier in $GENERATE", self._token)
        first, width, base = (*parts, *("0", "d")[len(parts) - 1 :])
        offset = decimal(first.removeprefix("-").removeprefix("+"))
        if offset is not None and first.startswith("-"):
            offset = -offset
        if base not in ("o", "d", "x", "X"):
            raise GenerateError("bad base in $GENERATE", self._token)
        if offset is None or self._numbers[0] + offset < 0 or self._numbers[-1] + offset > _LARGEST:
            raise GenerateError("bad offset in $GENERATE", self._token)
        digits = decimal(width)
        if digits is None or digits > 255:
            raise GenerateError("bad width in $GENERATE", self._token)
        return offset, f"0{digits}{base}" if digits else base
