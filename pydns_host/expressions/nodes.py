"""The parts of an expression that has been parsed; each knows the character that complaints about it name.

Their types are `checker`'s business, their values `compiler`'s.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Node:
    """Any part; `at` is its character."""

    at: int


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Constant(Node):
    """A literal: nil, a truth value, a number, a text or octets."""

    value: bool | int | float | str | bytes | None


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Identifier(Node):
    """A name."""

    name: str


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Unary(Node):
    """An operator in front of its operand."""

    operator: str
    node: Node


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Binary(Node):
    """An operator between its operands."""

    operator: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Chain(Node):
    """What ends with nil where one of its optional members is missing."""

    node: Node


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Member(Node):
    """`node.property` or `node[property]`; `method` when it is called."""

    node: Node
    property: Node
    optional: bool = False
    method: bool = False


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Slice(Node):
    """`node[start:stop]`."""

    node: Node
    start: Node | None
    stop: Node | None


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Call(Node):
    """A call of what `callee` is."""

    callee: Node
    arguments: tuple[Node, ...]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Builtin(Node):
    """A call of one of the language's own functions."""

    name: str
    arguments: tuple[Node, ...]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Predicate(Node):
    """What is evaluated for each element of a collection."""

    node: Node


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Pointer(Node):
    """The element in a predicate, or with a name what else belongs to the round."""

    name: str


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Let(Node):
    """A variable and what sees it."""

    name: str
    value: Node
    body: Node


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Sequence(Node):
    """Several expressions; the last one counts."""

    nodes: tuple[Node, ...]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Conditional(Node):
    """`condition ? then : other`, or with `if`."""

    condition: Node
    then: Node
    other: Node


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Array(Node):
    """`[a, b]`."""

    nodes: tuple[Node, ...]


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Map(Node):
    """`{key: value}`."""

    pairs: tuple[tuple[Node, Node], ...]
