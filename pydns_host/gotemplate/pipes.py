"""Pipelines to values: commands, fields, and calls with the checks of arguments that Go does.

An `Evaluator` is handed through for its variables and functions, and for the place that an error names.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from pydns_host.gotemplate.errors import FunctionError
from pydns_host.gotemplate.formatting import show
from pydns_host.gotemplate.nodes import (
    Boolean,
    Chain,
    Command,
    Dot,
    Field,
    Identifier,
    Nil,
    Node,
    Number,
    Pipe,
    String,
    Variable,
)
from pydns_host.gotemplate.values import Function, Map, Struct, Uint, is_true, type_of

if TYPE_CHECKING:
    from pydns_host.gotemplate.evaluator import Evaluator

_MISSING: Any = object()  # no value comes from the command before


def pipe(state: Evaluator, dot: Any, node: Pipe) -> Any:
    """The value of a pipeline; its variables are set."""
    state.node = node
    state.deeper()
    value = _MISSING
    for command in node.commands:
        value = _command(state, dot, command, value)
    for variable in node.variables:
        if node.assigns:
            state.assign(variable.names[0], value)
        else:
            state.variables.append((variable.names[0], value))
    state.depth -= 1
    return value


def _command(state: Evaluator, dot: Any, command: Command, final: Any) -> Any:
    first, arguments = command.arguments[0], command.arguments[1:]
    if isinstance(first, Identifier):
        state.node = first
        return _call(state, dot, state.functions[first.name], command, first.name, arguments, final)
    if isinstance(first, (Field, Chain, Variable)):
        return _fields(state, dot, first, arguments, final)
    if not isinstance(first, Pipe):
        state.node = first
    _no_function(state, first, arguments, final)
    if isinstance(first, Nil):
        raise state.error("nil is not a command")
    return _operand(state, dot, first)


def _no_function(state: Evaluator, node: Node, arguments: Sequence[Node], final: Any) -> None:
    if arguments or final is not _MISSING:
        raise state.error(f"can't give argument to non-function {node}")


def _operand(state: Evaluator, dot: Any, node: Node) -> Any:
    """What a node is by itself, without arguments."""
    if isinstance(node, (Field, Chain, Variable)):
        return _fields(state, dot, node, (), _MISSING)
    if isinstance(node, Pipe):
        return pipe(state, dot, node)
    state.node = node
    if isinstance(node, String):
        return node.text
    if isinstance(node, Number):
        if node.ideal is None:
            raise state.error(f"{node.text} overflows int")
        return node.ideal
    if isinstance(node, Boolean):
        return node.value
    if isinstance(node, Identifier):
        return _call(state, dot, state.functions[node.name], node, node.name, (), _MISSING)
    return dot if isinstance(node, Dot) else None


def _fields(state: Evaluator, dot: Any, node: Field | Chain | Variable, arguments: Sequence[Node], final: Any) -> Any:
    state.node = node
    receiver, names = dot, node.names
    if isinstance(node, Variable):
        receiver, names = state.variable(names[0]), names[1:]
        if not names:
            _no_function(state, node, arguments, final)
            return receiver
    elif isinstance(node, Chain):
        receiver = _operand(state, dot, node.node)
    for name in names[:-1]:
        receiver = _field(state, dot, node, name, receiver, (), _MISSING)
    return _field(state, dot, node, names[-1], receiver, arguments, final)


def _field(
    state: Evaluator, dot: Any, node: Node, name: str, receiver: Any, arguments: Sequence[Node], final: Any
) -> Any:
    if receiver is None:
        return None
    has_arguments = bool(arguments) or final is not _MISSING
    if isinstance(receiver, Struct):
        method = receiver.methods.get(name)
        if method is not None:
            return _call(state, dot, method, node, name, arguments, final)
        if name in receiver.hidden:
            raise state.error(f"{name} is an unexported field of struct type {receiver.type}")
        if name in receiver.fields:
            if has_arguments:
                raise state.error(f"{name} has arguments but cannot be invoked as function")
            return receiver.field(name)
    elif isinstance(receiver, Map) and receiver.keys_of == "string":
        if has_arguments:
            raise state.error(f"{name} is not a method but has arguments")
        return receiver.get(name)
    raise state.error(f"can't evaluate field {name} in type {type_of(receiver)}")


def _call(
    state: Evaluator, dot: Any, function: Function, node: Node, name: str, arguments: Sequence[Node], final: Any
) -> Any:
    given = len(arguments) + (final is not _MISSING)
    fixed = len(function.takes) - function.variadic
    if function.variadic:
        if given < fixed:
            raise state.error(f"wrong number of args for {name}: want at least {fixed} got {len(arguments)}")
    elif given != fixed:
        raise state.error(f"wrong number of args for {name}: want {fixed} got {given}")
    if name == "call":
        return _call_value(state, dot, node, arguments, final)
    if name in ("and", "or"):
        return _logic(state, dot, name, arguments, final)
    takes = [*function.takes[:fixed], *function.takes[-1:] * (given - fixed)]
    values = [_argument(state, dot, argument, kind) for argument, kind in zip(arguments, takes, strict=False)]
    if final is not _MISSING:
        values.append(_checked(state, final, takes[-1]))
    try:
        return function.call(*values)
    except FunctionError as error:
        state.node = node
        raise state.error(f"error calling {name}: {error}") from None


def _call_value(state: Evaluator, dot: Any, node: Node, arguments: Sequence[Node], final: Any) -> Any:
    """What the function makes that the first argument of `call` is."""
    values = [_argument(state, dot, argument, "any") for argument in arguments]
    shown, function = (arguments[0], values[0]) if values else (show(final), final)
    state.node = node
    if function is None:
        raise state.error("error calling call: call of nil")
    if not isinstance(function, Function):
        raise state.error(f"error calling call: non-function {shown} of type {type_of(function)}")
    return _call(state, dot, function, node, str(shown), arguments[1:], final)


def _logic(state: Evaluator, dot: Any, name: str, arguments: Sequence[Node], final: Any) -> Any:
    """The first argument that decides, or the last one; those behind it are not evaluated."""
    value = None
    for argument in arguments:
        value = _argument(state, dot, argument, "any")
        if is_true(value) == (name == "or"):
            return value
    return value if final is _MISSING else final


def _argument(state: Evaluator, dot: Any, node: Node, kind: str) -> Any:
    state.node = node
    if isinstance(node, Nil):
        if kind != "any":
            raise state.error(f"cannot assign nil to {kind}")
        return None
    if kind != "any" and isinstance(node, (Boolean, Number, String)):
        return _constant(state, node, kind)
    value = _operand(state, dot, node)
    return value if kind == "any" else _checked(state, value, kind)


def _constant(state: Evaluator, node: Boolean | Number | String, kind: str) -> Any:
    """A literal for an argument of this type; numbers become what is asked for if they can."""
    if kind == "string" and isinstance(node, String):
        return node.text
    if kind == "bool" and isinstance(node, Boolean):
        return node.value
    if isinstance(node, Number):
        if kind == "int" and node.integer is not None:
            return node.integer
        if kind.startswith("uint") and node.unsigned is not None:
            return Uint(node.unsigned)
        if kind == "float64":
            return node.floating
    wanted = {"int": "integer", "float64": "float"}.get(kind, "unsigned integer" if kind[0] == "u" else kind)
    raise state.error(f"expected {wanted}; found {node}")


def _checked(state: Evaluator, value: Any, kind: str) -> Any:
    if kind == "any" or type_of(value) == kind:
        return value
    if value is None:
        raise state.error(f"invalid value; expected {kind}")
    raise state.error(f"wrong type for value; expected {kind}; got {type_of(value)}")


__all__ = ["pipe"]
