"""Whether octets from an upstream answer the question that was asked, and the Response that they are.

Whatever does not is counted and ignored by whoever received it: only a valid answer or the deadline ends a wait.
"""

from __future__ import annotations

from struct import Struct

from pydns_host.header import QR, TC
from pydns_host.question import Question
from pydns_host.response import Response
from pydns_host.wire import Malformed, scan

MAX_KNOWN = 16384  # answers of one generation, remembered as checked: as many as listeners remember questions
MAX_KNOWN_SIZE = 1024  # octets of an answer worth remembering
_KIND = 0xF800  # QR and opcode
_BITS = 0x07F0
_AFTER_ID = Struct("!HH")  # the bits of the header, and QDCOUNT


_Checked = tuple[Response, bytes, int]  # and the question section and opcode that were asked


class Judge:
    """Checks answers; remembers those of late, since an upstream that is asked the same says the same."""

    def __init__(self) -> None:
        # In two generations: when the younger is full, the older one is forgotten.
        self._known: dict[bytes, _Checked] = {}
        self._older: dict[bytes, _Checked] = {}

    def check(self, octets: bytes, question: Question) -> Response | str:
        """The answer to `question`, or why the octets are none; their ID has been compared already.

        QR, opcode, QDCOUNT and the question must be those asked, the name without regard to case. A datagram that
        says itself that it is truncated, and is cut within a record, stands for an empty truncated answer.
        """
        behind = octets[2:]
        known = self._known.get(behind)
        if known is not None and known[1] == question.section and known[2] == question.opcode:
            return known[0]
        return self._compare(octets, behind, question)

    def _compare(self, octets: bytes, behind: bytes, question: Question) -> Response | str:
        if len(octets) < 12:
            return "short"
        bits, count = _AFTER_ID.unpack_from(octets, 2)
        if bits & _KIND != QR | question.opcode << 11:
            return "opcode" if bits & QR else "query"
        if count != 1:
            return "question count"
        section = question.section
        asked = octets[12 : 12 + len(section)]
        if asked != section and (asked[:-4].lower() != question.key or asked[-4:] != section[-4:]):
            return "question"
        known = self._known.get(behind) or self._older.pop(behind, None)
        if known is not None:
            response = known[0]
        else:
            try:
                response = Response.relay(octets, scan(octets))
            except Malformed:
                return Response(bits & 15, bits & _BITS) if bits & TC else "malformed"
        if len(behind) <= MAX_KNOWN_SIZE:
            if len(self._known) >= MAX_KNOWN:
                self._known, self._older = {}, self._known
            self._known[behind] = response, section, question.opcode
        return response


def alive(octets: bytes) -> Response | str:
    """What a health check asks: any response at all will do, whatever it says of the question."""
    if len(octets) < 12:
        return "short"
    return Response(octets[3] & 15) if octets[2] & 0x80 else "query"
