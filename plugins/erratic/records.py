"""What erratic answers with: two addresses of documentation networks, and a zone of five records.

Which queries get them is `plugin`'s business.
"""

from __future__ import annotations

from ipaddress import ip_address

from pydns_host import names
from pydns_host.question import Question
from pydns_host.records import Record

A, NS, SOA, AAAA, AXFR = 1, 2, 6, 28, 252
_ADDRESSES = {A: ip_address("192.0.2.53").packed, AAAA: ip_address("2001:db8::53").packed}  # RFC 5737, RFC 3849
_SOA = names.from_text("sns.dns.icann.org.") + names.from_text("noc.dns.icann.org.")
_SOA += b"".join(number.to_bytes(4, "big") for number in (2018050825, 7200, 3600, 1209600, 3600))
_HOSTS = {b"\1a": ip_address("2001:bd8::53").packed, b"\1b": ip_address("2001:500::54").packed}
_IN = 1
_MAX_NAME = 255  # octets, RFC 1035 section 2.3.4


def address(question: Question) -> Record:
    """The address that a question for A or AAAA gets, whatever its name."""
    return Record(question.qname, question.type, _IN, 0, _ADDRESSES[question.type])


def small_zone(origin: bytes) -> list[Record]:
    """A zone of this name without its closing SOA; no record when a name in it would be too long."""
    if len(origin) + 2 > _MAX_NAME:
        return []
    return [
        Record(origin, SOA, _IN, 0, _SOA),
        *(Record(origin, NS, _IN, 0, label + origin) for label in (b"\1b", b"\1a")),
        *(Record(label + origin, AAAA, _IN, 0, packed) for label, packed in _HOSTS.items()),
    ]
