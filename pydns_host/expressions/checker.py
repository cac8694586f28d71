"""Finds the type of each part of an expression, and the first part whose type does not fit. Nothing is evaluated here.

Operators are `operator_types`' business, functions that take predicates `collection_types`'.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from pydns_host.expressions import nodes, types
from pydns_host.expressions.builtins import BUILTINS
from pydns_host.expressions.errors import ExpressionError
from pydns_host.expressions.functions import Function
from pydns_host.expressions.types import Signature, Type


class Checker:
    """Checks one text; `names` are the types of the environment's names.

    `scopes` are the collections of the predicates around a part, each with the names that belong to a round of it.
    """

    def __init__(self, text: str, names: Mapping[str, Type], visits: Visits) -> None:
        self.text = text
        self.names = names
        self.visits = VISITS | visits
        self.scopes: list[tuple[Type, dict[str, Type]]] = []
        self.variables: list[tuple[str, Type]] = []

    def error(self, node: nodes.Node, message: str) -> ExpressionError:
        """A complaint about a part."""
        return ExpressionError(message, self.text, node.at)

    def visit(self, node: nodes.Node) -> Type:
        """The type of a part."""
        return self.visits[type(node)](self, node)

    def _identifier(self, node: nodes.Identifier) -> Type:
        for name, found in reversed(self.variables):
            if name == node.name:
                return found
        return types.UNKNOWN if node.name == "$env" else self._named(node, node.name)

    def _named(self, node: nodes.Node, name: str, own: bool = True, optional: bool = False) -> Type:
        if name in self.names:
            return self.names[name]
        if own and name in BUILTINS:
            return BUILTINS[name].type
        if optional:
            return types.UNKNOWN
        raise self.error(node, f"unknown name {name}")

    def _chain(self, node: nodes.Chain) -> Type:
        return self.visit(node.node)

    def _member(self, node: nodes.Member) -> Type:
        if isinstance(node.node, nodes.Identifier) and node.node.name == "$env":
            name = _text(node.property)
            return types.UNKNOWN if name is None else self._named(node, name, False, node.optional)
        base, key = self.visit(node.node), self.visit(node.property)
        if base.unknown:
            return types.UNKNOWN
        name = _text(node.property)
        if name is not None:
            if base.nil:
                raise self.error(node, f"type nil has no field {name}")
            method = types.METHODS.get(base.name, {}).get(name)
            if method is not None:
                return method
        return self._element(node, base.plain, key, name)

    def _element(self, node: nodes.Member, base: Type, key: Type, name: str | None) -> Type:
        if base.kind == "map" and base.key is not None:
            if not (key.assignable(base.key) or key.plain.assignable(base.key) or key.unknown):
                raise self.error(node.property, f"cannot use {key} to get an element from {base}")
            return base.elements
        if base.array:
            if not (key.plain.integer or key.plain.unknown):
                selected = f"array elements can only be selected using an integer (got {key.plain})"
                raise self.error(node.property, selected)
            return base.elements
        if name is not None:
            raise self.error(node, f"type {base} has no {'method' if node.method else 'field'} {name}")
        raise self.error(node, f"type {base}[{key}] is undefined")

    def _slice(self, node: nodes.Slice) -> Type:
        found = self.visit(node.node)
        if found.unknown:
            return types.UNKNOWN
        if found.kind not in ("string", "slice"):
            raise self.error(node, f"cannot slice {found}")
        for end in (node.start, node.stop):
            if end is not None:
                index = self.visit(end).plain
                if not (index.integer or index.unknown):
                    raise self.error(end, f"non-integer slice index {index}")
        return found

    def _call(self, node: nodes.Call) -> Type:
        name = "function"
        if isinstance(node.callee, nodes.Identifier):
            name = node.callee.name
            if name == "$env":
                raise self.error(node, f"{types.MAP} is not callable")
        elif isinstance(node.callee, nodes.Member):
            name = _text(node.callee.property) or name
        callee = self.visit(node.callee)
        if callee.unknown:
            return types.UNKNOWN
        if callee.nil:
            raise self.error(node, f"{name} is nil; cannot call nil as function")
        if isinstance(node.callee, nodes.Identifier) and name not in self.names and name in BUILTINS:
            return self.apply(BUILTINS[name], name, node, node.arguments)
        if callee.signature is None:
            raise self.error(node, f"{callee} is not callable")
        return self.arguments(name, callee.signature, node, node.arguments)

    def apply(self, function: Function, name: str, node: nodes.Node, arguments: tuple[nodes.Node, ...]) -> Type:
        """What a function of the language gives for these arguments."""
        if function.validate is not None:
            given = [types.erased(self.visit(argument)) for argument in arguments]
            try:
                return function.validate(given)
            except TypeError as error:
                raise self.error(node, str(error)) from None
        if len(function.signatures) > 1:
            for argument in arguments:
                self.visit(argument)  # what is wrong inside an argument comes first
        for signature in function.signatures[:-1]:
            try:
                return self.arguments(name, signature, node, arguments)
            except ExpressionError:
                continue
        return self.arguments(name, function.signatures[-1], node, arguments)

    def arguments(self, name: str, signature: Signature, node: nodes.Node, arguments: tuple[nodes.Node, ...]) -> Type:
        """What a function of this signature gives, if it takes these arguments."""
        fixed = len(signature.takes) - signature.variadic
        if len(arguments) < fixed or (len(arguments) > fixed and not signature.variadic):
            for argument in arguments:
                self.visit(argument)
            amount = "not enough" if len(arguments) < fixed else "too many"
            raise self.error(node, f"{amount} arguments to call {name}")
        for place, argument in enumerate(arguments):
            found = self.visit(argument)
            wanted = signature.takes[min(place, len(signature.takes) - 1)]
            if (wanted.integer and found.integer) or (wanted is types.FLOAT and found.integer):
                continue
            if found.nil and wanted.kind not in ("ptr", "interface"):
                raise self.error(argument, f"cannot use nil as argument (type {wanted}) to call {name}")
            if not (found.nil or found.unknown or found.assignable(wanted) or found.plain.assignable(wanted)):
                raise self.error(argument, f"cannot use {found} as argument (type {wanted}) to call {name} ")
        return signature.gives

    def _pointer(self, node: nodes.Pointer) -> Type:
        if not self.scopes:
            raise self.error(node, "cannot use pointer accessor outside predicate")
        collection, names = self.scopes[-1]
        if not node.name:
            return types.UNKNOWN if collection.unknown else collection.elements
        if node.name not in names:
            raise self.error(node, f"unknown pointer #{node.name}")
        return names[node.name]

    def _let(self, node: nodes.Let) -> Type:
        if node.name in self.names:
            raise self.error(node, f"cannot redeclare {node.name}")
        if node.name in BUILTINS and node.name != "type":
            raise self.error(node, f"cannot redeclare builtin {node.name}")
        if any(name == node.name for name, _ in self.variables):
            raise self.error(node, f"cannot redeclare variable {node.name}")
        self.variables.append((node.name, self.visit(node.value)))
        found = self.visit(node.body)
        self.variables.pop()
        return found

    def _sequence(self, node: nodes.Sequence) -> Type:
        return [self.visit(part) for part in node.nodes][-1]

    def _conditional(self, node: nodes.Conditional) -> Type:
        condition = self.visit(node.condition).plain
        if not (condition.kind == "bool" or condition.unknown):
            raise self.error(node.condition, f"non-bool expression (type {condition}) used as condition")
        then, other = self.visit(node.then), self.visit(node.other)
        if then.nil or other.nil:
            return other if then.nil else then
        if not then.assignable(other):
            return types.UNKNOWN
        alike = then.elements.assignable(other.elements) and other.elements.assignable(then.elements)
        return types.ARRAY if then.array and other.array and not alike else then

    def _array(self, node: nodes.Array) -> Type:
        found = [self.visit(part) for part in node.nodes]
        kinds = {"" if one.kind in ("unknown", "nil") else one.kind for one in found}
        return types.ARRAY if len(kinds) > 1 else types.array_of(found[-1] if found else types.UNKNOWN)

    def _map(self, node: nodes.Map) -> Type:
        for key, value in node.pairs:
            self.visit(key)
            self.visit(value)
        return types.MAP


def _text(node: nodes.Node) -> str | None:
    """What a literal text says."""
    return node.value if isinstance(node, nodes.Constant) and isinstance(node.value, str) else None


def _constant(checker: Checker, node: nodes.Constant) -> Type:
    return types.constant(node.value)


Visits = dict[type[nodes.Node], Callable[[Checker, Any], Type]]
VISITS: Visits = {
    nodes.Constant: _constant,
    nodes.Identifier: Checker._identifier,
    nodes.Chain: Checker._chain,
    nodes.Member: Checker._member,
    nodes.Slice: Checker._slice,
    nodes.Call: Checker._call,
    nodes.Pointer: Checker._pointer,
    nodes.Let: Checker._let,
    nodes.Sequence: Checker._sequence,
    nodes.Conditional: Checker._conditional,
    nodes.Array: Checker._array,
    nodes.Map: Checker._map,
}
