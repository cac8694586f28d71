"""The functions of the expression language that work on numbers, and those that make a value another one.

Texts and collections are in `texts` and `lists`.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from corefile.numbers import atoi, parse_float
from pydns_host.expressions.errors import EvaluationError
from pydns_host.expressions.functions import Function, one_of, shown, takes
from pydns_host.expressions.operations import is_number, less, whole, wrapped
from pydns_host.expressions.types import ANY, FLOAT, INT, STRING, Type
from pydns_host.gotemplate.formatting import show
from pydns_host.gotemplate.values import from_python

_MAX_DEPTH = 50  # of collections in collections


def _refusal(name: str, value: Any) -> EvaluationError:
    return EvaluationError(f"invalid argument for {name} (type {type(value).__name__})")


def _length(value: Any) -> int:
    if isinstance(value, str):
        return len(value)
    if isinstance(value, (bytes, list, dict)):
        return len(value)
    raise _refusal("len", value)


def _absolute(value: Any) -> Any:
    if not is_number(value):
        raise _refusal("abs", value)
    return wrapped(abs(value)) if type(value) is int else abs(value)


def _rounding(name: str, rounded: Callable[[float], float]) -> Callable[[Any], float]:
    def call(value: Any) -> float:
        if not is_number(value):
            raise _refusal(name, value)
        return float(value) if not math.isfinite(value) else float(rounded(value))

    return call


def _half_away(value: float) -> float:
    """Rounds halves away from zero, as Go does."""
    return math.copysign(math.floor(abs(value) + 0.5), value)


def _integer(value: Any) -> int:
    if not isinstance(value, str):
        return whole(value)
    try:
        return atoi(value)
    except ValueError:
        raise EvaluationError(f"invalid operation: int({value})") from None


def _float(value: Any) -> float:
    if is_number(value):
        return float(value)
    try:
        return parse_float(value)
    except (ValueError, TypeError):
        raise EvaluationError(f"invalid operation: float({value})") from None


def _numbers(name: str, values: Sequence[Any], depth: int = 0) -> Iterator[Any]:
    """All numbers in values and in collections in them."""
    if depth > _MAX_DEPTH:
        raise EvaluationError("recursion depth exceeded")
    for value in values:
        if isinstance(value, (list, bytes)):
            yield from _numbers(name, list(value), depth + 1)
        elif is_number(value):
            yield value
        else:
            raise _refusal(name, value)


def _extreme(name: str, better: Callable[[Any, Any], bool]) -> Callable[..., Any]:
    def call(*values: Any) -> Any:
        if len(values) == 1 and not isinstance(values[0], (list, bytes)):
            return values[0]
        best = None
        for value in _numbers(name, values):
            best = value if best is None or better(value, best) else best
        return best

    return call


def _mean(*values: Any) -> float:
    found = [float(value) for value in _numbers("mean", values)]
    return sum(found) / len(found) if found else 0.0


def _median(*values: Any) -> float:
    found = sorted(float(value) for value in _numbers("median", values))
    middle = len(found) // 2
    if not found:
        return 0.0
    return found[middle] if len(found) % 2 else (found[middle - 1] + found[middle]) / 2


def _aggregate(name: str) -> Callable[[Sequence[Type]], Type]:
    def validate(given: Sequence[Type]) -> Type:
        if not given:
            raise TypeError(f"not enough arguments to call {name}")
        for found in given:
            if found.plain.unknown or found.plain.array:
                return ANY
            if not found.plain.numeric:
                raise TypeError(f"invalid argument for {name} (type {shown(found)})")
        return given[0]

    return validate


def _bits(operation: Callable[[int, int], int], shifts: bool = False) -> Function:
    def call(one: Any, other: Any) -> int:
        for value in (one, other):
            if type(value) is not int:
                raise EvaluationError(f"cannot use {type(value).__name__} as argument (type int)")
        if shifts and other < 0:
            raise EvaluationError(f"invalid operation: negative shift count {other} (type int)")
        return wrapped(operation(one, min(other, 64) if shifts else other))

    return Function(call, (takes(INT, INT, gives=INT),))


def _inverted(value: Any) -> int:
    if type(value) is not int:
        raise EvaluationError(f"cannot use {type(value).__name__} as argument (type int) to call bitnot")
    return ~value


_UNSIGNED = 2**64 - 1
FIGURES: Mapping[str, Function] = MappingProxyType(
    {
        "len": Function(
            _length, validate=one_of(("slice", "map", "string"), "invalid argument for len (type {})", INT)
        ),
        "abs": Function(
            _absolute, validate=one_of(("number",), "invalid argument for abs (type {})", lambda found: found)
        ),
        **{
            name: Function(
                _rounding(name, rounded),
                validate=one_of(("number",), f"invalid argument for {name} (type {{}})", FLOAT),
            )
            for name, rounded in (("ceil", math.ceil), ("floor", math.floor), ("round", _half_away))
        },
        "int": Function(_integer, validate=one_of(("number", "string"), "invalid argument for int (type {})", INT)),
        "float": Function(_float, validate=one_of(("number", "string"), "invalid argument for float (type {})", FLOAT)),
        "string": Function(lambda value: show(from_python(value)), (takes(ANY, gives=STRING),)),
        "max": Function(_extreme("max", lambda one, other: less(other, one)), validate=_aggregate("max")),
        "min": Function(_extreme("min", less), validate=_aggregate("min")),
        "mean": Function(_mean, validate=_aggregate("mean")),
        "median": Function(_median, validate=_aggregate("median")),
        "bitand": _bits(lambda one, other: one & other),
        "bitor": _bits(lambda one, other: one | other),
        "bitxor": _bits(lambda one, other: one ^ other),
        "bitnand": _bits(lambda one, other: one & ~other),
        "bitshl": _bits(lambda one, other: one << other, True),
        "bitshr": _bits(lambda one, other: one >> other, True),
        "bitushr": _bits(lambda one, other: (one & _UNSIGNED) >> other, True),
        "bitnot": Function(_inverted, (takes(INT, gives=INT),)),
    }
)
