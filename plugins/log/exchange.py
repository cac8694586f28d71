"""One query and what became of it: the facts that a log line is made of.

How they are printed is in `fields`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from pydns_host.header import TC
from pydns_host.wire import render

if TYPE_CHECKING:
    from pydns_host.message import Request, Response

_OPT = 11  # octets of an OPT without options
_NEVER_CUT = 512 - _OPT  # octets that every client takes


class Exchange:
    """A query and its answer: `response` is None for silence, `seconds` is what the answer took.

    `sent` is false for an answer that the host makes of an error, after the line is written. `now` gives the
    second since 1970.
    """

    __slots__ = ("_octets", "now", "request", "response", "seconds", "sent")

    def __init__(
        self,
        request: Request,
        response: Response | None,
        seconds: float,
        now: Callable[[], float],
        sent: bool = True,
    ) -> None:
        self.request = request
        self.response = response
        self.seconds = seconds
        self.now = now
        self.sent = sent
        self._octets = -1

    @property
    def octets(self) -> int:
        """The answer's size when nothing is compressed; 0 for silence."""
        if self._octets < 0:
            self._octets = 0 if self.response is None else self.response.size(self.request)
        return self._octets

    @property
    def stripped(self) -> bool:
        """Whether the query has lost its unknown EDNS options by the time it is logged.

        The reference reuses the query's OPT for an answer without one, and takes from it what it will not echo.
        """
        edns = self.request.question.edns
        if edns is None or not edns.options:
            return False
        return self.sent and self.response is not None and self.response.options is None

    @property
    def cut(self) -> bool:
        """Whether the answer is truncated on its way out, which the reference's line tells."""
        request, response = self.request, self.response
        if self.octets <= _NEVER_CUT or response is None or not self.sent or self.octets + _OPT <= request.size:
            return False
        return bool(render(response, request, request.size)[2] & TC >> 8)
