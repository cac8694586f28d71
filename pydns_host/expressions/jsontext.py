"""The functions of the expression language from and to JSON, as Go's encoding/json reads and writes it.

Other texts are `texts`' business.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from pydns_host.expressions.errors import EvaluationError
from pydns_host.expressions.functions import Function, takes
from pydns_host.expressions.texts import text
from pydns_host.expressions.times import Duration
from pydns_host.expressions.types import ANY, STRING

# What Go writes as escapes although JSON does not ask for it.
_ESCAPED = {char: f"\\u{ord(char):04x}" for char in "<>&\u2028\u2029"}


def _from_json(value: Any) -> Any:
    try:
        return json.loads(text(value), parse_int=float, parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        raise EvaluationError(str(error)) from None


def _refuse(word: str) -> Any:
    raise ValueError(f"invalid character {word[0]!r} looking for beginning of value")


def _to_json(value: Any) -> str:
    try:
        written = json.dumps(_plain(value), indent=2, ensure_ascii=False, sort_keys=True, allow_nan=False)
    except (ValueError, TypeError, RecursionError) as error:
        raise EvaluationError(str(error)) from None
    return "".join(_ESCAPED.get(char, char) for char in written)


def _plain(value: Any) -> Any:
    if isinstance(value, float) and math.isfinite(value) and value.is_integer() and abs(value) < 1e21:
        return int(value)
    if isinstance(value, Duration):
        return value.nanoseconds
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    return value


JSON: Mapping[str, Function] = MappingProxyType(
    {
        "toJSON": Function(_to_json, (takes(ANY, gives=STRING),)),
        "fromJSON": Function(_from_json, (takes(STRING, gives=ANY),)),
    }
)
