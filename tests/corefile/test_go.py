"""Numbers, durations, zones and addresses, compared with what Go 1.26 and CoreDNS's own packages made of them.

The rows of data/go.jsonl are answers of those functions, `of` by `of`.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from corefile import addresses, durations, numbers, zones

_ROWS = [json.loads(line) for line in Path(__file__).with_name("data").joinpath("go.jsonl").read_text().splitlines()]


def _float(text: str) -> str:
    return {"nan": "NaN", "inf": "+Inf", "-inf": "-Inf"}.get(str(numbers.parse_float(text)), "") or str(
        numbers.parse_float(text)
    )


def _keys(text: str) -> list[list[str]]:
    return [[key.zone, str(key.port), key.transport] for key in zones.parse_key(text)]


def _host_port(text: str) -> list[Any]:
    hosts, port = zones.split_host_port(text)
    return [list(hosts), port]


def _text(value: object) -> str:
    return "" if value is None else str(value)


OURS: dict[str, Callable[[Any], Any]] = {
    "ParseDuration": durations.parse_duration,
    "Duration.String": durations.format_duration,
    "Atoi": numbers.atoi,
    "ParseInt32": partial(numbers.parse_int, bits=32),
    "ParseUint16": partial(numbers.parse_uint, bits=16),
    "ParseUint32": partial(numbers.parse_uint, bits=32),
    "ParseUint64": numbers.parse_uint,
    "ParseUint0": partial(numbers.parse_uint, bits=16, base=0),
    "ParseFloat": _float,
    "ParseBool": numbers.parse_bool,
    "SplitHostPort": _host_port,
    "NormalizeExact": lambda text: list(zones.normalize_exact(text)),
    "Normalize": zones.normalize,
    "Transport": lambda text: list(zones.split_transport(text)),
    "IsDomainName": zones.is_domain_name,
    "InspectServerBlocks": _keys,
    "ParseIP": lambda text: _text(addresses.parse_ip(text)),
    "ParseCIDR": lambda text: _text(addresses.parse_cidr(text)),
}


@pytest.mark.parametrize("row", _ROWS, ids=lambda row: f"{row['of']}-{ascii(row['in'])[1:40]}")
def test_ours_says_what_go_says(row: dict[str, Any]) -> None:
    ours = OURS[row["of"]]
    if "error" in row:
        with pytest.raises(ValueError) as refused:
            ours(row["in"])
        assert str(refused.value) == row["error"]
    else:
        assert ours(row["in"]) == row["is"]


def test_every_function_has_rows() -> None:
    assert {row["of"] for row in _ROWS} == set(OURS)
