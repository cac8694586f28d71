"""What is asked: the part of a query that many queries share, parsed once and kept.

Who asked, when and over what is `message.Request`'s.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from struct import Struct
from typing import TYPE_CHECKING, Any

from pydns_host import names
from pydns_host.header import CD, QUERY, RD
from pydns_host.mnemonics import TYPES

if TYPE_CHECKING:  # loaded when a plugin asks for one of its objects
    import dns.name

MIN_PAYLOAD = 512  # octets, RFC 6891 section 6.2.3
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
    octets that an answer over UDP may have.

    Made when they are asked for: `identity`, equal for questions that one kept answer serves (the name in lower case,
    type, class, DO and CD); `name` for dnspython, in the client's spelling; `text`, the name in lower case with its
    final dot, and `type_text`, which is TYPE123 for a type without a name, as log lines show them.
    """

    __slots__ = (
        "echoed", "edns", "flags", "identity", "key", "name", "opcode", "opt", "others", "payload", "plain", "qname",
        "rclass", "section", "tail", "text", "type", "type_text",
    )  # fmt: skip

    tail: bytes
    identity: bytes
    name: dns.name.Name
    text: str
    type_text: str

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
        if tail is not None:
            self.tail = tail

    def __getattr__(self, fact: str) -> Any:
        """A fact that nobody has asked for before: made now, and an attribute like any other from then on."""
        make = _MADE.get(fact)
        if make is None:
            raise AttributeError(f"{type(self).__name__} has no attribute {fact}")
        made = make(self)
        setattr(self, fact, made)
        return made


def _tail(question: Question) -> bytes:
    from pydns_host.wire.query import build_tail

    return build_tail(question)


def _identity(question: Question) -> bytes:
    do = question.edns is not None and question.edns.do
    return question.key + question.section[-4:] + bytes(((question.flags & CD) | do,))


def _name(question: Question) -> dns.name.Name:
    import dns.name

    return dns.name.Name((*names.labels(question.qname), b""))


_MADE: Mapping[str, Callable[[Question], Any]] = {
    "tail": _tail,
    "identity": _identity,
    "name": _name,
    "text": lambda question: names.to_text(question.key),
    "type_text": lambda question: TYPES[question.type],
}
