"""What operators do with values, as strictly as Go does: a text is never added to a number. Types are `checker`'s.

A value is Python's, with `times` for what Go calls time; each function raises `EvaluationError` for operands that it
does not take.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from pydns_host import regexps
from pydns_host.expressions.errors import EvaluationError
from pydns_host.expressions.times import Duration, Name, Time

MAX_ELEMENTS = 1_000_000  # of the collections that one evaluation makes, as in the reference


def wrapped(value: int) -> int:
    """An integer of 64 bits, which overflows as Go's."""
    return value if -(2**63) <= value < 2**63 else (value + 2**63) % 2**64 - 2**63


def is_number(value: Any) -> bool:
    """Whether a value is a plain number."""
    return type(value) in (int, float)


def octets(text: str | bytes) -> bytes:
    """A text's octets, which are what Go indexes."""
    return text if isinstance(text, bytes) else text.encode("utf-8", "surrogateescape")


def text_of(data: bytes) -> str:
    """The text that octets stand for."""
    return data.decode("utf-8", "surrogateescape")


def mismatch(operator: str, *values: Any) -> EvaluationError:
    """A complaint about operands."""
    return EvaluationError(f"invalid operation: {f' {operator} '.join(type(value).__name__ for value in values)}")


def whole(value: Any) -> int:
    """A number as an integer."""
    if type(value) is float and not math.isfinite(value):
        return -(2**63)
    if not is_number(value):
        raise mismatch("int", value)
    return wrapped(int(value))


def equal(one: Any, other: Any) -> bool:
    """Whether two values are the same; numbers are compared as numbers, collections by what they hold."""
    if is_number(one) and is_number(other):
        return bool(one == other)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(equal, one, other))
    return type(one) is type(other) and bool(one == other)


def contained(needle: Any, collection: Any) -> bool:
    """Whether a list has an element, or a map a key."""
    if collection is None:
        return False
    if isinstance(collection, list):
        return any(equal(item, needle) for item in collection)
    if isinstance(collection, dict):
        return ("" if needle is None else _key(needle)) in collection
    raise mismatch("in", needle, collection)


def _key(value: Any) -> Any:
    if isinstance(value, (list, dict)):
        raise mismatch("in", value)
    return value


def _alike(one: Any, other: Any) -> bool:
    """Whether one of two values is less than the other, or nothing that can be told."""
    return (is_number(one) and is_number(other)) or (
        type(one) is type(other) and isinstance(one, (str, Time, Duration))
    )


def less(one: Any, other: Any) -> bool:
    """Whether the first of two numbers, texts, times or durations is less."""
    if not _alike(one, other):
        raise mismatch("<", one, other)
    if isinstance(one, str):
        return octets(one) < octets(other)
    return bool(one < other)


def _add(one: Any, other: Any) -> Any:
    if is_number(one) and is_number(other):
        return wrapped(one + other) if type(one) is type(other) is int else one + other
    if isinstance(one, str) and isinstance(other, str):
        return one + other
    if isinstance(one, (Time, Duration)) and isinstance(other, (Time, Duration)):
        return one + other
    raise mismatch("+", one, other)


def _subtract(one: Any, other: Any) -> Any:
    if is_number(one) and is_number(other):
        return wrapped(one - other) if type(one) is type(other) is int else one - other
    if isinstance(one, (Time, Duration)) and isinstance(other, (Time, Duration)):
        return one - other
    raise mismatch("-", one, other)


def _multiply(one: Any, other: Any) -> Any:
    if is_number(one) and is_number(other):
        return wrapped(one * other) if type(one) is type(other) is int else float(one) * float(other)
    if isinstance(one, Duration) or isinstance(other, Duration):
        factors = [part.nanoseconds if isinstance(part, Duration) else part for part in (one, other)]
        if all(map(is_number, factors)):
            return Duration(whole(factors[0] * factors[1]))
    raise mismatch("*", one, other)


def _divide(one: Any, other: Any) -> float:
    if not (is_number(one) and is_number(other)):
        raise mismatch("/", one, other)
    if other:
        return float(one) / float(other)
    return math.nan if not one or math.isnan(one) else math.copysign(math.inf, one) * math.copysign(1, other)


def _modulo(one: Any, other: Any) -> int:
    if type(one) is not int or type(other) is not int:
        raise mismatch("%", one, other)
    if not other:
        raise EvaluationError("integer divide by zero")
    return int(math.copysign(1, one)) * (abs(one) % abs(other))


def _power(one: Any, other: Any) -> float:
    if not (is_number(one) and is_number(other)):
        raise mismatch("**", one, other)
    try:
        return math.pow(one, other)
    except OverflowError:
        return -math.inf if one < 0 and other % 2 else math.inf
    except ValueError:
        return math.inf if not one else math.nan


def _range(one: Any, other: Any) -> list[int]:
    first, last = whole(one), whole(other)
    if last - first >= MAX_ELEMENTS:
        raise EvaluationError("memory budget exceeded")
    return list(range(first, last + 1))


def _texts(test: Callable[[Any, Any], bool]) -> Callable[[Any, Any], bool]:
    def tested(one: Any, other: Any) -> bool:
        if one is None or other is None:
            return False
        if not (isinstance(one, str) and isinstance(other, str)):
            raise mismatch("contains", one, other)
        return test(one, other)

    return tested


def matches(text: Any, pattern: Any) -> bool:
    """Whether a pattern that is a value itself matches."""
    if text is None or pattern is None:
        return False
    if not (isinstance(text, (str, bytes)) and isinstance(pattern, str)):
        raise mismatch("matches", text, pattern)
    try:
        return regexps.compile(pattern).search(text if isinstance(text, str) else text_of(text))
    except regexps.RegexpError as error:
        raise EvaluationError(str(error)) from None


OPERATIONS: Mapping[str, Callable[[Any, Any], Any]] = MappingProxyType(
    {
        "==": equal,
        "!=": lambda one, other: not equal(one, other),
        "<": less,
        ">": lambda one, other: less(other, one),
        # Not a number is neither less nor more.
        "<=": lambda one, other: less(one, other) or (_alike(one, other) and equal(one, other)),
        ">=": lambda one, other: less(other, one) or (_alike(one, other) and equal(one, other)),
        "+": _add,
        "-": _subtract,
        "*": _multiply,
        "/": _divide,
        "%": _modulo,
        "**": _power,
        "^": _power,
        "..": _range,
        "in": contained,
        "matches": matches,
        "contains": _texts(lambda one, other: other in one),
        "startsWith": _texts(lambda one, other: one.startswith(other)),
        "endsWith": _texts(lambda one, other: one.endswith(other)),
    }
)


def negated(value: Any) -> Any:
    """The number below zero."""
    if is_number(value):
        return wrapped(-value) if type(value) is int else -value
    raise mismatch("-", value)


def element(base: Any, key: Any) -> Any:
    """`base[key]`; what a map does not have is nil."""
    if isinstance(base, dict):
        return base.get("" if key is None else _key(key))
    if isinstance(base, (list, str, bytes)):
        items: Any = base if isinstance(base, list) else octets(base)
        place = whole(key)
        place += len(items) if place < 0 else 0
        if not 0 <= place < len(items):
            raise EvaluationError(f"index out of range: {place} (array length is {len(items)})")
        return items[place]
    method = base.methods.get(key) if isinstance(base, (Time, Duration, Name)) and isinstance(key, str) else None
    if method is None:
        raise EvaluationError(f"cannot fetch {key} from {type(base).__name__}")
    return method.__get__(base)


def part(base: Any, start: Any, stop: Any) -> Any:
    """`base[start:stop]`; ends that are out of range are moved in."""
    if not isinstance(base, (list, str, bytes)):
        raise mismatch("[:]", base)
    items: Any = base if isinstance(base, list) else octets(base)
    first = 0 if start is None else whole(start)
    last = len(items) if stop is None else whole(stop)
    first, last = (max(end + len(items), 0) if end < 0 else end for end in (first, last))
    found = items[min(first, last) : last]
    return text_of(found) if isinstance(base, str) else found
