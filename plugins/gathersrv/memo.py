"""Remembers merged answers: clusters mostly say the same again, octet for octet, until something changes.

How answers are merged is `merge`'s business. What is kept is bounded, and is only used for equal answers.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pydns_host.message import Question, Response
from pydns_host.plugins.gathersrv.merge import Reply, merge
from pydns_host.wire import pack

MAX_KNOWN = 2048  # questions; beyond it all are forgotten
MAX_SIZE = 4096  # octets of the clusters' answers together; longer ones are merged each time

Said = list[tuple[Any, ...]]


class Memo:
    """The last merged answer to each question, and what the clusters had said."""

    def __init__(self, zone: bytes) -> None:
        self._zone = zone
        self._same: dict[Question, tuple[list[Response], Response]] = {}
        self._known: dict[Question, tuple[Said, bool, Response]] = {}

    def merge(self, question: Question, replies: Sequence[Reply], missing: bool) -> Response:
        """As `merge.merge`, for the plugin's distributed zone."""
        said = [_said(reply) for reply in replies]
        known = self._known.get(question)
        if known is not None and known[0] == said and known[1] is missing:
            return known[2]
        merged = merge(question, self._zone, replies, missing)
        if sum(len(reply.response.body or b"") for reply in replies) > MAX_SIZE:
            return merged
        if len(self._known) >= MAX_KNOWN:
            self._known.clear()
        merged = pack(merged, question)
        self._known[question] = said, missing, merged
        return merged

    def again(self, question: Question, answers: list[Response]) -> Response | None:
        """What was made last of these very objects; upstreams hand out the same one for the same octets."""
        known = self._same.get(question)
        return known[1] if known is not None and known[0] == answers else None

    def keep(self, question: Question, answers: list[Response], merged: Response) -> None:
        """Remember what was made of answers, for `again`."""
        if len(self._same) >= MAX_KNOWN:
            self._same.clear()
        self._same[question] = answers, merged


def _said(reply: Reply) -> tuple[Any, ...]:
    """All that `merge` sees of a reply: octets where it is packed, else the response itself, which nobody changes."""
    cluster, _, key, response = reply
    if response.body is None:
        return cluster, key, response
    return cluster, key, response.rcode, response.flags, response.counts, response.body, response.options
