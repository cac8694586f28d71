"""A slow second reading of RFC 1034 section 4.3.2, RFC 4592 and RFC 6672, on dnspython's names and plain lists.

It shares no code with the plugin; where CoreDNS's ways were kept on purpose, it says so.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import dns.name
from dns.name import Name

Row = tuple[Name, str, str]
STAR = dns.name.Name((b"*",))
MAX_STEPS = 12


@dataclass
class Found:
    """What a question comes to: `kind`, the records of the answer, and the name of a referral."""

    kind: str
    answer: list[Row] = field(default_factory=list)
    cut: Name | None = None


@dataclass
class Model:
    """A zone as a list of rows: owner, type, data."""

    origin: Name
    rows: list[Row]

    def owned(self, name: Name, rtype: str) -> list[Row]:
        """The rows of one name and type."""
        return [row for row in self.rows if row[0] == name and row[1] == rtype]

    def owns(self, name: Name) -> bool:
        """Whether a name has rows; the SOA and NS of the origin are not counted, as in CoreDNS."""
        return any(row[0] == name and not (name == self.origin and row[1] in ("SOA", "NS")) for row in self.rows)

    def exists(self, name: Name) -> bool:
        """Whether there is anything at or below a name."""
        return name == self.origin or any(row[0].is_subdomain(name) for row in self.rows)

    def ask(self, qname: Name, qtype: str) -> Found:
        """Start again for each alias, as the RFC has it."""
        answer: list[Row] = []
        visited: list[Name] = []
        while len(visited) < MAX_STEPS:
            if qname in visited:
                return Found("LOOP", answer)
            if not qname.is_subdomain(self.origin):
                return Found("OUTSIDE", answer)
            visited.append(qname)
            step, alias = self._step(qname, qtype)
            answer += [row for row in step.answer if row not in answer]
            if alias is None:
                return Found(step.kind, answer, step.cut)
            qname = alias
        return Found("ENDLESS", answer)

    def _step(self, qname: Name, qtype: str) -> tuple[Found, Name | None]:
        for depth in range(len(self.origin), len(qname) + 1):
            above = Name(qname.labels[-depth:])
            for owner, _, target in self.owned(above, "DNAME"):
                if above != qname:
                    made = qname.relativize(owner).derelativize(dns.name.from_text(target))
                    rows = [(owner, "DNAME", target), (qname, "CNAME", str(made))]
                    return Found("DATA", rows), None if qtype == "CNAME" else made
            if above != self.origin and self.owned(above, "NS") and not (qtype == "DS" and above == qname):
                return Found("REFERRAL", cut=above), None
        if self.owns(qname) or (qname == self.origin and qtype in ("SOA", "NS")):
            return self._data(qname, qname, qtype)
        if qname == self.origin:
            return Found("EMPTY"), None
        encloser = qname.parent()
        while not self.exists(encloser):
            encloser = encloser.parent()
        source = STAR.concatenate(encloser)
        if self.owns(source):  # also for an empty non-terminal beside it: CoreDNS's way
            return self._data(source, qname, qtype)
        if self.exists(source):
            return Found("NODATA"), None
        return Found("EMPTY" if self.exists(qname) else "NXDOMAIN"), None

    def _data(self, source: Name, qname: Name, qtype: str) -> tuple[Found, Name | None]:
        for _, _, target in self.owned(source, "CNAME"):
            if qtype != "CNAME":
                return Found("DATA", [(qname, "CNAME", target)]), dns.name.from_text(target)
        rows = [(qname, rtype, data) for _, rtype, data in self.owned(source, qtype)]
        return Found("DATA" if rows else "NODATA", rows), None
