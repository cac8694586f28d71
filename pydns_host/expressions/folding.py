"""What the reference works out when it reads an expression, where that can fail: the remainder of a division by 0.

Types are `checker`'s business.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields

from pydns_host.expressions import nodes
from pydns_host.expressions.errors import ExpressionError
from pydns_host.expressions.operations import wrapped


def refuse_division(text: str, tree: nodes.Node) -> None:
    """Raises `ExpressionError` for a remainder of two known integers the second of which is 0."""
    for node in _parts(tree):
        if isinstance(node, nodes.Binary) and node.operator == "%":
            known = _integer(node.left), _integer(node.right)
            if known[0] is not None and known[1] == 0:
                raise ExpressionError("integer divide by zero", text, node.at)


def _parts(node: nodes.Node) -> Iterator[nodes.Node]:
    for one in fields(node):
        value = getattr(node, one.name)
        for item in value if isinstance(value, tuple) else (value,):
            for inner in item if isinstance(item, tuple) else (item,):
                if isinstance(inner, nodes.Node):
                    yield from _parts(inner)
    yield node


def _integer(node: nodes.Node) -> int | None:
    """The integer that a part is whatever the query."""
    if isinstance(node, nodes.Constant):
        return node.value if type(node.value) is int else None
    if isinstance(node, nodes.Unary) and node.operator in ("+", "-"):
        value = _integer(node.node)
        return None if value is None else wrapped(-value) if node.operator == "-" else value
    if isinstance(node, nodes.Binary) and node.operator in ("+", "-", "*"):
        left, right = _integer(node.left), _integer(node.right)
        if left is not None and right is not None:
            return wrapped({"+": left + right, "-": left - right, "*": left * right}[node.operator])
    return None
