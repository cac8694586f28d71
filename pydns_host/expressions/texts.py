"""The functions of the expression language that work on texts. Numbers and collections are in `figures` and `lists`."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from pydns_host.expressions.errors import EvaluationError
from pydns_host.expressions.functions import Function, takes
from pydns_host.expressions.lexer import SPACES
from pydns_host.expressions.operations import octets, text_of, whole
from pydns_host.expressions.types import ARRAY, BOOL, INT, STRING, STRINGS

_MAX_REPEATS = 1_000_000
_BLANKS = "".join(SPACES)


def text(value: Any) -> str:
    """A value that must be a text."""
    if not isinstance(value, str):
        raise EvaluationError(f"{type(value).__name__} is not a string")
    return value


def _on_texts(count: int, call: Callable[..., Any]) -> Callable[..., Any]:
    """The function with its first arguments checked to be texts."""

    def checked(*values: Any) -> Any:
        return call(*map(text, values[:count]), *values[count:])

    return checked


def _split(value: str, separator: str, count: int, after: bool) -> list[str]:
    if count == 0:
        return []
    if not separator:
        parts = list(value)
        return parts if count < 0 or len(parts) <= count else [*parts[: count - 1], "".join(parts[count - 1 :])]
    parts = value.split(separator, -1 if count < 0 else count - 1)
    return [part + separator for part in parts[:-1]] + parts[-1:] if after else parts


def _splitting(after: bool) -> Callable[..., list[str]]:
    return lambda value, separator, count=-1: _split(value, separator, whole(count), after)


def _replace(value: str, old: str, new: str, count: Any = -1) -> str:
    return value.replace(old, new, whole(count))


def _repeat(value: str, count: Any) -> str:
    times = whole(count)
    if times < 0:
        raise EvaluationError(f"invalid argument for repeat (expected positive integer, got {times})")
    if times > _MAX_REPEATS or times * len(value) > _MAX_REPEATS:
        raise EvaluationError("memory budget exceeded")
    return value * times


def _join(values: Any, glue: str = "") -> str:
    if not isinstance(values, list):
        raise EvaluationError(f"invalid argument for join (type {type(values).__name__})")
    return text(glue).join(map(text, values))


def _find(value: str, part: str) -> int:
    return octets(value).find(octets(part))


def _find_last(value: str, part: str) -> int:
    return octets(value).rfind(octets(part))


def _trim(value: str, characters: str = _BLANKS) -> str:
    return value.strip(text(characters)) if characters else value


def _from_base64(value: str) -> str:
    try:
        return text_of(base64.b64decode(value.replace("\n", "").replace("\r", ""), validate=True))
    except (binascii.Error, ValueError) as error:
        raise EvaluationError(str(error)) from None


_ONE = takes(STRING, gives=STRING)
_TWO = takes(STRING, STRING, gives=STRING)
_COMPARED = takes(STRING, STRING, gives=INT)
_SPLIT = (takes(STRING, STRING, gives=STRINGS), takes(STRING, STRING, INT, gives=STRINGS))
TEXTS: Mapping[str, Function] = MappingProxyType(
    {
        "trim": Function(_on_texts(1, _trim), (_ONE, _TWO)),
        "trimPrefix": Function(_on_texts(2, lambda value, part=" ": value.removeprefix(part)), (_TWO, _ONE)),
        "trimSuffix": Function(_on_texts(2, lambda value, part=" ": value.removesuffix(part)), (_TWO, _ONE)),
        "upper": Function(_on_texts(1, str.upper), (_ONE,)),
        "lower": Function(_on_texts(1, str.lower), (_ONE,)),
        "split": Function(_on_texts(2, _splitting(False)), _SPLIT),
        "splitAfter": Function(_on_texts(2, _splitting(True)), _SPLIT),
        "replace": Function(
            _on_texts(3, _replace),
            (takes(STRING, STRING, STRING, INT, gives=STRING), takes(STRING, STRING, STRING, gives=STRING)),
        ),
        "repeat": Function(_on_texts(1, _repeat), (takes(STRING, INT, gives=STRING),)),
        "join": Function(
            _join,
            (
                takes(STRINGS, STRING, gives=STRING),
                takes(ARRAY, STRING, gives=STRING),
                takes(ARRAY, gives=STRING),
                takes(STRINGS, STRING, gives=STRING),
                takes(STRINGS, gives=STRING),
            ),
        ),
        "indexOf": Function(_on_texts(2, _find), (_COMPARED,)),
        "lastIndexOf": Function(_on_texts(2, _find_last), (_COMPARED,)),
        "hasPrefix": Function(_on_texts(2, str.startswith), (takes(STRING, STRING, gives=BOOL),)),
        "hasSuffix": Function(_on_texts(2, str.endswith), (takes(STRING, STRING, gives=BOOL),)),
        "toBase64": Function(_on_texts(1, lambda value: base64.b64encode(octets(value)).decode()), (_ONE,)),
        "fromBase64": Function(_on_texts(1, _from_base64), (_ONE,)),
    }
)
