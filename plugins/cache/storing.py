"""An answer that is on its way to a cache without a coroutine. What becomes of it there is `keeping`'s business."""

from __future__ import annotations

from pydns_host.drive import Wait
from pydns_host.message import Request, Response
from pydns_host.plugins.cache.keeping import Keeping


class Storing(Wait[Response]):
    """The answer to come, kept when it has come; a failure is left to the plugin's `serve`."""

    __slots__ = ("_keeping", "_request", "_source")

    def __init__(self, source: Wait[Response], request: Request, keeping: Keeping) -> None:
        Wait.__init__(self)  # `super()` costs as much as all of this
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
