"""An expression: read and checked once, evaluated as often as asked. A value of its own; nothing in it changes.

What its names mean is the caller's business.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from pydns_host.expressions import collection_types, nodes, operator_types
from pydns_host.expressions.checker import Checker
from pydns_host.expressions.compiler import State, compile
from pydns_host.expressions.errors import ExpressionError
from pydns_host.expressions.folding import refuse_division
from pydns_host.expressions.parser import parse
from pydns_host.expressions.types import Type

_VISITS = operator_types.VISITS | collection_types.VISITS


class Program:
    """One expression; `names` are the types of what its environment has, `disabled` functions that it lacks.

    Raises `ExpressionError` for a text that the reference refuses. `type` is that of its value.
    """

    def __init__(self, text: str, names: Mapping[str, Type], disabled: Collection[str] = ("type",)) -> None:
        self.text = text
        tree = parse(text, names, disabled)
        self.type = Checker(text, names, _VISITS).visit(tree)
        refuse_division(text, tree)
        self._run = compile(tree)

    def evaluate(self, names: Mapping[str, Any]) -> Any:
        """Its value with these values of its environment's names; raises `EvaluationError`."""
        return self._run(State(names))


def is_identifier(text: str) -> bool:
    """Whether a text is a name that an expression may use."""
    try:
        tree = parse(text)
    except ExpressionError:
        return False
    return isinstance(tree, nodes.Identifier) and tree.name == text
