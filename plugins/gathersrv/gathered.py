"""What has come of the sub-queries of one question: answers, and what is missing. No waiting, no merging."""

from __future__ import annotations

from dataclasses import dataclass, field

from pydns_host.errors import QueryError
from pydns_host.header import NOERROR
from pydns_host.mnemonics import RCODES
from pydns_host.plugins.gathersrv.merge import ANSWERS, Reply, has_records
from pydns_host.plugins.gathersrv.plan import AAAA, A
from pydns_host.wire import Malformed

SILENT, UNANSWERED, MALFORMED = "no answer in time", "no answer", "malformed answer"


@dataclass(slots=True)
class Gathered:
    """Replies in the order of the Corefile; `missing` clusters with the reason; what no plugin meant to raise."""

    replies: list[Reply] = field(default_factory=list)
    missing: dict[int, str] = field(default_factory=dict)
    raised: BaseException | None = None

    def answered(self, reply: Reply) -> None:
        """Keep a reply; one with an error code says nothing about the name."""
        self.replies.append(reply)
        if reply.response.rcode not in ANSWERS:
            self.missing[reply.cluster] = RCODES[reply.response.rcode]

    def failed(self, cluster: int, error: BaseException | None) -> None:
        """A sub-query ended without a response."""
        self.missing[cluster] = UNANSWERED
        if error is not None and not isinstance(error, QueryError):
            self.raised = error

    def found(self, qtype: int) -> bool:
        """Whether the name is there: with records, if only over TCP, or for addresses in another family too.

        So that A and AAAA of one name are those of one host (RFC 8305 section 3 asks for both at once).
        """
        return any(has_records(reply.response) for reply in self.replies) or (
            qtype in (A, AAAA) and any(reply.response.rcode == NOERROR for reply in self.replies)
        )

    def drop_malformed(self) -> None:
        """Take out replies whose records cannot be decoded: a name too long shows only when it is put together."""
        replies, self.replies = self.replies, []
        for reply in replies:
            try:
                _ = reply.response.sections
            except Malformed:
                self.missing[reply.cluster] = MALFORMED
            else:
                self.replies.append(reply)
