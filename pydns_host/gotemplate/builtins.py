"""The functions that every template knows; `and`, `or` and `call` are `pipes`'.

Plugins add their own.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import quote_plus

from pydns_host.gotemplate.errors import FunctionError
from pydns_host.gotemplate.formatting import NO_VALUE, sprint, sprintln
from pydns_host.gotemplate.values import Function, Map, Slice, Struct, Uint, is_true, octets, type_of
from pydns_host.gotemplate.verbs import sprintf

_HTML = {"\0": "\ufffd", '"': "&#34;", "'": "&#39;", "&": "&amp;", "<": "&lt;", ">": "&gt;"}
_JS = {"\\": "\\\\", "'": "\\'", '"': '\\"', "<": "\\u003C", ">": "\\u003E", "&": "\\u0026", "=": "\\u003D"}
_ANY = ("any",)
_MANY = 3  # indexes of a slice expression


def _place(index: Any, most: int) -> int:
    if index is None:
        raise FunctionError("cannot index slice/array with nil")
    if not isinstance(index, int) or isinstance(index, bool):
        raise FunctionError(f"cannot index slice/array with type {type_of(index)}")
    if not 0 <= index <= most:
        raise FunctionError(f"index out of range: {int(index)}")
    return int(index)


def _index(item: Any, *indexes: Any) -> Any:
    if item is None:
        raise FunctionError("index of untyped nil")
    for index in indexes:
        if isinstance(item, (str, Slice)):
            elements = octets(item) if isinstance(item, str) else item
            place = _place(index, len(elements))
            if place == len(elements):
                raise FunctionError(f"reflect: {'string' if isinstance(item, str) else 'slice'} index out of range")
            item = Uint(elements[place], 8) if isinstance(item, str) else elements[place]
        elif isinstance(item, Map):
            item = item.get(_key(item, index), item.zero)
        elif item is None:
            raise FunctionError("index of nil pointer")
        else:
            raise FunctionError(f"can't index item of type {type_of(item).removeprefix('*')}")
    return item


def _key(item: Map, index: Any) -> Any:
    if index is None:
        raise FunctionError(f"value is nil; should be of type {item.keys_of}")
    if type_of(index) != item.keys_of:
        raise FunctionError(f"value has type {type_of(index)}; should be {item.keys_of}")
    return index


def _slice(item: Any, *indexes: Any) -> Any:
    if item is None:
        raise FunctionError("slice of untyped nil")
    if len(indexes) > _MANY:
        raise FunctionError(f"too many slice indexes: {len(indexes)}")
    if isinstance(item, str) and len(indexes) == _MANY:
        raise FunctionError("cannot 3-index slice a string")
    if not isinstance(item, (str, Slice)):
        raise FunctionError(f"can't slice item of type {type_of(item).removeprefix('*')}")
    elements = octets(item) if isinstance(item, str) else item
    places = [_place(index, len(elements)) for index in indexes]
    begin, end, most = [*places, *(0, len(elements), len(elements))[len(places) :]]
    for low, high in ((begin, end), (end, most)):
        if low > high:
            raise FunctionError(f"invalid slice index: {low} > {high}")
    if isinstance(item, str):
        return octets(item)[begin:end].decode("utf-8", "surrogateescape")
    return Slice(item.of, item[begin:end])


def _len(item: Any) -> int:
    if isinstance(item, str):
        return len(octets(item))
    if isinstance(item, (Slice, Map)):
        return len(item)
    raise FunctionError("len of nil pointer" if item is None else f"len of type {type_of(item).removeprefix('*')}")


def _kind(value: Any) -> str:
    if isinstance(value, bool):
        return "bool"
    if isinstance(value, Uint):
        return "uint"
    return {str: "string", int: "int", float: "float"}.get(type(value), "")


def _comparable(kinds: tuple[str, str], one: Any, other: Any) -> bool:
    if kinds[0] == kinds[1] or set(kinds) == {"int", "uint"}:
        return True
    raise FunctionError(f"incompatible types for comparison: {type_of(one)} and {type_of(other)}")


def _eq(one: Any, *others: Any) -> bool:
    if not others:
        raise FunctionError("missing argument for comparison")
    for other in others:
        if one is None or other is None:
            equal = one is other
        else:
            kinds = _kind(one), _kind(other)
            _comparable(kinds, one, other)
            if isinstance(other, (Slice, Map)):
                raise FunctionError(f"non-comparable type {sprint([other])}: {type_of(other)}")
            equal = one == other
        if equal:
            return True
    return False


def _lt(one: Any, other: Any) -> bool:
    kinds = _kind(one), _kind(other)
    if "" in kinds or kinds == ("bool", "bool"):
        raise FunctionError("invalid type for comparison")
    _comparable(kinds, one, other)
    if isinstance(one, str) and isinstance(other, str):
        return octets(one) < octets(other)
    return bool(one < other)


def _le(one: Any, other: Any) -> bool:
    return _lt(one, other) or _eq(one, other)


def _texts(values: tuple[Any, ...]) -> str:
    return sprint([NO_VALUE if value is None else value for value in values])


def _html(*values: Any) -> str:
    return "".join(_HTML.get(char, char) for char in _texts(values))


def _js(*values: Any) -> str:
    return "".join(map(_js_char, _texts(values)))


def _js_char(char: str) -> str:
    if char in _JS:
        return _JS[char]
    if char < " ":
        return f"\\u00{ord(char):02X}"
    return char if char.isprintable() else f"\\u{ord(char):04X}"


def _urlquery(*values: Any) -> str:
    return quote_plus(_texts(values), safe="~", errors="surrogateescape")


def _truth(value: Any) -> bool:
    return not is_true(value)


def _negated(test: Callable[[Any, Any], bool]) -> Callable[[Any, Any], bool]:
    return lambda one, other: not test(one, other)


BUILTINS: dict[str, Function] = {
    "and": Function(lambda *values: values[-1], ("any", "any"), True),
    "or": Function(lambda *values: values[-1], ("any", "any"), True),
    "not": Function(_truth, _ANY),
    "call": Function(lambda function, *values: function, ("any", "any"), True),
    "html": Function(_html, _ANY, True),
    "index": Function(_index, ("any", "any"), True),
    "slice": Function(_slice, ("any", "any"), True),
    "js": Function(_js, _ANY, True),
    "len": Function(_len, _ANY),
    "print": Function(lambda *values: sprint(values), _ANY, True),
    "printf": Function(lambda format, *values: sprintf(format, values), ("string", "any"), True),
    "println": Function(lambda *values: sprintln(values), _ANY, True),
    "urlquery": Function(_urlquery, _ANY, True),
    "eq": Function(_eq, ("any", "any"), True),
    "ge": Function(_negated(_lt), ("any", "any")),
    "gt": Function(_negated(_le), ("any", "any")),
    "le": Function(_le, ("any", "any")),
    "lt": Function(_lt, ("any", "any")),
    "ne": Function(_negated(_eq), ("any", "any")),
}

__all__ = ["BUILTINS", "Struct"]
