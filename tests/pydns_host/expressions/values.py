"""The environment in which the recorded expressions were evaluated, and the form of their recorded values."""

from __future__ import annotations

from typing import Any

from corefile.addresses import parse_cidr, parse_ip
from pydns_host.expressions.environment import NAMES
from pydns_host.expressions.errors import EvaluationError
from pydns_host.expressions.times import Duration
from pydns_host.expressions.types import ANY, ARRAY, STRING, VARIABLE, Type, function
from pydns_host.gotemplate.formatting import show_float

TYPES: dict[str, Type] = {
    **NAMES,
    "group": function(ANY, gives=STRING),
    "unknown": VARIABLE,
    "numbers": ARRAY,
}
_GROUPS = {"0": "ip-10-0.a.example.", "1": "10", "2": "0a", "a": "10", "b": "0a", "empty": ""}


def _incidr(address: str, network: str) -> bool:
    found, block = parse_ip(address), parse_cidr(network)
    if found is None or block is None:
        raise EvaluationError("no address or network")
    return found in block


VALUES: dict[str, Any] = {
    "incidr": _incidr,
    "metadata": lambda label: "eu" if label == "test/region" else "",
    "type": lambda: "A",
    "name": lambda: "ip-10-0.a.example.",
    "class": lambda: "IN",
    "proto": lambda: "udp",
    "size": lambda: 53,
    "client_ip": lambda: "192.0.2.7",
    "port": lambda: "40212",
    "id": lambda: 4660,
    "opcode": lambda: 0,
    "do": lambda: True,
    "bufsize": lambda: 1232,
    "server_ip": lambda: "127.0.0.1",
    "server_port": lambda: "53",
    "group": lambda name: _GROUPS.get(str(name), "") if type(name) in (int, str) else "",
    "unknown": "text",
    "numbers": [1, 2.5, "x"],
}


def recorded(value: Any) -> Any:
    """A value as the recording shows it: numbers and the like as texts that tell their type."""
    if value is None or isinstance(value, (bool, str)):
        return value
    if isinstance(value, int):
        return {"int": str(value)}
    if isinstance(value, float):
        return {"float": show_float(value)}
    if isinstance(value, bytes):
        return {"bytes": value.hex()}
    if isinstance(value, list):
        return [recorded(item) for item in value]
    if isinstance(value, dict):
        return {"map": {str(key): recorded(item) for key, item in value.items()}}
    return {"duration": str(value)} if isinstance(value, Duration) else {"other": type(value).__name__}
