"""What is answered for localhost, names below it, and the reverse zones 0, 127 and 255. Whose names they are is not.

Every record has a TTL of a week, as in the reference.
"""

from __future__ import annotations

from pydns_host import names
from pydns_host.message import NXDOMAIN, Request, Response
from pydns_host.names import is_subdomain
from pydns_host.records import Record

A, NS, SOA, PTR, AAAA, IN = 1, 2, 6, 12, 28, 1
TTL = 604800  # seconds
LOCALHOST = names.from_text("localhost.")
ZONES = (LOCALHOST, *(names.from_text(f"{octet}.in-addr.arpa.") for octet in (0, 127, 255)))
LOOPBACK = names.from_text("1.0.0.127.in-addr.arpa.")
_ADDRESSES = {A: bytes((127, 0, 0, 1)), AAAA: bytes(15) + bytes((1,))}
# ns localhost., mailbox root.localhost., serial 1, refresh, retry and expire 0, minimum.
_SOA = LOCALHOST + names.from_text("root.localhost.") + b"\0\0\0\1" + bytes(12) + TTL.to_bytes(4, "big")


def zone_of(key: bytes) -> bytes | None:
    """The local zone that a name is in."""
    return next((zone for zone in ZONES if is_subdomain(key, zone)), None)


def below_localhost(request: Request) -> Response:
    """Loopback addresses for any name that stands for the machine."""
    return _addresses(request) or _nothing(request, request.qname)


def in_zone(request: Request, zone: bytes) -> Response:
    """The answer to a question in a local zone; its own spelling of the zone comes back."""
    key, rtype, owner = request.key, request.type, request.qname
    spelt = owner[len(owner) - len(zone) :]
    if key == zone:
        found = _addresses(request) if zone == LOCALHOST else None
        if rtype in (SOA, NS):
            found = request.reply(answer=[Record(owner, rtype, IN, TTL, _SOA if rtype == SOA else LOCALHOST)])
        return found or _nothing(request, owner)
    if key != LOOPBACK:
        return request.reply(NXDOMAIN, authority=[Record(spelt, SOA, IN, TTL, _SOA)])
    if rtype == PTR:
        return request.reply(answer=[Record(owner, PTR, IN, TTL, LOCALHOST)])
    return _nothing(request, spelt)


def _addresses(request: Request) -> Response | None:
    data = _ADDRESSES.get(request.type)
    return None if data is None else request.reply(answer=[Record(request.qname, request.type, IN, TTL, data)])


def _nothing(request: Request, origin: bytes) -> Response:
    return request.reply(authority=[Record(origin, SOA, IN, TTL, _SOA)])
