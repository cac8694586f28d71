"""The values that a template sees: Python's, with what Go tells apart and Python does not.

str, bool, int, float and None stand for Go's string, bool, int, float64 and nil; the rest is here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any


class Uint(int):
    """An unsigned integer of `bits` bits."""

    bits: int

    def __new__(cls, value: int, bits: int = 64) -> Uint:
        """An integer of this value."""
        made = super().__new__(cls, value)
        made.bits = bits
        return made


class Slice(tuple[Any, ...]):
    """A slice; `of` is its elements' type in Go."""

    of: str

    def __new__(cls, of: str, items: Iterable[Any] = ()) -> Slice:
        """A slice of these items."""
        made = super().__new__(cls, items)
        made.of = of
        return made


class Map(dict[Any, Any]):
    """A map; `of` is its values' type in Go, `keys_of` its keys', `zero` what an unknown key has."""

    def __init__(self, of: str, items: Mapping[Any, Any], zero: Any = None, keys_of: str = "string") -> None:
        super().__init__(items)
        self.of = of
        self.keys_of = keys_of
        self.zero = zero


@dataclass(frozen=True, slots=True)
class Function:
    """A function: `call` gets the arguments, of the types `takes` in Go ("any" for any); raises `FunctionError`.

    With `variadic` the last type stands for any number of arguments.
    """

    call: Callable[..., Any]
    takes: tuple[str, ...] = ()
    variadic: bool = False


class Later:
    """A field that is made when a template asks for it; `make` is called each time."""

    __slots__ = ("make",)

    def __init__(self, make: Callable[[], Any]) -> None:
        self.make = make


@dataclass(frozen=True, slots=True)
class Struct:
    """A struct: its type in Go, its fields in order, its methods; `text` is what it prints as, if it says so itself.

    `hidden` are the names of fields that are not exported. A field may be `Later`.
    """

    type: str
    fields: Mapping[str, Any]
    methods: Mapping[str, Function] = field(default_factory=dict)
    text: Callable[[], str] | None = None
    hidden: frozenset[str] = frozenset()

    def field(self, name: str) -> Any:
        """A field's value."""
        value = self.fields[name]
        return value.make() if isinstance(value, Later) else value


def type_of(value: Any) -> str:
    """The name of a value's type in Go."""
    if isinstance(value, Uint):
        return f"uint{value.bits}"
    if isinstance(value, Slice):
        return f"[]{_element(value.of)}"
    if isinstance(value, Map):
        return f"map[{value.keys_of}]{_element(value.of)}"
    if isinstance(value, Struct):
        return value.type
    if isinstance(value, Function):
        return f"func({', '.join(value.takes)})"
    return _NAMES.get(type(value), "<nil>")


_NAMES: dict[type, str] = {str: "string", bool: "bool", int: "int", float: "float64"}


def _element(name: str) -> str:
    return "interface {}" if name == "any" else name


def from_python(value: Any) -> Any:
    """A plain value of Python as templates see it: its lists and maps hold anything."""
    if isinstance(value, list):
        return Slice("any", map(from_python, value))
    if isinstance(value, bytes):
        return Slice("uint8", (Uint(octet, 8) for octet in value))
    if isinstance(value, dict):
        return Map("any", {key: from_python(item) for key, item in value.items()})
    if value is None or isinstance(value, (str, bool, int, float, Struct, Function)):
        return value
    return Struct(type(value).__name__, {}, text=lambda: str(value))


def octets(text: str) -> bytes:
    """A string's octets, which is what Go counts and indexes."""
    return text.encode("utf-8", "surrogateescape")


def is_true(value: Any) -> bool:
    """Whether a value counts as true: not the zero of its type; structs always do."""
    if isinstance(value, (Struct, Function)):
        return True
    return bool(value)
