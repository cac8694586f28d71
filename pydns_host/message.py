"""Request and Response: what plugins see of a query and of its answer, decoded on demand.

Both are values: nobody changes one that another may hold, `replace` makes a new one. Octets are read and written
by `wire`; nothing here indexes into packets.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, NamedTuple

from pydns_host.header import (
    AA,
    AD,
    BADVERS,
    CD,
    FORMERR,
    NOERROR,
    NOTIFY,
    NOTIMP,
    NXDOMAIN,
    QR,
    QUERY,
    RA,
    RD,
    REFUSED,
    SERVFAIL,
    TC,
)
from pydns_host.question import Edns, Question
from pydns_host.records import Record, records
from pydns_host.response import Response, ede_option

if TYPE_CHECKING:
    import dns.message
    import dns.name
    import dns.rrset

__all__ = [
    "AA", "AD", "BADVERS", "CD", "FORMERR", "NOERROR", "NOTIFY", "NOTIMP", "NXDOMAIN", "QR", "QUERY", "RA", "RD",
    "REFUSED", "SERVFAIL", "TC", "Edns", "Question", "Request", "Response", "Via", "ede_option",
]  # fmt: skip


class Via(NamedTuple):
    """Over what a query came: "udp" or "tcp", the listener ("dns://:53") and the local end."""

    proto: str = "udp"
    server: str = "dns://:53"
    local: str = "127.0.0.1"
    local_port: int = 53


class Request:
    """One query as a plugin sees it: a `question`, its `id`, the client's address and port, and `via`.

    `deadline` is the monotonic second by which an answer must be out, or None. `hops` counts how often this host
    asked itself anew on the way to this question: what follows aliases with it stops when they loop.

    The facts of `question` and `via` can be read here too: `qname` and `key` are the name on the wire, as spelt and in
    lower case, `name`, `text` and `message` the same for dnspython and for people. `begun` is a plugin and what its
    `quick` has begun, with which its `serve` goes on. `labels` is what plugins say of the query to each other
    ("forward/upstream"), shared with its sub-queries; None where the plugin *metadata* does not collect it.
    """

    __slots__ = ("_message", "begun", "client", "deadline", "hops", "id", "labels", "port", "question", "via", "view")

    def __init__(
        self,
        question: Question,
        id: int = 0,
        client: str = "127.0.0.1",
        port: int = 0,
        via: Via = Via(),  # noqa: B008 - an immutable value
        deadline: float | None = None,
        view: str = "",
        hops: int = 0,
    ) -> None:
        self.question = question
        self.id = id
        self.client = client
        self.port = port
        self.via = via
        self.deadline = deadline
        self.view = view
        self.hops = hops
        self.begun: tuple[object, Any] | None = None
        self.labels: dict[str, str] | None = None
        self._message: dns.message.Message | None = None

    @property
    def qname(self) -> bytes:
        """The question's name as octets, in the client's spelling."""
        return self.question.qname

    @property
    def key(self) -> bytes:
        """The question's name as octets, in lower case."""
        return self.question.key

    @property
    def type(self) -> int:
        """The question's type."""
        return self.question.type

    @property
    def rclass(self) -> int:
        """The question's class."""
        return self.question.rclass

    @property
    def flags(self) -> int:
        """The header's bits, without opcode and rcode."""
        return self.question.flags

    @property
    def opcode(self) -> int:
        """QUERY or NOTIFY; nothing else passes the door."""
        return self.question.opcode

    @property
    def edns(self) -> Edns | None:
        """The client's OPT, or None."""
        return self.question.edns

    @property
    def name(self) -> dns.name.Name:
        """The question's name, in the client's spelling."""
        return self.question.name

    @property
    def text(self) -> str:
        """The question's name in lower case with its final dot, as log lines show it."""
        return self.question.text

    @property
    def type_text(self) -> str:
        """The question's type as text; a type without a name is TYPE123."""
        return self.question.type_text

    @property
    def do(self) -> bool:
        """Whether the client wants DNSSEC records (RFC 3225)."""
        edns = self.question.edns
        return edns is not None and edns.do

    @property
    def proto(self) -> str:
        """The transport: "udp" or "tcp"."""
        return self.via.proto

    @property
    def server(self) -> str:
        """The listener's name, such as "dns://:53"."""
        return self.via.server

    @property
    def local(self) -> str:
        """The address that the query came to, as the reference logs it."""
        return self.via.local

    @property
    def local_port(self) -> int:
        """The port that the query came to."""
        return self.via.local_port

    @property
    def size(self) -> int:
        """The most octets that an answer may have: 65535 over TCP, else the EDNS payload, at least 512."""
        return self.question.payload if self.via.proto == "udp" else 65535

    @property
    def family(self) -> int:
        """1 for a client with an IPv4 address, 2 for IPv6."""
        return 2 if ":" in self.client else 1

    @property
    def wire(self) -> bytes:
        """The query as octets."""
        return self.id.to_bytes(2, "big") + self.question.tail

    @property
    def message(self) -> dns.message.Message:
        """The query as a dnspython message; raises `dns.exception.DNSException` for what dnspython refuses."""
        if self._message is None:
            from pydns_host.wire import MAX_DECODED, to_message

            self._message = to_message(self.wire, MAX_DECODED)
        return self._message

    def replace(self, **changes: Any) -> Request:
        """A request with other facts, of its own, of its question or of `via`; `name` stands for `qname`."""
        name: dns.name.Name | None = changes.pop("name", None)
        if name is not None:
            changes["qname"] = name.to_wire()
        question, via = self.question, self.via
        asked = {fact: changes.pop(fact) for fact in _QUESTION if fact in changes}
        if asked:
            question = Question(**{fact: asked.get(fact, getattr(question, fact)) for fact in _QUESTION})
        over = {fact: changes.pop(fact) for fact in Via._fields if fact in changes}
        if over:
            via = via._replace(**over)
        own: dict[str, Any] = {
            "id": self.id,
            "client": self.client,
            "port": self.port,
            "deadline": self.deadline,
            "view": self.view,
            "hops": self.hops,
        }
        made = Request(question=question, via=via, **(own | changes))
        made.labels = self.labels
        return made

    def restate(self, question: Question) -> None:
        """Be a query for another question to all who hold this one: the answer will look as that one asks for.

        The one way to change a request. It is for plugins that mean how the answer looks: its size, its flags.
        """
        self.question = question
        self._message = None

    def asking(self, question: Question) -> Request:
        """The same client's query with another question: a sub-query, made quickly."""
        made = _blank(Request)
        made.question = question
        made.id = self.id
        made.client = self.client
        made.port = self.port
        made.via = self.via
        made.deadline = self.deadline
        made.view = self.view
        made.hops = self.hops
        made.labels = self.labels
        made.begun = made._message = None
        return made

    def via_own(self, via: Via) -> Request:
        """The same question as this process asks itself, from the address that it asks; made quickly."""
        made = _blank(Request)
        made.question = self.question
        made.id = self.id
        made.client = via.local
        made.port = self.port
        made.via = via
        made.deadline = self.deadline
        made.view = ""
        made.hops = self.hops
        made.labels = made.begun = made._message = None
        return made

    def begun_by(self, plugin: object) -> Any:
        """What this plugin's `quick` has begun; None for nothing."""
        begun = self.begun
        return begun[1] if begun is not None and begun[0] is plugin else None

    def label(self, name: str) -> str:
        """What a plugin says of the query under this name; "" for nothing."""
        return "" if self.labels is None else self.labels.get(name, "")

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
        """An answer to this request, with RD and CD as asked."""
        options = None if ede is None else ede_option(*ede)
        flags = self.echoed | AA if aa else self.echoed
        return Response(rcode, flags, records(answer), records(authority), records(additional), options)

    @property
    def echoed(self) -> int:
        """The header bits that an answer made here copies from the query."""
        return self.question.echoed


_blank = object.__new__  # for what is made of another: a third quicker than through `__init__`
_QUESTION = ("qname", "type", "rclass", "flags", "opcode", "edns")
