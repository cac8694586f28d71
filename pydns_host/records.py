"""One resource record as the octets that go on the wire, and its way from and to dnspython.

Both names and rdata are held uncompressed, so that records compare and move between messages as plain values.
"""

from __future__ import annotations

import io
from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from pydns_host import names

if TYPE_CHECKING:  # dnspython takes long to load, and most queries never meet it
    import dns.rdata
    import dns.rrset

# Names in the data that a sender may have compressed: before them some octets, then so many names, then a tail of
# fixed length (None: any). RFC 3597 section 4 lists the types.
NAMES_IN_DATA: dict[int, tuple[int, int, int]] = {
    2: (0, 1, 0), 3: (0, 1, 0), 4: (0, 1, 0), 5: (0, 1, 0), 6: (0, 2, 20), 7: (0, 1, 0), 8: (0, 1, 0), 9: (0, 1, 0),
    12: (0, 1, 0), 14: (0, 2, 0), 15: (2, 1, 0), 17: (0, 2, 0), 18: (2, 1, 0), 21: (2, 1, 0), 26: (2, 2, 0),
    33: (6, 1, 0), 36: (2, 1, 0), 39: (0, 1, 0),
}  # fmt: skip


class Record(NamedTuple):
    """A resource record (RFC 1035 section 3.2.1); its names are uncompressed, `ttl` is in seconds."""

    owner: bytes
    type: int
    rclass: int
    ttl: int
    rdata: bytes

    def to_rdata(self) -> dns.rdata.Rdata:
        """The data as dnspython's object; raises `dns.exception.DNSException` when it is malformed."""
        import dns.rdata

        rclass = dns.rdataclass.RdataClass.make(self.rclass)
        rtype = dns.rdatatype.RdataType.make(self.type)
        return dns.rdata.from_wire(rclass, rtype, self.rdata, 0, len(self.rdata))

    def to_text(self) -> str:
        """One line as in a zone file."""
        import dns.name

        owner, _ = dns.name.from_wire(self.owner, 0)
        rdata = self.to_rdata()
        rclass, rtype = dns.rdataclass.to_text(rdata.rdclass), dns.rdatatype.to_text(rdata.rdtype)
        return f"{owner} {self.ttl} {rclass} {rtype} {rdata.to_text()}"


def from_rrset(rrset: dns.rrset.RRset) -> list[Record]:
    """The records of a dnspython RRset, whose names must be absolute."""
    owner = names.of_name(rrset.name)
    rtype, rclass = int(rrset.rdtype), int(rrset.rdclass)
    return [Record(owner, rtype, rclass, rrset.ttl, rdata_octets(rdata)) for rdata in rrset]


def rdata_octets(rdata: dns.rdata.Rdata) -> bytes:
    """The data as octets, its names uncompressed."""
    octets = io.BytesIO()
    rdata.to_wire(octets)
    return octets.getvalue()


def records(items: Iterable[Record | dns.rrset.RRset]) -> list[Record]:
    """Records from a mix of records and RRsets, in order."""
    found: list[Record] = []
    for item in items:
        if isinstance(item, Record):
            found.append(item)
        else:
            found.extend(from_rrset(item))
    return found
