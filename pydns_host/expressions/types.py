"""The types that expressions are checked with: Go's, by the names that complaints call them.

What has which type is `checker`'s business.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any


@dataclass(frozen=True, slots=True)
class Type:
    """A type: its name and its kind in Go; `element` and `key` of collections and of what points at another type."""

    name: str
    kind: str
    element: Type | None = None
    key: Type | None = None
    signature: Signature | None = None

    def __str__(self) -> str:
        return self.name

    @property
    def unknown(self) -> bool:
        """Whether a value of it may be anything."""
        return self.kind in ("unknown", "interface")

    @property
    def nil(self) -> bool:
        """Whether nil is its only value."""
        return self.kind == "nil"

    @property
    def integer(self) -> bool:
        """Whether it is a plain integer."""
        return self.name in ("int", "int64", "uint8")

    @property
    def numeric(self) -> bool:
        """Whether it is a plain number."""
        return self.integer or self.name == "float64"

    @property
    def array(self) -> bool:
        """Whether it has elements by number."""
        return self.kind == "slice"

    @property
    def elements(self) -> Type:
        """The type of its elements."""
        return UNKNOWN if self.element is None else self.element

    @property
    def plain(self) -> Type:
        """What it points at, or itself."""
        return self.elements if self.kind == "ptr" and self.element is not None else self

    def assignable(self, to: Type) -> bool:
        """Whether a value of it can stand where the other type is asked for."""
        if self.nil:
            return to.kind in ("ptr", "interface", "func", "map", "slice")
        if "unknown" in (self.kind, to.kind) or to.nil:
            return False
        return to.kind == "interface" or self.name == to.name

    def comparable(self, to: Type) -> bool:
        """Whether `==` may stand between values of both."""
        return (
            any(one.unknown or one.nil for one in (self, to))
            or (self.numeric and to.numeric)
            or (self.array and to.array)
            or self.assignable(to)
        )

    def is_a(self, kinds: Iterable[str]) -> bool:
        """Whether it is of one of these sorts: "number", "integer" or a kind."""
        tests = {"number": self.numeric, "integer": self.integer}
        return any(tests.get(kind, self.kind == kind or self.name == kind) for kind in kinds)


@dataclass(frozen=True, slots=True)
class Signature:
    """What a function takes and gives; with `variadic` the last type stands for any number. `fails` as Go's do."""

    takes: tuple[Type, ...]
    gives: Type
    variadic: bool = False
    fails: bool = False

    @property
    def type(self) -> Type:
        """The function's type."""
        takes = [one.name for one in self.takes]
        if self.variadic:
            takes[-1] = f"...{takes[-1]}"
        gives = f"({self.gives}, error)" if self.fails else str(self.gives)
        return Type(f"func({', '.join(takes)}) {gives}", "func", signature=self)


UNKNOWN = Type("unknown", "unknown")
NIL = Type("unknown", "nil")
ANY = Type("interface {}", "interface")
BOOL = Type("bool", "bool")
INT = Type("int", "int")
FLOAT = Type("float64", "float64")
STRING = Type("string", "string")
OCTET = Type("uint8", "uint8")
OCTETS = Type("[]uint8", "slice", OCTET)
ARRAY = Type("[]interface {}", "slice", ANY)
STRINGS = Type("[]string", "slice", STRING)
INTS = Type("[]int", "slice", INT)
FLOATS = Type("[]float64", "slice", FLOAT)
MAP = Type("map[string]interface {}", "map", ANY, STRING)
ANY_MAP = Type("map[interface {}]interface {}", "map", ANY, ANY)
GROUPS = Type("map[interface {}][]interface {}", "map", ARRAY, ANY)
TIME = Type("time.Time", "struct")
DURATION = Type("time.Duration", "int64")
LOCATION = Type("*time.Location", "ptr")
VARIABLE = Type("*interface {}", "ptr", ANY)


INT64 = Type("int64", "int64")
MONTH = Type("time.Month", "int")
WEEKDAY = Type("time.Weekday", "int")


def array_of(element: Type) -> Type:
    """An array of which it is known what it holds."""
    return replace(ARRAY, element=element)


def function(*takes: Type, gives: Type, variadic: bool = False, fails: bool = False) -> Type:
    """The type of a function."""
    return Signature(takes, gives, variadic, fails).type


def variable(found: Type) -> Type:
    """The type that a variable has in later expressions when its own expression has type `found`."""
    return VARIABLE if found.unknown or found.nil else erased(found)


def erased(found: Type) -> Type:
    """A type without what only the expression tells of it."""
    if found.unknown:
        return ANY
    return ARRAY if found.name == ARRAY.name else found


def constant(value: Any) -> Type:
    """The type of a literal."""
    return NIL if value is None else _LITERALS[type(value)]


_LITERALS = {bool: BOOL, int: INT, float: FLOAT, str: STRING, bytes: OCTETS}

METHODS: Mapping[str, Mapping[str, Type]] = {
    TIME.name: {
        **dict.fromkeys(("Day", "Hour", "Minute", "Nanosecond", "Second", "Year", "YearDay"), function(gives=INT)),
        **dict.fromkeys(("Unix", "UnixMicro", "UnixMilli", "UnixNano"), function(gives=INT64)),
        **dict.fromkeys(("After", "Before", "Equal"), function(TIME, gives=BOOL)),
        **dict.fromkeys(("Local", "UTC"), function(gives=TIME)),
        "Add": function(DURATION, gives=TIME),
        "In": function(LOCATION, gives=TIME),
        "IsZero": function(gives=BOOL),
        "Month": function(gives=MONTH),
        "Sub": function(TIME, gives=DURATION),
        "Weekday": function(gives=WEEKDAY),
    },
    DURATION.name: {
        **dict.fromkeys(("Hours", "Minutes", "Seconds"), function(gives=FLOAT)),
        **dict.fromkeys(("Microseconds", "Milliseconds", "Nanoseconds"), function(gives=INT64)),
        "Abs": function(gives=DURATION),
        "String": function(gives=STRING),
    },
    MONTH.name: {"String": function(gives=STRING)},
    WEEKDAY.name: {"String": function(gives=STRING)},
}
