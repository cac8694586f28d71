"""The language's own functions by name. What each does is `texts`', `figures`', `lists`', `clock`'s and so on."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from pydns_host.expressions.clock import CLOCK
from pydns_host.expressions.errors import EvaluationError
from pydns_host.expressions.figures import FIGURES
from pydns_host.expressions.functions import Function, takes
from pydns_host.expressions.jsontext import JSON
from pydns_host.expressions.lists import LISTS
from pydns_host.expressions.texts import TEXTS
from pydns_host.expressions.types import ANY, STRING

# The arguments of those that take predicates: e for an expression, p for a predicate, in upper case if not needed.
PREDICATES: Mapping[str, str] = MappingProxyType(
    dict.fromkeys(
        ("all", "none", "any", "one", "filter", "map", "find", "findIndex", "findLast", "findLastIndex", "groupBy"),
        "ep",
    )
    | dict.fromkeys(("count", "sum"), "eP")
    | dict.fromkeys(("sortBy", "reduce"), "epE")
)


def _no_value(*values: Any) -> Any:
    raise EvaluationError("this function is no value")


BUILTINS: Mapping[str, Function] = MappingProxyType(
    {name: Function(_no_value) for name in PREDICATES}
    # The plugins that evaluate expressions have a function of this name of their own.
    | {"type": Function(_no_value, (takes(ANY, gives=STRING),))}
    | dict(TEXTS)
    | dict(FIGURES)
    | dict(LISTS)
    | dict(JSON)
    | dict(CLOCK)
)
