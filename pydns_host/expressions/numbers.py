"""Numbers as expressions write them. What may follow them is `parser`'s business."""

from __future__ import annotations

from corefile.numbers import parse_float, parse_int, parse_uint
from pydns_host.expressions.cursor import Cursor
from pydns_host.expressions.lexer import Token
from pydns_host.expressions.nodes import Constant

_MOST = 2**63 - 1
_BASES = {"0x": "hex", "0b": "binary", "0o": "octal"}


def literal(cursor: Cursor, token: Token) -> Constant:
    """The number that a token stands for; a complaint names the token behind it, as the reference's do."""
    text = token.value.replace("_", "")
    base = _BASES.get(text[:2].lower())
    kind = "hex" if base == "hex" else "float" if set(text) & set(".eE") else base or "integer"
    try:
        if kind == "float":
            return Constant(token.at, parse_float(text))
        return Constant(token.at, parse_int(text) if kind == "integer" else _based(text))
    except ValueError as error:
        raise cursor.error(f"invalid {kind} literal: {error}") from None


def _based(text: str) -> int:
    try:
        value = parse_uint(text, base=0)
    except ValueError as error:
        raise ValueError(str(error).replace("ParseUint", "ParseInt")) from None
    if value > _MOST:
        raise ValueError(f'strconv.ParseInt: parsing "{text}": value out of range')
    return value
