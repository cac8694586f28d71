"""An answer that is on its way to a cache without a coroutine. What becomes of it there is `keeping`'s business."""

from __future__ import annotations

from typing import NamedTuple

from pydns_host.drive import Wait
from pydns_host.message import Request, Response
from pydns_host.plugins.cache.keeping import Keeping


class Begun(NamedTuple):
    """What is under way for a question: the query that was passed on, and what came of beginning it."""

    owner: object
    asked: Request
    found: Response | Wait[Response] | None


class Storing(Wait[Response]):
    """The answer to come, kept when it has come; a failure is left to the plugin's `serve`."""

    __slots__ = ("_keeping", "_request", "_source")

    def __init__(self, source: Wait[Response], request: Request, keeping: Keeping) -> None:
        super().__init__()
        self._source = source
        self._request = request
        self._keeping = keeping
        source.attach(self)

    def step(self) -> None:
        """What was waited for is there."""
        source = self._source
        if source.error is not None or source.value is None:
            self.fail(source.error or LookupError("no answer"))
            return
        try:
            response, _ = self._keeping.take(self._request, source.value)
        except Exception as error:
            self.fail(error)
        else:
            self.set(response)
