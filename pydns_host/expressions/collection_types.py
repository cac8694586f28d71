"""What the language's own functions take and give, those with predicates among them, checked.

The types of plain functions stand beside what they do.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from pydns_host.expressions import nodes, types
from pydns_host.expressions.builtins import BUILTINS, PREDICATES
from pydns_host.expressions.checker import Checker, Visits
from pydns_host.expressions.types import BOOL, INT, Type

_TRUTHS = frozenset(("all", "none", "any", "one", "filter", "count", "find", "findLast", "findIndex", "findLastIndex"))
# What comes of the collection's and the predicate's types.
_RESULTS: Mapping[str, Callable[[Type, Type], Type]] = MappingProxyType(
    dict.fromkeys(("all", "none", "any", "one"), lambda collection, found: BOOL)
    | dict.fromkeys(("count", "findIndex", "findLastIndex"), lambda collection, found: INT)
    | dict.fromkeys(("find", "findLast"), lambda collection, found: _element(collection))
    | {
        "filter": lambda collection, found: types.array_of(_element(collection)),
        "map": lambda collection, found: types.array_of(found),
        "sum": lambda collection, found: types.ANY if found.unknown else found,
        "groupBy": lambda collection, found: types.GROUPS,
        "sortBy": lambda collection, found: collection,
        "reduce": lambda collection, found: found,
    }
)


def _element(collection: Type) -> Type:
    return types.UNKNOWN if collection.unknown else collection.elements


def _builtin(checker: Checker, node: nodes.Builtin) -> Type:
    if node.name in PREDICATES:
        return _with_predicate(checker, node)
    if node.name == "get":
        return _get(checker, node)
    return checker.apply(BUILTINS[node.name], node.name, node, node.arguments)


def _with_predicate(checker: Checker, node: nodes.Builtin) -> Type:
    first, *rest = node.arguments
    collection = checker.visit(first).plain
    if not (collection.array or collection.unknown):
        raise checker.error(first, f"builtin {node.name} takes only array (got {collection})")
    if not rest:
        return INT if node.name == "count" else _element(collection)
    names = {"index": INT} if node.name in ("map", "reduce") else {}
    if node.name == "reduce":
        names["acc"] = types.UNKNOWN
    checker.scopes.append((collection, names))
    found = _predicate(checker, rest[0])
    checker.scopes.pop()
    if len(rest) > 1:
        last = checker.visit(rest[1])
        if node.name == "sortBy" and not (last.kind == "string" or last.unknown):
            raise checker.error(rest[1], f"sortBy order argument must be a string (got {last})")
    if found.nil:
        takes = "two" if node.name == "reduce" else "one"
        raise checker.error(rest[0], f"predicate should has {takes} input and one output param")
    if node.name in _TRUTHS and not (found.kind == "bool" or found.unknown):
        raise checker.error(rest[0], f"predicate should return boolean (got {found})")
    return _RESULTS[node.name](collection, found)


def _predicate(checker: Checker, node: nodes.Node) -> Type:
    return checker.visit(node.node if isinstance(node, nodes.Predicate) else node)


def _get(checker: Checker, node: nodes.Builtin) -> Type:
    if len(node.arguments) != 2:
        raise checker.error(node, f"invalid number of arguments (expected 2, got {len(node.arguments)})")
    base, key = checker.visit(node.arguments[0]), checker.visit(node.arguments[1]).plain
    if base.unknown:
        return types.UNKNOWN
    if base.array:
        if not (key.integer or key.unknown):
            raise checker.error(node.arguments[1], f"non-integer slice index {key}")
        return base.elements
    if base.kind == "map" and base.key is not None:
        if not (key.assignable(base.key) or key.unknown):
            raise checker.error(node.arguments[1], f"cannot use {key} to get an element from {base}")
        return base.elements
    raise checker.error(node.arguments[0], f"type {base} does not support indexing")


VISITS: Visits = {nodes.Builtin: _builtin}
