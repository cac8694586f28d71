"""How Go's fmt writes a value: by itself (`%v`), and several in a row as Print and Println do.

Format strings are `verbs`' business.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from pydns_host.gotemplate.values import Map, Slice, Struct

NO_VALUE = "<no value>"
_PRECISION = 6  # digits in front of the point that need no exponent


def show(value: Any, depth: int = 0, plus: bool = False) -> str:
    """A value as `%v` writes it; `plus` names the fields of structs, as `%+v` does."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return show_float(value)
    if isinstance(value, Slice):
        return f"[{' '.join(show(item, depth + 1, plus) for item in value)}]"
    if isinstance(value, Map):
        return f"map[{' '.join(f'{show(key)}:{show(value[key], depth + 1, plus)}' for key in sorted(value))}]"
    if isinstance(value, Struct):
        return _struct(value, depth, plus)
    return "<nil>" if value is None else str(int(value))


def _struct(value: Struct, depth: int, plus: bool) -> str:
    if value.text is not None:
        return value.text()
    shown = [(f"{name}:" if plus else "") + show(value.field(name), depth + 1, plus) for name in value.fields]
    return f"{{{' '.join(shown)}}}"


def show_float(value: float) -> str:
    """The shortest digits that mean this number, as `%g`: with an exponent where it is below -4 or above 5."""
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "+Inf" if value > 0 else "-Inf"
    sign, digits, exponent = Decimal(repr(value)).normalize().as_tuple()
    power = int(exponent) + len(digits) - 1
    shown = "".join(map(str, digits))
    if not value:
        shown = "0"
    elif power < -4 or power >= _PRECISION:
        point = f".{shown[1:]}" if len(shown) > 1 else ""
        shown = f"{shown[0]}{point}e{'-' if power < 0 else '+'}{abs(power):02d}"
    elif power < 0:
        shown = f"0.{'0' * (-power - 1)}{shown}"
    else:
        shown = shown.ljust(power + 1, "0")
        shown = shown if len(shown) == power + 1 else f"{shown[: power + 1]}.{shown[power + 1 :]}"
    return f"-{shown}" if sign else shown


def sprint(values: Sequence[Any]) -> str:
    """Values in a row, with a space between two of which none is a string."""
    parts: list[str] = []
    for index, value in enumerate(values):
        if index and not isinstance(value, str) and not isinstance(values[index - 1], str):
            parts.append(" ")
        parts.append(show(value))
    return "".join(parts)


def sprintln(values: Sequence[Any]) -> str:
    """Values in a row, with a space between any two and a line break at the end."""
    return " ".join(map(show, values)) + "\n"
