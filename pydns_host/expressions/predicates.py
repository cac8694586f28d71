"""The functions that ask a predicate about each element of an array, and what they make of its answers.

How a predicate itself is evaluated is `compiler`'s business.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Any

from pydns_host.expressions import nodes
from pydns_host.expressions.compiler import Round, Run, State, compile, truth
from pydns_host.expressions.errors import EvaluationError
from pydns_host.expressions.lists import array, ordered
from pydns_host.expressions.operations import OPERATIONS, octets

Answers = Iterator[tuple[Any, Any]]  # each element with what the predicate says of it


def _answers(state: State, items: list[Any], predicate: Run, backwards: bool = False) -> Answers:
    current = Round()
    state.rounds.append(current)
    try:
        for index in range(len(items))[::-1] if backwards else range(len(items)):
            current.index, current.item = index, items[index]
            yield items[index], predicate(state)
    finally:
        state.rounds.pop()


def _find(answers: Answers) -> Any:
    return next((item for item, answer in answers if truth(answer)), None)


def _find_index(answers: Answers) -> int | None:
    return next((index for index, (_, answer) in enumerate(answers) if truth(answer)), None)


def _find_last_index(items: list[Any], answers: Answers) -> int | None:
    found = _find_index(answers)
    return None if found is None else len(items) - 1 - found


def _sum(answers: Answers) -> Any:
    total: Any = 0
    for _, answer in answers:
        total = OPERATIONS["+"](total, answer)
    return total


def _group(answers: Answers) -> dict[Any, list[Any]]:
    found: dict[Any, list[Any]] = {}
    for item, answer in answers:
        if isinstance(answer, (list, dict)):
            raise EvaluationError("a group's key is a collection")
        found.setdefault(answer, []).append(item)
    return found


_FOLDS: Mapping[str, Callable[[Answers], Any]] = MappingProxyType(
    {
        "all": lambda answers: all(truth(answer) for _, answer in answers),
        "any": lambda answers: any(truth(answer) for _, answer in answers),
        "none": lambda answers: not any(truth(answer) for _, answer in answers),
        "one": lambda answers: sum(truth(answer) for _, answer in answers) == 1,
        "count": lambda answers: sum(truth(answer) for _, answer in answers),
        "filter": lambda answers: [item for item, answer in answers if truth(answer)],
        "map": lambda answers: [answer for _, answer in answers],
        "find": _find,
        "findLast": _find,
        "findIndex": _find_index,
        "sum": _sum,
        "groupBy": _group,
    }
)
PREDICATED = frozenset(_FOLDS) | {"findLastIndex", "sortBy", "reduce"}


def _items(value: Any) -> list[Any]:
    """What a predicate is asked about: elements, or the octets of a text whose type was not known before."""
    return list(octets(value)) if isinstance(value, str) else array(value)


def _itself(state: State) -> Any:
    return state.rounds[-1].item


def with_predicate(node: nodes.Builtin) -> Run:
    """What gives the value of such a function."""
    collection, *others = (compile(_body(argument)) for argument in node.arguments)
    predicate = others[0] if others else _itself
    last = others[1] if len(others) > 1 else None
    if node.name == "reduce":
        return _reduced(collection, predicate, last)
    fold, backwards = _FOLDS.get(node.name), node.name in ("findLast", "findLastIndex")

    def run(state: State) -> Any:
        items = _items(collection(state))
        answers = _answers(state, items, predicate, backwards)
        if node.name == "sortBy":
            pairs = [(answer, item) for item, answer in answers]
            order = "asc" if last is None else last(state)
            found: Any = [item for _, item in ordered(pairs, order, lambda pair: pair[0])]
        else:
            found = _find_last_index(items, answers) if fold is None else fold(answers)
        if isinstance(found, list):
            state.grow(len(found))
        return found

    return run


def _body(argument: nodes.Node) -> nodes.Node:
    return argument.node if isinstance(argument, nodes.Predicate) else argument


def _reduced(collection: Run, predicate: Run, first: Run | None) -> Run:
    def run(state: State) -> Any:
        items, current, start = _items(collection(state)), Round(), 0
        if first is not None:
            current.acc = first(state)
        elif items:
            current.acc, start = items[0], 1
        else:
            raise EvaluationError("reduce of empty array with no initial value")
        state.rounds.append(current)
        try:
            for index in range(start, len(items)):
                current.index, current.item = index, items[index]
                current.acc = predicate(state)
        finally:
            state.rounds.pop()
        return current.acc

    return run
