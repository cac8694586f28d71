"""One answer on its way back through a chain, its records decoded or still octets.

How it looks to its client (ID, spelling, EDNS, size) is `wire.render`'s business.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from pydns_host.header import NOERROR
from pydns_host.lengths import packed_length, records_length
from pydns_host.records import Record
from pydns_host.wire.scan import Scan, decode_sections, records_end

if TYPE_CHECKING:
    import dns.message

    from pydns_host.again import Lease
    from pydns_host.message import Request
    from pydns_host.question import Question

Counts = tuple[int, int, int]
EDE = 15  # the option code of RFC 8914


def ede_option(code: int, text: str) -> bytes:
    """An extended DNS error as an EDNS option (RFC 8914 section 2)."""
    body = code.to_bytes(2, "big") + text.encode()
    return EDE.to_bytes(2, "big") + len(body).to_bytes(2, "big") + body


class Signed:
    """What may be signed: `by` is the plugin that made it; unset, which costs nothing, where nobody asks."""

    __slots__ = ("by",)

    by: str

    def pass_name(self, other: Signed) -> None:
        """Give another, made from this one, the same name."""
        by = getattr(self, "by", None)
        if by is not None:
            other.by = by


class Response(Signed):
    """One answer: header facts and three sections of records, held decoded or packed.

    `flags` are the header's bits without opcode and rcode. `options` are the EDNS options to send, as raw octets;
    None when the answer has no OPT of its own (the host adds one for a client that sent one). The question is not
    held: the host writes the one that was asked.

    Packed, the records are `body`: the octets that stand behind the question `key` in a message, without OPT, with
    `counts` of the three sections; compression in it points into itself or the question. With a `lease` it may be
    given again to the same question without asking the plugins. `written` is what `wire.render` wrote last,
    for the question `written_for`: answers of upstreams and caches come again as the same object.
    """

    __slots__ = (
        "_length", "_sections", "body", "counts", "flags", "key", "lease", "options", "rcode", "written", "written_for",
    )  # fmt: skip

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
        self.body: bytes | None = None
        self.key = b""
        self.lease: Lease | None = None
        self.written = b""
        self.written_for: Question | None = None
        self.counts = (len(answer), len(authority), len(additional))
        self._sections: tuple[Sequence[Record], ...] | None = (answer, authority, additional)
        self._length = 0

    @classmethod
    def packed(
        cls, key: bytes, rcode: int, flags: int, counts: Counts, body: bytes, options: bytes | None = None
    ) -> Response:
        """An answer to a question named `key` whose records are octets already, checked by whoever made them."""
        response = cls.__new__(cls)
        response.key = key
        response.rcode = rcode
        response.flags = flags
        response.counts = counts
        response.body = body
        response.options = options
        response.written = b""
        response.lease = response.written_for = None
        response._sections = None
        response._length = 0
        return response

    @classmethod
    def relay(cls, octets: bytes, found: Scan) -> Response:
        """An answer that came from elsewhere as octets; `found` is what `wire.scan` found when it checked them."""
        start, end = found.opt
        key = found.qname.lower()
        body = octets[found.question_end :]
        if not end:
            return cls.packed(key, found.rcode, found.flags, found.counts, body)
        if end != len(octets):
            # Records behind the OPT move when it goes, and compression may point at them: such an answer is decoded.
            return cls(found.rcode, found.flags, *decode_sections(key, found.counts, body), options=found.options)
        answers, authorities, additionals = found.counts
        counts = (answers, authorities, additionals - 1)
        return cls.packed(key, found.rcode, found.flags, counts, octets[found.question_end : start], found.options)

    @property
    def sections(self) -> tuple[Sequence[Record], ...]:
        """Answer, authority and additional (without OPT)."""
        if self._sections is None:
            self._sections = decode_sections(self.key, self.counts, self.body or b"")
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

    def size(self, request: Request) -> int:
        """Octets of this answer to `request` when nothing is compressed: what logs and metrics report (`lengths`)."""
        if not self._length and any(self.counts):  # many are asked for it: log, metrics, and those who get it again
            packed = self._sections is None
            self._length = (
                packed_length(self.key, self.counts, self.body or b"")
                if packed
                else sum(map(records_length, self._sections or ()))
            )
        octets = 12 + len(request.question.section) + self._length
        return octets if self.options is None else octets + 11 + len(self.options)

    def message(self, request: Request) -> dns.message.Message:
        """This answer to `request` as a dnspython message of the caller's own."""
        from pydns_host.wire import render, to_message

        return to_message(render(self, request, 65535))

    def restated(
        self, *, flags: int | None = None, options: bytes | None = None, lease: Lease | None = None
    ) -> Response:
        """The same rcode and records, packed or not, with other `flags`, these EDNS options, or under a lease."""
        changed = type(self).__new__(type(self))
        for fact in Response.__slots__:
            setattr(changed, fact, getattr(self, fact))
        if flags is not None:
            changed.flags = flags
        if options is not None:
            changed.options = options
        changed.lease = lease
        changed.written_for = None
        self.pass_name(changed)
        return changed

    def answer_only(self) -> Response:
        """The same without authority and additional section."""
        answers = self.counts[0]
        if self.counts == (answers, 0, 0):
            return self
        if self.body is None:
            return self.replace(authority=(), additional=())
        body = self.body[: records_end(self.body, answers)]
        cut = Response.packed(self.key, self.rcode, self.flags, (answers, 0, 0), body, self.options)
        self.pass_name(cut)
        return cut

    def replace(self, **changes: Any) -> Response:
        """An answer with other facts: `rcode`, `flags`, `options`, `answer`, `authority`, `additional`."""
        facts = ("rcode", "flags", "options", "answer", "authority", "additional")
        changed = Response(**({fact: getattr(self, fact) for fact in facts if fact not in changes} | changes))
        self.pass_name(changed)
        return changed
