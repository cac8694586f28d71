"""What is asked: the part of a query that many queries share, parsed once and kept.

Who asked, when and over what is `message.Request`'s.
"""

from __future__ import annotations

from struct import Struct
from typing import TYPE_CHECKING

from pydns_host import names
from pydns_host.header import CD, QUERY, RD
from pydns_host.mnemonics import TYPES

if TYPE_CHECKING:  # loaded when a plugin asks for one of its objects
    import dns.name

    from pydns_host.zones import Site, Zones

MIN_PAYLOAD = 512  # octets, RFC 6891 section 6.2.3
_AFTER_ID = Struct("!HHHHH")
_OPT = Struct("!BHHIH")


class Edns:
    """The OPT record of a query (RFC 6891): `options` are the raw octets of its option list."""

    __slots__ = ("do", "options", "payload", "version", "z")

    def __init__(self, payload: int, do: bool = False, options: bytes = b"", version: int = 0, z: int = 0) -> None:
        self.payload = payload
        self.do = do
        self.options = options
        self.version = version
        self.z = z


class Question:
    """Everything of a query but its ID: an immutable value.

    `qname` is the name on the wire as it was spelt, `key` the same in lower case: what names are compared by.
    `section` are the octets of the question section, `tail` those of the whole query behind its ID, as they came where
    the question is `plain`, else built: the packet had more in it than may be passed on, `others` octets of records
    beside the OPT, when uncompressed. `flags` are the header's bits without opcode and rcode, `echoed` those of them
    that an answer made here copies: RD and CD (RFC 1035 section 4.1.1, RFC 4035 section 3.2.2). `payload` is the most
    octets that an answer over UDP may have. `site` takes it among the `zones` that this
    process asked itself last.
    """

    __slots__ = (
        "_name", "_text", "_type_text", "echoed", "edns", "flags", "key", "opcode", "opt", "others",
        "payload", "plain", "qname", "rclass", "section", "site", "tail", "type", "zones",
    )  # fmt: skip

    def __init__(
        self,
        qname: bytes,
        type: int,
        rclass: int = 1,
        flags: int = 0x0100,
        opcode: int = 0,
        edns: Edns | None = None,
        tail: bytes | None = None,
        others: int = 0,
    ) -> None:
        key = qname.lower()
        # Most names are in lower case already: one object then, since thousands of questions are remembered.
        self.qname = key if key == qname else qname
        self.key = key
        self.type = type
        self.rclass = rclass
        self.flags = flags
        self.opcode = opcode
        self.edns = edns
        self.others = others
        self.echoed = flags & (RD | CD) if opcode == QUERY else 0
        self.payload = MIN_PAYLOAD if edns is None else max(MIN_PAYLOAD, edns.payload)
        self.section = qname + type.to_bytes(2, "big") + rclass.to_bytes(2, "big")
        # An answer's OPT without options: payload, version 0 and the client's DO (RFC 6891 section 6.1).
        self.opt = b"" if edns is None else _OPT.pack(0, 41, self.payload, 0x8000 if edns.do else 0, 0)
        self.plain = tail is not None
        self.tail = self._octets() if tail is None else tail
        self.zones: Zones | None = None
        self.site: Site | None = None
        self._name: dns.name.Name | None = None
        self._text: str | None = None
        self._type_text: str | None = None

    def _octets(self) -> bytes:
        """Behind the ID: the header's rest, one question, and the OPT (RFC 6891 section 6.1.2) if there is one."""
        edns = self.edns
        octets = _AFTER_ID.pack(self.flags | self.opcode << 11, 1, 0, 0, int(edns is not None)) + self.section
        if edns is None:
            return octets
        bits = edns.version << 16 | (0x8000 if edns.do else 0) | edns.z
        return octets + _OPT.pack(0, 41, edns.payload, bits, len(edns.options)) + edns.options

    @property
    def identity(self) -> bytes:
        """Equal for questions that one kept answer serves: name in lower case, type, class; then CD and DO if set."""
        bits = self.flags & CD | (self.edns is not None and self.edns.do)
        section = self.section if self.qname is self.key else self.key + self.section[-4:]
        return section + bytes((bits,)) if bits else section

    @property
    def name(self) -> dns.name.Name:
        """The name, in the client's spelling."""
        if self._name is None:
            import dns.name

            self._name = dns.name.Name((*names.labels(self.qname), b""))
        return self._name

    @property
    def text(self) -> str:
        """The name in lower case with its final dot, as log lines show it."""
        if self._text is None:
            self._text = names.to_text(self.key)
        return self._text

    @property
    def type_text(self) -> str:
        """The type as text; one without a name is TYPE123."""
        if self._type_text is None:
            self._type_text = TYPES[self.type]
        return self._type_text
