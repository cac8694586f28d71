"""Go's fmt.Sprintf: flags, width, precision, argument numbers and the verbs for what a template can hold.

What a value looks like without a verb is `formatting`'s business.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from corefile.numbers import quote
from pydns_host.gotemplate.formatting import show, show_float
from pydns_host.gotemplate.values import Map, Slice, Struct, octets, type_of

_DIRECTIVE = re.compile(
    r"%(?P<flags>[-+# 0]*)(?P<width_at>\[\d+\])?(?P<width>\*|\d+)?(?:\.(?P<precision_at>\[\d+\])?(?P<precision>\*|\d+)?"
    r"(?P<dot>))?(?P<at>\[\d+\])?(?P<verb>.)?",
    re.DOTALL,
)
_BASES = {"b": "b", "o": "o", "x": "x", "X": "X", "O": "o", "d": "d"}
_PREFIXES = {"b": "0b", "o": "0", "x": "0x", "X": "0X"}
_MAX_WIDTH = 1_000_000


@dataclass(frozen=True, slots=True)
class _Spec:
    flags: str
    width: int | None
    precision: int | None
    verb: str

    def pad(self, text: str, zeros: bool = False, numeric: bool = False) -> str:
        missing = (self.width or 0) - len(text)
        if missing <= 0:
            return text
        if "-" in self.flags:
            return text + " " * missing
        if zeros and "0" in self.flags:
            sign = text[:1] if numeric and text[:1] in ("+", "-", " ") else ""
            return sign + "0" * missing + text[len(sign) :]
        return " " * missing + text


class _Arguments:
    """The arguments with a cursor; `[n]` moves it."""

    def __init__(self, values: Sequence[Any]) -> None:
        self.values = values
        self.at = 0
        self.reordered = False
        self.good = True

    def move(self, number: str | None) -> None:
        if number is not None:
            self.reordered = True
            place = int(number[1:-1]) - 1
            self.good = 0 <= place < len(self.values)
            self.at = place if self.good else self.at

    def number(self) -> int | None:
        """The next argument as a width or precision; None when it is none."""
        value = self.values[self.at] if self.at < len(self.values) else None
        self.at += 1
        usable = isinstance(value, int) and not isinstance(value, bool) and abs(value) <= _MAX_WIDTH
        return int(value) if usable and isinstance(value, int) else None


def sprintf(format: str, values: Sequence[Any]) -> str:
    """The format with its directives replaced; mistakes are shown in the text, as Go does."""
    arguments = _Arguments(values)
    text = _DIRECTIVE.sub(lambda match: _directive(match, arguments), format)
    if not arguments.reordered and arguments.at < len(values):
        left = ", ".join(_typed(value) for value in values[arguments.at :])
        text += f"%!(EXTRA {left})"
    return text


def _typed(value: Any) -> str:
    return "<nil>" if value is None else f"{type_of(value)}={show(value)}"


def _directive(match: re.Match[str], arguments: _Arguments) -> str:
    troubles: list[str] = []
    arguments.good = True
    flags = match["flags"]
    width = _size(match["width_at"], match["width"], arguments, troubles, "%!(BADWIDTH)")
    if width is not None and width < 0:
        width, flags = -width, flags + "-"
    precision = _size(match["precision_at"], match["precision"], arguments, troubles, "%!(BADPREC)")
    if precision is None and match["dot"] is not None and match["precision"] is None:
        precision = 0
    arguments.move(match["at"])
    verb = match["verb"]
    if verb is None:
        return "".join(troubles) + "%!(NOVERB)"
    if verb == "%":
        return "".join(troubles) + "%"
    if not arguments.good:
        return f"{''.join(troubles)}%!{verb}(BADINDEX)"
    if arguments.at >= len(arguments.values):
        return f"{''.join(troubles)}%!{verb}(MISSING)"
    value = arguments.values[arguments.at]
    arguments.at += 1
    precision = None if precision is not None and precision < 0 else precision
    return "".join(troubles) + _format(_Spec(flags, width, precision, verb), value)


def _size(number: str | None, text: str | None, arguments: _Arguments, troubles: list[str], bad: str) -> int | None:
    arguments.move(number)
    if text == "*":
        found = arguments.number()
        if found is None:
            troubles.append(bad)
        return found
    return min(int(text), _MAX_WIDTH) if text else None


def _format(spec: _Spec, value: Any) -> str:
    if spec.verb == "T":
        return spec.pad(type_of(value))
    if value is None:
        return spec.pad("<nil>") if spec.verb == "v" else f"%!{spec.verb}(<nil>)"
    if isinstance(value, Struct):
        if value.text is not None and spec.verb in "vsxXq":
            return _format(spec, value.text())
        return show(value, plus="+" in spec.flags)
    if isinstance(value, Slice):
        return f"[{' '.join(_inner(spec, item) for item in value)}]"
    if isinstance(value, Map):
        pairs = [f"{_format(spec, key)}:{_inner(spec, value[key])}" for key in sorted(value)]
        return f"map[{' '.join(pairs)}]"
    if spec.verb == "v":
        spec = replace(spec, flags=spec.flags.replace("+", ""))  # it asks for the names of fields
    text = _scalar(spec, value)
    if text is None:
        text = f"%!{spec.verb}({type_of(value)}={_scalar(replace(spec, verb='v'), value)})"
    return text


def _inner(spec: _Spec, value: Any) -> str:
    """An element of a collection; nil is nil whatever the verb."""
    return "<nil>" if value is None else _format(spec, value)


def _scalar(spec: _Spec, value: Any) -> str | None:
    if isinstance(value, bool):
        return spec.pad(show(value)) if spec.verb in "tv" else None
    if isinstance(value, str):
        return _string(spec, value)
    if isinstance(value, int):
        return _integer(spec, value)
    return _float(spec, value) if isinstance(value, float) else None


def _string(spec: _Spec, value: str) -> str | None:
    if spec.verb in "xX":
        data = octets(value)
        data = data if spec.precision is None else data[: spec.precision]
        digits = data.hex(" ") if " " in spec.flags else data.hex()
        if "#" in spec.flags and digits:
            digits = "0x" + digits.replace(" ", " 0x")
        return spec.pad(digits.upper() if spec.verb == "X" else digits)
    value = value if spec.precision is None else value[: spec.precision]
    if spec.verb == "q" or (spec.verb == "v" and "#" in spec.flags):
        raw = "#" in spec.flags and spec.verb == "q" and "`" not in value and value.isprintable()
        return spec.pad(f"`{value}`" if raw else _quoted(spec, value), zeros=True)
    return spec.pad(value, zeros=True) if spec.verb in "sv" else None


def _quoted(spec: _Spec, value: str) -> str:
    """A text in quotes, with `+` in ASCII only."""
    quoted = quote(value)
    if "+" not in spec.flags or quoted.isascii():
        return quoted
    return "".join(char if char.isascii() else _code_point(ord(char)) for char in quoted)


def _code_point(code: int) -> str:
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def _integer(spec: _Spec, value: int) -> str | None:
    if spec.verb in "vd" or spec.verb in _BASES:
        return _in_base(spec, value)
    if spec.verb in "cqU":
        char = chr(value) if 0 <= value <= 0x10FFFF and not 0xD800 <= value < 0xE000 else "\ufffd"
        if spec.verb == "c":
            return spec.pad(char)
        if spec.verb == "q":
            shown = quote(char)[1:-1].replace('\\"', '"').replace("'", "\\'")
            return spec.pad(f"'{shown}'")
        shown = f"U+{value:04X}"
        return spec.pad(f"{shown} '{char}'" if "#" in spec.flags and char.isprintable() else shown)
    return None


def _in_base(spec: _Spec, value: int) -> str:
    base = _BASES.get(spec.verb, "d")
    digits = format(abs(value), base)
    if spec.precision is not None:
        digits = "" if spec.precision == 0 == value else digits.rjust(spec.precision, "0")
        spec = replace(spec, flags=spec.flags.replace("0", ""))
    sign = "-" if value < 0 else "+" if "+" in spec.flags else " " if " " in spec.flags else ""
    zeros = 0
    if "0" in spec.flags and "-" not in spec.flags and spec.width is not None:
        zeros = max(0, spec.width - len(sign) - len(digits))
    digits = "0" * zeros + digits
    if spec.verb == "O":
        digits = "0o" + digits
    elif "#" in spec.flags and base in _PREFIXES and not (base == "o" and digits.startswith("0")):
        digits = _PREFIXES[base] + digits
    return spec.pad(sign + digits)


def _float(spec: _Spec, value: float) -> str | None:
    if spec.verb not in "veEfFgG":
        return None
    verb = {"v": "g", "F": "f"}.get(spec.verb, spec.verb)
    if verb in "gG" and spec.precision is None:
        text = show_float(value).removeprefix("+") if spec.verb == "v" else _shortest(value, verb)
    else:
        text = format(value, f".{6 if spec.precision is None else spec.precision}{verb}")
    text = {"inf": "+Inf", "-inf": "-Inf", "nan": "NaN"}.get(text.lower(), text)
    if not text.startswith("-"):
        text = ("+" if "+" in spec.flags else " " if " " in spec.flags else "") + text.removeprefix("+")
    return spec.pad(text, zeros=value == value and abs(value) != float("inf"), numeric=True)


def _shortest(value: float, verb: str) -> str:
    """`%g`: the shortest digits, with an exponent where show_float has one."""
    text = show_float(value)
    return text.upper().replace("+INF", "+Inf").replace("-INF", "-Inf").replace("NAN", "NaN") if verb == "G" else text
