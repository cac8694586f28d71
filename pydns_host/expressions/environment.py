"""The names that every plugin's expressions may use: what a query says of itself, networks and labels.

A plugin adds names of its own to them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from corefile.addresses import parse_cidr, parse_ip
from pydns_host.expressions.errors import EvaluationError
from pydns_host.expressions.types import BOOL, INT, STRING, Type, function
from pydns_host.mnemonics import CLASSES

if TYPE_CHECKING:
    from pydns_host.message import Request


def _incidr(request: Request, address: str, network: str) -> bool:
    """Whether an address is in a network."""
    found, block = parse_ip(address), parse_cidr(network)
    if found is None:
        raise EvaluationError("first argument is not an IP address")
    if block is None:
        raise EvaluationError(f"invalid CIDR address: {network}")
    return found in block


_TEXT, _NUMBER = function(gives=STRING), function(gives=INT)
_FACTS: Mapping[str, tuple[Type, Callable[..., Any]]] = MappingProxyType(
    {
        "incidr": (function(STRING, STRING, gives=BOOL, fails=True), _incidr),
        "metadata": (function(STRING, gives=STRING), lambda request, label: request.label(label)),
        "type": (_TEXT, lambda request: request.type_text),
        "name": (_TEXT, lambda request: request.text),
        "class": (_TEXT, lambda request: CLASSES[request.rclass]),
        "proto": (_TEXT, lambda request: request.proto),
        "size": (_NUMBER, lambda request: len(request.wire)),
        "client_ip": (_TEXT, lambda request: request.client),
        "port": (_TEXT, lambda request: str(request.port)),
        "id": (_NUMBER, lambda request: request.id),
        "opcode": (_NUMBER, lambda request: request.opcode),
        "do": (function(gives=BOOL), lambda request: request.do),
        "bufsize": (_NUMBER, lambda request: request.size),
        "server_ip": (_TEXT, lambda request: request.local),
        "server_port": (_TEXT, lambda request: str(request.local_port)),
    }
)
NAMES: Mapping[str, Type] = MappingProxyType({name: found for name, (found, _) in _FACTS.items()})
"""What the names are, for checking expressions."""


class Environment(Mapping[str, Any]):
    """What the names are for one query; `own` are those that the plugin adds."""

    def __init__(self, request: Request, own: Mapping[str, Any] = MappingProxyType({})) -> None:
        self._request = request
        self._own = dict(own)

    def __getitem__(self, name: str) -> Any:
        if name in self._own:
            return self._own[name]
        return partial(_FACTS[name][1], self._request)

    def __setitem__(self, name: str, value: Any) -> None:
        """Add a name."""
        self._own[name] = value

    def __iter__(self) -> Iterator[str]:
        return iter({**NAMES, **self._own})

    def __len__(self) -> int:
        return len({**NAMES, **self._own})
