"""What kind of answer a response is: success, denial or error, as log and other plugins sort answers.

The kinds, and the order in which they are looked for, are CoreDNS's (its package `response`). Nothing is kept here.
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

from pydns_host.header import NOERROR, NOTIFY, NOTIMP, NXDOMAIN, SERVFAIL

if TYPE_CHECKING:
    from pydns_host.message import Request
    from pydns_host.response import Response

_NS, _SOA, _RRSIG, _IXFR, _AXFR = 2, 6, 46, 251, 252
_WRAP = 1 << 32
CLASSES = ("all", "success", "denial", "error")


class Kind(Enum):
    """A kind of answer; `value` is its name in log lines."""

    NOERROR = "NOERROR"
    NXDOMAIN = "NXDOMAIN"
    SERVER_ERROR = "SERVERERROR"
    NODATA = "NODATA"
    DELEGATION = "DELEGATION"
    META = "META"
    OTHER_ERROR = "OTHERERROR"

    @property
    def sorted(self) -> str:
        """The class of the kind: success, denial or error."""
        return _SORTED.get(self, "error")


_SORTED = {
    Kind.NOERROR: "success",
    Kind.DELEGATION: "success",
    Kind.NXDOMAIN: "denial",
    Kind.NODATA: "denial",
}


def typify(request: Request, response: Response | None, now: float) -> Kind:
    """The kind of an answer; `now` (seconds since 1970) says which signatures have expired, None is silence.

    Signatures are looked at only for a client that wants DNSSEC.
    """
    if response is None:
        return Kind.OTHER_ERROR
    if request.opcode == NOTIFY or request.type in (_AXFR, _IXFR):
        return Kind.META
    if request.do and _expired(response, int(now)):
        return Kind.OTHER_ERROR
    rcode = response.rcode
    if response.counts[0]:
        if rcode == NOERROR:
            return Kind.NOERROR
        if rcode == NXDOMAIN:
            return Kind.OTHER_ERROR
    if rcode != NOERROR:
        return _FAILED.get(rcode, Kind.OTHER_ERROR)
    types = {record.type for record in response.authority} if response.counts[1] else ()
    if _SOA in types:
        return Kind.NODATA
    return Kind.DELEGATION if _NS in types else Kind.NOERROR


_FAILED = {NXDOMAIN: Kind.NXDOMAIN, SERVFAIL: Kind.SERVER_ERROR, NOTIMP: Kind.SERVER_ERROR}


def _expired(response: Response, now: int) -> bool:
    return any(
        record.type == _RRSIG and not _valid(record.rdata, now) for section in response.sections for record in section
    )


def _valid(rrsig: bytes, now: int) -> bool:
    """Whether a signature holds now; its times are serial numbers, which wrap (RFC 4034 section 3.1.5)."""
    expiration, inception = (int.from_bytes(rrsig[start : start + 4], "big") for start in (8, 12))
    return (now - inception) % _WRAP < _WRAP // 2 and (expiration - now) % _WRAP < _WRAP // 2
