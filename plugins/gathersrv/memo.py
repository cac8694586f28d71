"""Remembers merged answers: clusters mostly say the same again, but for TTLs that count down.

How answers are merged is `merge`'s business. What is kept is bounded, and is only used for answers equal in all else.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from pydns_host.message import Question, Response
from pydns_host.plugins.gathersrv.merge import Reply, merge
from pydns_host.plugins.gathersrv.stencil import Stencil
from pydns_host.wire import pack

MAX_KNOWN = 2048  # questions; beyond it all are forgotten
MAX_SIZE = 4096  # octets of the clusters' answers together; longer ones are merged each time

Said = list[tuple[Any, ...]]


class Known(NamedTuple):
    """What was merged last, of replies that said what, and with `missing` clusters or without.

    The stencil tells where its TTLs are from; there is one when all replies were packed.
    """

    said: Said
    missing: bool
    merged: Response
    stencil: Stencil | None


class Memo:
    """The last merged answer to each question, and what the clusters had said."""

    def __init__(self, zone: bytes) -> None:
        self._zone = zone
        self._same: dict[Question, tuple[list[Response], Response]] = {}
        self._known: dict[Question, Known] = {}

    def merge(self, question: Question, replies: Sequence[Reply], missing: bool) -> Response:
        """As `merge.merge`, for the plugin's distributed zone."""

        def plainly(replies: Sequence[Reply]) -> Response:
            return merge(question, self._zone, replies, missing)

        def packed(replies: Sequence[Reply]) -> Response:
            return pack(plainly(replies), question)

        if sum(len(reply.response.body or b"") for reply in replies) > MAX_SIZE:
            return plainly(replies)
        said = [_said(reply) for reply in replies]
        known = self._known.get(question)
        if known is not None and known.said == said and known.missing is missing:
            return known.merged
        stencil = _stencil(known, replies, said, missing)
        merged = None if stencil is None else stencil.merged(replies, packed)
        if merged is None:
            merged = packed(replies)
        if known is None and len(self._known) >= MAX_KNOWN:
            self._known.clear()
        self._known[question] = Known(said, missing, merged, stencil)
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


def _stencil(known: Known | None, replies: Sequence[Reply], said: Said, missing: bool) -> Stencil | None:
    """The known one if it fits these replies, which may have other TTLs; else one of theirs."""
    if known is not None and known.stencil is not None and known.missing is missing:
        same = [each[:-1] for each in known.said] == [each[:-1] for each in said]
        if same and known.stencil.ttls_of(replies) is not None:
            return known.stencil
    responses = [reply.response for reply in replies]
    if all(response.body is not None for response in responses) and any(response.counts[0] for response in responses):
        return Stencil(replies)
    return None


def _said(reply: Reply) -> tuple[Any, ...]:
    """All that `merge` sees of a reply, its octets at the end; or the response itself, which nobody changes."""
    cluster, _, key, response = reply
    if response.body is None:
        return cluster, key, response, None
    return cluster, key, response.rcode, response.flags, response.counts, response.options, response.body
