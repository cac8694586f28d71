"""A parsed template as a tree. A node written as text is its source in Go's normal form, as errors and metrics show it.

What a node does is `evaluator`'s business.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Node:
    """`position` is where it stands in the template's text, in characters."""

    position: int


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Text(Node):
    """What stands outside of actions."""

    text: str

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Dot(Node):
    """The value at hand: `.`."""

    def __str__(self) -> str:
        return "."


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Nil(Node):
    """`nil`."""

    def __str__(self) -> str:
        return "nil"


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Boolean(Node):
    """`true` or `false`."""

    value: bool

    def __str__(self) -> str:
        return "true" if self.value else "false"


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Number(Node):
    """A number; None for what it cannot be. `ideal` is what it is where nothing says what it should be."""

    text: str
    integer: int | None
    unsigned: int | None
    floating: float
    ideal: int | float | None

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class String(Node):
    """A string; `quoted` as it is written."""

    quoted: str
    text: str

    def __str__(self) -> str:
        return self.quoted


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Identifier(Node):
    """A function's name."""

    name: str

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Field(Node):
    """Fields of the value at hand: `.A.B`."""

    names: tuple[str, ...]

    def __str__(self) -> str:
        return "".join(f".{name}" for name in self.names)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Variable(Node):
    """A variable, perhaps with fields: `$x.A`."""

    names: tuple[str, ...]

    def __str__(self) -> str:
        return ".".join(self.names)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Chain(Node):
    """Fields of a pipeline in parentheses, or of what a function gives."""

    node: Node
    names: tuple[str, ...]

    def __str__(self) -> str:
        fields = "".join(f".{name}" for name in self.names)
        return f"{_argument(self.node)}{fields}"


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Command(Node):
    """An operand with its arguments."""

    arguments: tuple[Node, ...]

    def __str__(self) -> str:
        return " ".join(map(_argument, self.arguments))


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Pipe(Node):
    """Commands, each the last argument of the next; `variables` get the result, new ones or (`assigns`) known ones."""

    variables: tuple[Variable, ...]
    assigns: bool
    commands: tuple[Command, ...]

    def __str__(self) -> str:
        pipeline = " | ".join(map(str, self.commands))
        if not self.variables:
            return pipeline
        return f"{', '.join(map(str, self.variables))} {'=' if self.assigns else ':='} {pipeline}"


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Action(Node):
    """A pipeline whose result is written."""

    pipe: Pipe

    def __str__(self) -> str:
        return f"{{{{{self.pipe}}}}}"


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Sequence(Node):
    """Nodes one after the other."""

    nodes: tuple[Node, ...]

    def __str__(self) -> str:
        return "".join(map(str, self.nodes))

    @property
    def empty(self) -> bool:
        """Whether nothing but space is in it."""
        return all(isinstance(node, Text) and not node.text.strip() for node in self.nodes)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Branch(Node):
    """An `if`, `with` or `range`; `otherwise` is what is behind its `else`."""

    keyword: str
    pipe: Pipe
    body: Sequence
    otherwise: Sequence | None

    def __str__(self) -> str:
        otherwise = "" if self.otherwise is None else f"{{{{else}}}}{self.otherwise}"
        return f"{{{{{self.keyword} {self.pipe}}}}}{self.body}{otherwise}{{{{end}}}}"


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Leap(Node):
    """A `break` or `continue`."""

    keyword: str

    def __str__(self) -> str:
        return f"{{{{{self.keyword}}}}}"


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Call(Node):
    """The invocation of a defined template."""

    quoted: str
    name: str
    pipe: Pipe | None

    def __str__(self) -> str:
        return f"{{{{template {self.quoted}{'' if self.pipe is None else f' {self.pipe}'}}}}}"


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Stop(Node):
    """An `end` or `else`, where a sequence ends; never a part of the tree."""

    keyword: str

    def __str__(self) -> str:
        return f"{{{{{self.keyword}}}}}"


def _argument(node: Node) -> str:
    return f"({node})" if isinstance(node, Pipe) else str(node)
