"""The functions of the expression language that work on arrays and maps, those with predicates left out.

Predicates are `predicates`' business.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from functools import cmp_to_key
from types import MappingProxyType
from typing import Any

from pydns_host.expressions.errors import EvaluationError
from pydns_host.expressions.functions import Function, Validate, counted, one_of, shown, takes
from pydns_host.expressions.operations import element, equal, less, whole
from pydns_host.expressions.types import ANY, ANY_MAP, ARRAY, FLOATS, INTS, STRING, STRINGS, Type

_MAX_DEPTH = 50  # of arrays in arrays


def array(value: Any) -> list[Any]:
    """A value that must be an array."""
    if isinstance(value, bytes):
        return list(value)
    if not isinstance(value, list):
        raise EvaluationError(f"{type(value).__name__} is not an array")
    return value


def _mapping(value: Any) -> dict[Any, Any]:
    if not isinstance(value, dict):
        raise EvaluationError(f"{type(value).__name__} is not a map")
    return value


def _at(place: int) -> Callable[[Any], Any]:
    def call(value: Any) -> Any:
        with suppress(EvaluationError):
            return element(value, place)
        return None

    return call


def _get(value: Any, key: Any) -> Any:
    if value is None:
        return None
    with suppress(EvaluationError):
        return element(value, key)
    return None


def _take(value: Any, count: Any) -> list[Any]:
    places = whole(count)
    if places < 0 or type(count) is not int:
        raise EvaluationError("cannot take so many elements")
    return array(value)[:places]


def _taken(given: Sequence[Type]) -> Type:
    collection, count = given[0].plain, given[1].plain
    if not (collection.unknown or collection.array):
        raise TypeError(f"cannot take from {shown(given[0])}")
    if not (count.unknown or count.kind in ("int", "int64")):
        raise TypeError(f"cannot take {shown(given[1])} elements")
    return given[0]


def _from_pairs(pairs: Any) -> dict[Any, Any]:
    found = {}
    for pair in array(pairs):
        if not (isinstance(pair, list) and len(pair) == 2) or isinstance(pair[0], (list, dict)):
            raise EvaluationError(f"invalid pair {pair}")
        found[pair[0]] = pair[1]
    return found


def _unique(value: Any) -> list[Any]:
    found: list[Any] = []
    for item in array(value):
        if not any(equal(item, known) for known in found):
            found.append(item)
    return found


def _flat(value: Any, depth: int = 0) -> list[Any]:
    if depth > _MAX_DEPTH:
        raise EvaluationError("recursion depth exceeded")
    found = []
    for item in array(value):
        found.extend(_flat(item, depth + 1) if isinstance(item, list) else [item])
    return found


def ordered(values: Sequence[Any], order: Any, key: Callable[[Any], Any] = lambda item: item) -> list[Any]:
    """Values by what `key` makes of them, "asc" or "desc"."""
    if order not in ("asc", "desc"):
        raise EvaluationError(f"invalid order {order}, expected asc or desc")

    def compare(one: Any, other: Any) -> int:
        return -1 if less(key(one), key(other)) else 1 if less(key(other), key(one)) else 0

    return sorted(values, key=cmp_to_key(compare), reverse=order == "desc")


def _all_arrays(given: Sequence[Type]) -> Type:
    if not given:
        raise TypeError("invalid number of arguments (expected at least 1, got 0)")
    for found in given:
        if not (found.plain.unknown or found.plain.array):
            raise TypeError(f"cannot concat {shown(found)}")
    return ARRAY


def _arrays(refusal: str, gives: Callable[[Type], Type] | Type = ARRAY) -> Validate:
    return one_of(("slice",), refusal, gives)


def _of(found: Type) -> Type:
    return ANY if found.unknown else found.elements


_SORTED = (ARRAY, INTS, FLOATS, STRINGS)
LISTS: Mapping[str, Function] = MappingProxyType(
    {
        "first": Function(_at(0), validate=_arrays("cannot get first element from {}", _of)),
        "last": Function(_at(-1), validate=_arrays("cannot get last element from {}", _of)),
        "get": Function(_get),
        "take": Function(_take, validate=counted(2)(_taken)),
        "keys": Function(
            lambda value: list(_mapping(value)), validate=one_of(("map",), "cannot get keys from {}", ARRAY)
        ),
        "values": Function(
            lambda value: list(_mapping(value).values()), validate=one_of(("map",), "cannot get values from {}", ARRAY)
        ),
        "toPairs": Function(
            lambda value: [list(pair) for pair in _mapping(value).items()],
            validate=one_of(("map",), "cannot transform {} to pairs", ARRAY),
        ),
        "fromPairs": Function(_from_pairs, validate=_arrays("cannot transform {} from pairs", ANY_MAP)),
        "reverse": Function(lambda value: array(value)[::-1], validate=_arrays("cannot reverse {}")),
        "uniq": Function(_unique, validate=_arrays("cannot uniq {}")),
        "concat": Function(lambda *values: [item for value in values for item in array(value)], validate=_all_arrays),
        "flatten": Function(_flat, validate=_arrays("cannot flatten {}")),
        "sort": Function(
            lambda value, order="asc": ordered(array(value), order),
            (
                *(takes(kind, STRING, gives=ARRAY) for kind in _SORTED),
                *(takes(kind, gives=ARRAY) for kind in (ARRAY, FLOATS, STRINGS, INTS)),
            ),
        ),
    }
)
