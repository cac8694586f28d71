"""Numbers, truth values and quoted texts as Go's strconv reads and writes them: the same texts, ranges and complaints.

Users search the web for these complaints. Which word of a Corefile is a number is its plugin's business.
"""

from __future__ import annotations

import re
import string
import struct

_DIGITS = {char: value for value, char in enumerate(string.digits + string.ascii_lowercase)}
_DIGITS |= {char.upper(): value for char, value in _DIGITS.items()}
_PREFIXES = {"0b": 2, "0o": 8, "0x": 16}
_TRUE = frozenset(("1", "t", "T", "TRUE", "true", "True"))
_FALSE = frozenset(("0", "f", "F", "FALSE", "false", "False"))
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\a": "\\a", "\b": "\\b", "\f": "\\f", "\n": "\\n", "\r": "\\r"}
_ESCAPES |= {"\t": "\\t", "\v": "\\v"}

# An underscore may stand between two digits, and behind the prefix of a hexadecimal number.
_UNDERSCORES = re.compile(r"[+-]?(?:0[bBoOxX]_?)?[0-9a-zA-Z]+(?:_[0-9a-zA-Z]+)*")
_DECIMAL = r"(?:{0}(?:\.(?:{0})?)?|\.{0})(?:[eE][+-]?{0})?".format(r"[0-9]+(?:_[0-9]+)*")
_HEXADECIMAL = r"0[xX](?:_?{0}(?:\.(?:{0})?)?|\.{0})[pP][+-]?[0-9]+(?:_[0-9]+)*".format(
    r"[0-9a-fA-F]+(?:_[0-9a-fA-F]+)*"
)
_FLOAT = re.compile(rf"[+-]?(?:{_DECIMAL}|(?P<hexadecimal>{_HEXADECIMAL})|(?i:inf(?:inity)?))|(?i:nan)")


class _Syntax(Exception):
    pass


class _Range(Exception):
    pass


def quote(text: str) -> str:
    """A text in double quotes as strconv.Quote (and so the verb %q) writes it."""
    return f'"{"".join(map(_escape, text))}"'


def _escape(char: str) -> str:
    if char in _ESCAPES:
        return _ESCAPES[char]
    if char.isprintable():
        return char
    code = ord(char)
    if 0xDC80 <= code <= 0xDCFF:  # an octet that is no UTF-8, as Python carries it
        return f"\\x{code - 0xDC00:02x}"
    if code < 0x20 or code == 0x7F:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def atoi(text: str) -> int:
    """A signed integer of 64 bits as strconv.Atoi reads it; raises ValueError with Go's text."""
    return _signed("Atoi", text, 64)


def parse_int(text: str, bits: int = 64) -> int:
    """A signed integer as strconv.ParseInt in base 10 reads it; raises ValueError with Go's text."""
    return _signed("ParseInt", text, bits)


def parse_uint(text: str, bits: int = 64, base: int = 10) -> int:
    """An unsigned integer as strconv.ParseUint reads it; in base 0 a prefix may tell the base (`0x`, `0o`, `0b`, `0`).

    0 bits are 64. Raises ValueError with Go's text.
    """
    if text and base and not 2 <= base <= len(string.digits + string.ascii_lowercase):
        raise ValueError(f"strconv.ParseUint: parsing {quote(text)}: invalid base {base}")
    if text and not 0 <= bits <= 64:
        raise ValueError(f"strconv.ParseUint: parsing {quote(text)}: invalid bit size {bits}")
    try:
        return _unsigned(text, bits or 64, base)
    except _Syntax:
        raise _invalid("ParseUint", text) from None
    except _Range:
        raise _out_of_range("ParseUint", text) from None


def parse_float(text: str, bits: int = 64) -> float:
    """A number as strconv.ParseFloat reads it (NaN, Inf and hexadecimal ones too); raises ValueError with Go's text."""
    match = _FLOAT.fullmatch(text)
    if match is None:
        raise _invalid("ParseFloat", text)
    plain = text.replace("_", "")
    try:
        value = float.fromhex(plain) if match["hexadecimal"] else float(plain)
        if bits == 32:
            value = float(struct.unpack("f", struct.pack("f", value))[0])
    except OverflowError:
        raise _out_of_range("ParseFloat", text) from None
    if value in (float("inf"), float("-inf")) and "n" not in plain.lower():
        raise _out_of_range("ParseFloat", text)
    return value


def parse_bool(text: str) -> bool:
    """A truth value as strconv.ParseBool reads it; raises ValueError with Go's text."""
    if text in _TRUE:
        return True
    if text in _FALSE:
        return False
    raise _invalid("ParseBool", text)


def _signed(function: str, text: str, bits: int) -> int:
    negative = text.startswith("-")
    try:
        value = _unsigned(text[1:] if text[:1] in ("+", "-") else text, bits)
    except _Syntax:
        raise _invalid(function, text) from None
    except _Range:
        raise _out_of_range(function, text) from None
    if value >= 2 ** (bits - 1) + negative:
        raise _out_of_range(function, text)
    return -value if negative else value


def _unsigned(text: str, bits: int, base: int = 10) -> int:
    """The digits one after the other: what is too large is said before what is no digit, as in Go."""
    digits, any_base = text, base == 0
    if any_base:
        base, digits = _split_base(text)
    if not text:
        raise _Syntax
    value = 0
    for char in digits:
        if char == "_" and any_base:
            continue
        digit = _DIGITS.get(char, base)
        if digit >= base:
            raise _Syntax
        value = value * base + digit
        if value >= 2**bits:
            raise _Range
    if "_" in text and not _UNDERSCORES.fullmatch(text):
        raise _Syntax
    return value


def _split_base(text: str) -> tuple[int, str]:
    if text[:2].lower() in _PREFIXES and len(text) > 2:
        return _PREFIXES[text[:2].lower()], text[2:]
    return (8, text[1:]) if text.startswith("0") else (10, text)


def _invalid(function: str, text: str) -> ValueError:
    return ValueError(f"strconv.{function}: parsing {quote(text)}: invalid syntax")


def _out_of_range(function: str, text: str) -> ValueError:
    return ValueError(f"strconv.{function}: parsing {quote(text)}: value out of range")
