"""EDNS rules as functions of a request: the option that it gets, loses or has changed on its way to the next plugin.

How options are packed is `options`' business.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from ipaddress import ip_address, ip_network

from pydns_host import names
from pydns_host.message import Edns, Request
from pydns_host.plugins.rewrite import options
from pydns_host.plugins.rewrite.edns0 import UNSET, EdnsRule
from pydns_host.plugins.rewrite.undo import Undo

NSID, SUBNET = 3, 8  # option codes of RFC 5001 and RFC 7871
PAYLOAD = 4096  # octets, in an OPT for a query that has none, as in the reference
_LENGTHS = {1: 4, 2: 16}  # octets of an address, by family


def edns_step(rule: EdnsRule) -> Callable[[Request], tuple[Request, tuple[Undo, ...] | None]]:
    """What an EDNS rule does; a query gets an OPT even when nothing is put into it, as in the reference."""
    code = {"nsid": NSID, "subnet": SUBNET}.get(rule.kind, rule.code)
    once = rule.kind == "subnet" or bool(rule.variable)
    data = _data(rule)

    def change(request: Request) -> tuple[Request, tuple[Undo, ...] | None]:
        value = b"" if rule.action == UNSET else data(request)
        if value is None:
            return request, None
        edns = request.edns or Edns(PAYLOAD)
        if rule.action == UNSET:
            return _with(request, edns, options.without(edns.options, code)), ()
        changed = options.changed(edns.options, rule.action, code, value, once=once)
        if changed is None:
            return _with(request, edns, edns.options), None
        before = dict(reversed(options.unpack(edns.options))).get(code)
        added = len(changed) > len(edns.options) and len(options.unpack(changed)) > len(options.unpack(edns.options))
        return _with(request, edns, changed), _reverted(code, None if added else before) if rule.revert else ()

    return change


def _with(request: Request, edns: Edns, octets: bytes) -> Request:
    if request.edns is not None and octets == edns.options:
        return request
    return request.replace(edns=Edns(edns.payload, edns.do, octets, edns.version, edns.z))


def _reverted(code: int, before: bytes | None) -> tuple[Undo, ...]:
    """The option goes from an answer that has it, or is what it was in the query."""
    if before is None:
        return (Undo(options=lambda octets: options.without(octets, code)),)
    return (Undo(options=lambda octets: options.replaced(octets, code, before)),)


def _data(rule: EdnsRule) -> Callable[[Request], bytes | None]:
    """The data of the option for a request; None when a variable has no value."""
    if rule.kind == "subnet":
        return partial(_subnet, rule.masks)
    if rule.variable:
        return _VARIABLES.get(rule.variable, lambda request: None)
    return lambda request: rule.data


def _subnet(masks: tuple[int, ...], request: Request) -> bytes:
    """The client's network (RFC 7871 section 6)."""
    mask = masks[request.family - 1]
    network = ip_network((ip_address(request.client.partition("%")[0]), mask), strict=False)
    octets = network.network_address.packed[: (mask + 7) // 8]
    return request.family.to_bytes(2, "big") + bytes((mask, 0)) + octets


def _address(request: Request, text: str) -> bytes | None:
    """An address of the client's family; None for one of the other."""
    packed = ip_address(text.strip("[]").partition("%")[0]).packed
    return packed if len(packed) == _LENGTHS[request.family] else None


_VARIABLES: dict[str, Callable[[Request], bytes | None]] = {
    "{qname}": lambda request: names.to_text(request.qname).encode(),
    "{qtype}": lambda request: request.type.to_bytes(2, "big"),
    "{client_ip}": lambda request: _address(request, request.client),
    "{client_port}": lambda request: request.port.to_bytes(2, "big"),
    "{protocol}": lambda request: request.proto.encode(),
    "{server_ip}": lambda request: _address(request, request.local),
    "{server_port}": lambda request: request.local_port.to_bytes(2, "big"),
}
