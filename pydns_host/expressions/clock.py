"""The functions of the expression language that tell the time. What a moment can be asked is `times`' business."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from datetime import UTC, tzinfo
from types import MappingProxyType
from typing import Any

from corefile.durations import parse_duration
from pydns_host.expressions.errors import EvaluationError
from pydns_host.expressions.functions import Function
from pydns_host.expressions.texts import text
from pydns_host.expressions.times import Duration, Time
from pydns_host.expressions.types import DURATION, LOCATION, STRING, TIME, Signature, Type


def _now(zone: Any = None) -> Time:
    return Time(time.time_ns(), zone)


def _moment(given: Sequence[Type]) -> Type:
    if not given or (len(given) == 1 and given[0] is LOCATION):
        return TIME
    raise TypeError(f"invalid number of arguments (expected 0, got {len(given)})")


def _duration(value: Any) -> Duration:
    try:
        return Duration(parse_duration(text(value)))
    except ValueError as error:
        raise EvaluationError(str(error)) from None


def _zone(value: Any) -> tzinfo | None:
    import zoneinfo  # late: few expressions need it

    if text(value) == "Local":
        return None
    try:
        return zoneinfo.ZoneInfo(value) if value and value != "UTC" else UTC
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        raise EvaluationError(f"unknown time zone {value}") from None


CLOCK: Mapping[str, Function] = MappingProxyType(
    {
        "now": Function(_now, validate=_moment),
        "duration": Function(_duration, (Signature((STRING,), DURATION, fails=True),)),
        "timezone": Function(_zone, (Signature((STRING,), LOCATION, fails=True),)),
    }
)
