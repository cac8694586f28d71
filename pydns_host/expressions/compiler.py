"""A checked tree to a function: what can be worked out once is, and a query only calls it.

Predicates and what runs them are `predicates`' business, operators `operations`'.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from pydns_host import regexps
from pydns_host.expressions import nodes
from pydns_host.expressions.builtins import BUILTINS
from pydns_host.expressions.errors import EvaluationError
from pydns_host.expressions.operations import MAX_ELEMENTS, OPERATIONS, element, matches, mismatch, negated, part


class State:
    """One evaluation: the environment, variables by name, and the rounds of predicates, the innermost last."""

    __slots__ = ("elements", "names", "rounds", "variables")

    def __init__(self, names: Mapping[str, Any]) -> None:
        self.names = names
        self.variables: dict[str, Any] = {}
        self.rounds: list[Round] = []
        self.elements = 0

    def grow(self, amount: int) -> None:
        """Count elements that are made; raises `EvaluationError` when they are too many."""
        self.elements += amount
        if self.elements > MAX_ELEMENTS:
            raise EvaluationError("memory budget exceeded")


class Round:
    """One element of a collection while a predicate looks at it; `acc` is what reduce has so far."""

    __slots__ = ("acc", "index", "item")

    def __init__(self) -> None:
        self.item: Any = None
        self.index = 0
        self.acc: Any = None


class NilChain(Exception):
    """On the way out of a chain with a missing member."""


Run = Callable[[State], Any]


def truth(value: Any) -> bool:
    """A value that must be a truth value."""
    if type(value) is not bool:
        raise mismatch("bool", value)
    return value


def compile(node: nodes.Node) -> Run:
    """What gives the value of a part; raises `EvaluationError` when it is called."""
    return _COMPILERS[type(node)](node)


def _constant(node: nodes.Constant) -> Run:
    value = node.value
    return lambda state: value


def _identifier(node: nodes.Identifier) -> Run:
    name = node.name

    def run(state: State) -> Any:
        if name in state.variables:
            return state.variables[name]
        return state.names if name == "$env" else state.names.get(name)

    return run


def _unary(node: nodes.Unary) -> Run:
    inner = compile(node.node)
    if node.operator in ("!", "not"):
        return lambda state: not truth(inner(state))
    return inner if node.operator == "+" else lambda state: negated(inner(state))


def _binary(node: nodes.Binary) -> Run:
    left, right = compile(node.left), compile(node.right)
    if node.operator in ("and", "&&", "or", "||") and (known := _known(node)) is not None:
        return known
    if node.operator in ("and", "&&"):
        return lambda state: right(state) if truth(left(state)) else False
    if node.operator in ("or", "||"):
        return lambda state: True if truth(left(state)) else right(state)
    if node.operator == "??":
        return _coalesced(left, right)
    if node.operator == "matches" and isinstance(node.right, nodes.Constant) and isinstance(node.right.value, str):
        return _matching(left, regexps.compile(node.right.value))
    operation = OPERATIONS[node.operator]
    if node.operator == "..":
        return _ranged(left, right)
    return lambda state: operation(left(state), right(state))


def _known(node: nodes.Binary) -> Run | None:
    """What `and` and `or` come to when an operand is a literal; the other one is then taken as it is."""
    neutral = node.operator in ("and", "&&")
    for one, other in ((node.left, node.right), (node.right, node.left)):
        if isinstance(one, nodes.Constant) and one.value is neutral:
            return compile(other)
    if any(isinstance(one, nodes.Constant) for one in (node.left, node.right)):
        return lambda state: not neutral
    return None


def _ranged(left: Run, right: Run) -> Run:
    def run(state: State) -> list[Any]:
        found: list[Any] = OPERATIONS[".."](left(state), right(state))
        state.grow(len(found))
        return found

    return run


def _coalesced(left: Run, right: Run) -> Run:
    def run(state: State) -> Any:
        value = left(state)
        return right(state) if value is None else value

    return run


def _matching(left: Run, pattern: regexps.Pattern) -> Run:
    def run(state: State) -> bool:
        value = left(state)
        return pattern.search(value) if isinstance(value, str) else matches(value, pattern.source)

    return run


def _chain(node: nodes.Chain) -> Run:
    inner = compile(node.node)

    def run(state: State) -> Any:
        try:
            return inner(state)
        except NilChain:
            return None

    return run


def _member(node: nodes.Member) -> Run:
    base, key, optional = compile(node.node), compile(node.property), node.optional

    def run(state: State) -> Any:
        value = base(state)
        if value is None and optional:
            raise NilChain
        if value is state.names:
            return value.get(key(state))
        return element(value, key(state))

    return run


def _slice(node: nodes.Slice) -> Run:
    base = compile(node.node)
    start, stop = (None if end is None else compile(end) for end in (node.start, node.stop))

    def run(state: State) -> Any:
        value = base(state)
        return part(value, None if start is None else start(state), None if stop is None else stop(state))

    return run


def _call(node: nodes.Call) -> Run:
    callee, arguments = compile(node.callee), [compile(argument) for argument in node.arguments]

    def run(state: State) -> Any:
        values = [argument(state) for argument in arguments]
        function = callee(state)
        if not callable(function):
            raise EvaluationError("invalid operation: cannot call non-function")
        return _called(function, values)

    return run


def _called(function: Callable[..., Any], values: list[Any]) -> Any:
    try:
        return function(*values)
    except (TypeError, AttributeError, OverflowError, ValueError) as error:
        # An argument whose type was not known before: Go's reflection panics there.
        raise EvaluationError(str(error)) from None


def _builtin(node: nodes.Builtin) -> Run:
    from pydns_host.expressions.predicates import PREDICATED, with_predicate

    if node.name in PREDICATED:
        return with_predicate(node)
    function = BUILTINS[node.name].call
    arguments = [compile(argument) for argument in node.arguments]

    def run(state: State) -> Any:
        found = _called(function, [argument(state) for argument in arguments])
        if isinstance(found, list):
            state.grow(len(found))
        return found

    return run


def _pointer(node: nodes.Pointer) -> Run:
    if node.name == "index":
        return lambda state: state.rounds[-1].index
    if node.name == "acc":
        return lambda state: state.rounds[-1].acc
    return lambda state: state.rounds[-1].item


def _let(node: nodes.Let) -> Run:
    name, value, body = node.name, compile(node.value), compile(node.body)

    def run(state: State) -> Any:
        state.variables[name] = value(state)
        return body(state)

    return run


def _sequence(node: nodes.Sequence) -> Run:
    parts = [compile(inner) for inner in node.nodes]
    return lambda state: [run(state) for run in parts][-1]


def _conditional(node: nodes.Conditional) -> Run:
    condition, then, other = compile(node.condition), compile(node.then), compile(node.other)
    return lambda state: then(state) if truth(condition(state)) else other(state)


def _array(node: nodes.Array) -> Run:
    parts = [compile(inner) for inner in node.nodes]

    def run(state: State) -> list[Any]:
        state.grow(len(parts))
        return [inner(state) for inner in parts]

    return run


def _map(node: nodes.Map) -> Run:
    pairs = [(compile(key), compile(value)) for key, value in node.pairs]

    def run(state: State) -> dict[str, Any]:
        state.grow(len(pairs))
        found = {key(state): value(state) for key, value in pairs}
        if not all(isinstance(key, str) for key in found):
            raise EvaluationError("a key of a map is not a string")
        return found

    return run


_COMPILERS: Mapping[type[nodes.Node], Callable[[Any], Run]] = {
    nodes.Constant: _constant,
    nodes.Identifier: _identifier,
    nodes.Unary: _unary,
    nodes.Binary: _binary,
    nodes.Chain: _chain,
    nodes.Member: _member,
    nodes.Slice: _slice,
    nodes.Call: _call,
    nodes.Builtin: _builtin,
    nodes.Pointer: _pointer,
    nodes.Let: _let,
    nodes.Sequence: _sequence,
    nodes.Conditional: _conditional,
    nodes.Array: _array,
    nodes.Map: _map,
}
