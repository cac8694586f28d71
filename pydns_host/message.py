"""Request and Response: what plugins see of a query and of its answer, decoded on demand.

Both are values: nobody changes one that another may hold, `replace` makes a new one. Octets are read and written
by `wire`; nothing here indexes into packets.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import dns.name
import dns.rdatatype

from pydns_host import names
from pydns_host.records import Record, records

if TYPE_CHECKING:
    import dns.message
    import dns.rrset

    from pydns_host.wire import Scan

QR, AA, TC, RD, RA, AD, CD = 0x8000, 0x0400, 0x0200, 0x0100, 0x0080, 0x0020, 0x0010
NOERROR, FORMERR, SERVFAIL, NXDOMAIN, NOTIMP, REFUSED, BADVERS = 0, 1, 2, 3, 4, 5, 16
QUERY, NOTIFY = 0, 4
EDE = 15  # the option code of RFC 8914


class Edns:
    """The OPT record of a query (RFC 6891): `options` are the raw octets of its option list."""

    __slots__ = ("do", "options", "payload", "version", "z")

    def __init__(
        self, payload: int, do: bool = False, options: bytes = b"", version: int = 0, z: int = 0
    ) -> None:
        self.payload = payload
        self.do = do
        self.options = options
        self.version = version
        self.z = z


class Request:
    """One query as a plugin sees it.

    `qname` is the question's name on the wire as the client spelt it, `key` the same in lower case: what names are
    compared by. `name`, `text` and `message` are the same facts for people and for dnspython. `client` and `local`
    are addresses as text, `proto` is "udp" or "tcp", `server` the listener ("dns://:53"), `deadline` the monotonic
    second by which an answer must be out, or None.
    """

    __slots__ = (
        "_message", "_name", "_text", "_wire", "client", "deadline", "edns", "flags", "id", "key", "local",
        "local_port", "opcode", "port", "proto", "qname", "rclass", "server", "type", "view",
    )  # fmt: skip

    def __init__(
        self,
        qname: bytes,
        type: int,
        rclass: int = 1,
        *,
        id: int = 0,
        flags: int = RD,
        opcode: int = QUERY,
        edns: Edns | None = None,
        wire: bytes | None = None,
        client: str = "127.0.0.1",
        port: int = 0,
        local: str = "127.0.0.1",
        local_port: int = 53,
        proto: str = "udp",
        server: str = "dns://:53",
        deadline: float | None = None,
        view: str = "",
    ) -> None:
        self.qname = qname
        self.key = qname.lower()
        self.type = type
        self.rclass = rclass
        self.id = id
        self.flags = flags
        self.opcode = opcode
        self.edns = edns
        self.client = client
        self.port = port
        self.local = local
        self.local_port = local_port
        self.proto = proto
        self.server = server
        self.deadline = deadline
        self.view = view
        self._wire = wire
        self._name: dns.name.Name | None = None
        self._text: str | None = None
        self._message: dns.message.Message | None = None

    @property
    def name(self) -> dns.name.Name:
        """The question's name, in the client's spelling."""
        if self._name is None:
            self._name = dns.name.Name((*names.labels(self.qname), b""))
        return self._name

    @property
    def text(self) -> str:
        """The question's name in lower case with its final dot, as log lines show it."""
        if self._text is None:
            self._text = names.to_text(self.key)
        return self._text

    @property
    def type_text(self) -> str:
        """The question's type as text; a type without a name is TYPE123."""
        return dns.rdatatype.to_text(dns.rdatatype.RdataType.make(self.type))

    @property
    def do(self) -> bool:
        """Whether the client wants DNSSEC records (RFC 3225)."""
        return self.edns is not None and self.edns.do

    @property
    def size(self) -> int:
        """The most octets that an answer may have: 65535 over TCP, else the EDNS payload, at least 512."""
        if self.proto != "udp":
            return 65535
        return 512 if self.edns is None else max(512, self.edns.payload)

    @property
    def family(self) -> int:
        """1 for a client with an IPv4 address, 2 for IPv6."""
        return 2 if ":" in self.client else 1

    @property
    def wire(self) -> bytes:
        """The query as octets: as it came, or built anew for a request made by `replace`."""
        if self._wire is None:
            from pydns_host import wire

            self._wire = wire.build_query(self)
        return self._wire

    @property
    def message(self) -> dns.message.Message:
        """The query as a dnspython message; raises `dns.exception.DNSException` for what dnspython refuses."""
        if self._message is None:
            from pydns_host import wire

            self._message = wire.to_message(self.wire)
        return self._message

    def replace(self, **changes: Any) -> Request:
        """A request with other facts; `name` may be a `dns.name.Name` and stands for `qname`."""
        name = changes.pop("name", None)
        if name is not None:
            changes["qname"] = name.to_wire()
        facts: dict[str, Any] = {fact: getattr(self, fact) for fact in _FACTS}
        facts.update(changes)
        return Request(**facts)

    def reply(
        self,
        rcode: int = NOERROR,
        answer: Iterable[Record | dns.rrset.RRset] = (),
        authority: Iterable[Record | dns.rrset.RRset] = (),
        additional: Iterable[Record | dns.rrset.RRset] = (),
        *,
        aa: bool = False,
        ede: tuple[int, str] | None = None,
    ) -> Response:
        """An answer to this request: RD and CD as asked (RFC 1035 section 4.1.1, RFC 4035 section 3.2.2)."""
        flags = self.flags & (RD | CD) if self.opcode == QUERY else 0
        options = None if ede is None else ede_option(*ede)
        return Response(
            rcode,
            flags | AA if aa else flags,
            records(answer),
            records(authority),
            records(additional),
            options,
        )


_FACTS = (
    "qname", "type", "rclass", "id", "flags", "opcode", "edns", "client", "port", "local", "local_port", "proto",
    "server", "deadline", "view",
)  # fmt: skip


def ede_option(code: int, text: str) -> bytes:
    """An extended DNS error as an EDNS option (RFC 8914 section 2)."""
    body = code.to_bytes(2, "big") + text.encode()
    return EDE.to_bytes(2, "big") + len(body).to_bytes(2, "big") + body


class Response:
    """One answer: header facts and three sections of records, held decoded or as the octets of a whole message.

    `flags` are the header's bits without opcode and rcode. `options` are the EDNS options to send, as raw octets;
    None when the answer has no OPT of its own (the host adds one for a client that sent one). The question is not
    held: the host writes the one that was asked.
    """

    __slots__ = ("_sections", "flags", "options", "rcode", "scan", "wire")

    def __init__(
        self,
        rcode: int = NOERROR,
        flags: int = 0,
        answer: Sequence[Record] = (),
        authority: Sequence[Record] = (),
        additional: Sequence[Record] = (),
        options: bytes | None = None,
    ) -> None:
        self.rcode = rcode
        self.flags = flags
        self.options = options
        self.wire: bytes | None = None
        self.scan: Scan | None = None
        self._sections: tuple[Sequence[Record], ...] | None = (answer, authority, additional)

    @classmethod
    def relay(cls, wire: bytes, scan: Scan) -> Response:
        """An answer that came from elsewhere as `wire`; `scan` is what `wire.scan` found when it checked it."""
        response = cls.__new__(cls)
        response.wire = wire
        response.scan = scan
        response.rcode = scan.rcode
        response.flags = scan.flags
        response.options = scan.options
        response._sections = None
        return response

    @property
    def sections(self) -> tuple[Sequence[Record], ...]:
        """Answer, authority and additional (without OPT)."""
        if self._sections is None:
            from pydns_host import wire

            self._sections = wire.decode_sections(self.wire or b"")
        return self._sections

    @property
    def answer(self) -> Sequence[Record]:
        """The answer section."""
        return self.sections[0]

    @property
    def authority(self) -> Sequence[Record]:
        """The authority section."""
        return self.sections[1]

    @property
    def additional(self) -> Sequence[Record]:
        """The additional section without OPT and TSIG."""
        return self.sections[2]

    @property
    def empty(self) -> bool:
        """Whether the answer section has no record; cheap for an answer that was relayed."""
        return not (self.scan.counts[0] if self.scan is not None else self.answer)

    def size(self, request: Request) -> int:
        """Octets of this answer to `request` when nothing is compressed: what logs and metrics report."""
        octets = 12 + len(request.qname) + 4
        for section in self.sections:
            octets += sum(len(record.owner) + 10 + len(record.rdata) for record in section)
        return octets if self.options is None else octets + 11 + len(self.options)

    def message(self, request: Request) -> dns.message.Message:
        """This answer to `request` as a dnspython message of the caller's own."""
        from pydns_host import wire

        return wire.to_message(wire.render(self, request, 65535))

    def replace(
        self,
        rcode: int | None = None,
        flags: int | None = None,
        answer: Sequence[Record] | None = None,
        authority: Sequence[Record] | None = None,
        additional: Sequence[Record] | None = None,
        options: bytes | None = None,
    ) -> Response:
        """An answer with other facts; what is None stays as it is."""
        mine = self.sections
        return Response(
            self.rcode if rcode is None else rcode,
            self.flags if flags is None else flags,
            mine[0] if answer is None else answer,
            mine[1] if authority is None else authority,
            mine[2] if additional is None else additional,
            self.options if options is None else options,
        )
