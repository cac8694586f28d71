"""What operators take and give, checked. Their values are `operations`' business."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from pydns_host import regexps
from pydns_host.expressions import nodes, types
from pydns_host.expressions.checker import Checker, Visits
from pydns_host.expressions.types import BOOL, DURATION, FLOAT, INT, STRING, TIME, Type

_N, _S, _T, _D = "number", "string", TIME.name, DURATION.name
# The sorts of operands that fit each other, and what comes of them: a type, or the wider of two numbers.
_WIDER = types.UNKNOWN
_PAIRS: Mapping[str, tuple[tuple[str, str, Type], ...]] = MappingProxyType(
    {
        "+": ((_N, _N, _WIDER), (_S, _S, STRING), (_T, _D, TIME), (_D, _T, TIME), (_D, _D, DURATION)),
        "-": ((_N, _N, _WIDER), (_T, _T, DURATION), (_T, _D, TIME), (_D, _D, DURATION)),
        "*": ((_N, _N, _WIDER), (_N, _D, DURATION), (_D, _N, DURATION), (_D, _D, DURATION)),
        "/": ((_N, _N, FLOAT),),
        "**": ((_N, _N, FLOAT),),
        "%": (("integer", "integer", INT),),
        "..": (("integer", "integer", types.array_of(INT)),),
        "<": ((_N, _N, BOOL), (_S, _S, BOOL), (_T, _T, BOOL), (_D, _D, BOOL)),
        "and": (("bool", "bool", BOOL),),
        "matches": ((_S, _S, BOOL), (types.OCTETS.name, _S, BOOL)),
        "contains": ((_S, _S, BOOL),),
    }
)
# With one operand that may be anything the other must be of one of these sorts, and this comes of it.
_MAYBE: Mapping[str, tuple[tuple[str, ...], Type]] = MappingProxyType(
    {
        "+": ((_N, _S, _T, _D), types.UNKNOWN),
        "-": ((_N, _T, _D), types.UNKNOWN),
        "*": ((_N, _D), types.UNKNOWN),
        "/": ((_N,), FLOAT),
        "**": ((_N,), FLOAT),
        "%": (("integer",), INT),
        "..": (("integer",), types.array_of(INT)),
        "<": ((_N, _S, _T, _D), BOOL),
        "and": (("bool",), BOOL),
        "matches": ((_S,), BOOL),
        "contains": ((_S,), BOOL),
    }
)
_LIKE: Mapping[str, str] = MappingProxyType(
    dict.fromkeys((">", "<=", ">="), "<")
    | dict.fromkeys(("&&", "or", "||"), "and")
    | dict.fromkeys(("startsWith", "endsWith"), "contains")
    | {"^": "**"}
)


def _unary(checker: Checker, node: nodes.Unary) -> Type:
    found = checker.visit(node.node).plain
    if node.operator in ("!", "not"):
        if found.kind == "bool" or found.unknown:
            return BOOL
    elif found.numeric or found.unknown:
        return types.UNKNOWN if found.unknown else found
    raise checker.error(node, f"invalid operation: {node.operator} (mismatched type {found})")


def _binary(checker: Checker, node: nodes.Binary) -> Type:
    left, right = checker.visit(node.left).plain, checker.visit(node.right).plain
    found = _result(checker, node, left, right)
    if found is None:
        mismatch = f"(mismatched types {left} and {right})"
        raise checker.error(node, f"invalid operation: {node.operator} {mismatch}")
    return found


def _result(checker: Checker, node: nodes.Binary, left: Type, right: Type) -> Type | None:
    operator = _LIKE.get(node.operator, node.operator)
    if operator in ("==", "!="):
        return BOOL if left.comparable(right) else None
    if operator == "in":
        return _in(checker, node, left, right)
    if operator == "??":
        return _coalesced(left, right)
    if operator == "matches":
        _pattern(checker, node)
    for one, other, found in _PAIRS[operator]:
        if left.is_a((one,)) and right.is_a((other,)):
            return (FLOAT if FLOAT in (left, right) else INT) if found is _WIDER else found
    sorts, found = _MAYBE[operator]
    if left.unknown and (right.unknown or right.is_a(sorts)):
        return found
    return found if right.unknown and left.is_a(sorts) else None


def _in(checker: Checker, node: nodes.Binary, left: Type, right: Type) -> Type | None:
    if right.kind == "struct" and (left.kind == "string" or left.unknown):
        return BOOL
    if right.kind == "map" and right.key is not None:
        if not (left.unknown or left.assignable(right.key)):
            raise checker.error(node, f"cannot use {left} as type {right.key} in map key")
        return BOOL
    if right.array:
        if not left.comparable(right.elements):
            raise checker.error(node, f"cannot use {left} as type {right.elements} in array")
        return BOOL
    return BOOL if right.unknown or (left.unknown and right.kind == "string") else None


def _coalesced(left: Type, right: Type) -> Type:
    if left.nil or right.nil:
        return right if left.nil else left
    return left if right.assignable(left) else types.UNKNOWN


def _pattern(checker: Checker, node: nodes.Binary) -> None:
    if isinstance(node.right, nodes.Constant) and isinstance(node.right.value, str):
        try:
            regexps.compile(node.right.value)
        except regexps.RegexpError as error:
            raise checker.error(node, str(error)) from None


VISITS: Visits = {nodes.Unary: _unary, nodes.Binary: _binary}
