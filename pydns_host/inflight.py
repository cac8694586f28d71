"""Queries whose chain waits: who is answered once it has ended, and what is done when only a wait was begun.

What comes in, and what an answer looks like, is `listener`'s business.
"""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import TYPE_CHECKING, Any, Protocol

from pydns_host import drive
from pydns_host.drive import Wait
from pydns_host.errors import QueryError
from pydns_host.message import Request, Response

if TYPE_CHECKING:
    from pydns_host.chain import Next
    from pydns_host.listener import Listener
    from pydns_host.zones import Site

Running = Coroutine[Any, Any, "Response | None"]


async def settled(found: Response | Wait[Response] | None, request: Request, next: Next) -> Response | None:
    """The answer to `request`, of which a chain's `quick` said `found`; the chain itself is `next`."""
    if found is not None:
        if not isinstance(found, Wait):
            return found
        try:
            return await found
        except Exception as error:
            if found.error is not error:  # it was thrown from outside
                raise
    return await next(request)


async def as_task(chain: Next, request: Request) -> Response | None:
    """Ask a chain that needs a task of its own."""
    return await asyncio.get_running_loop().create_task(chain(request))


class Asker(Protocol):
    """Whoever asks this process as a client of its own would."""

    def answered(self, since: float, response: Response) -> None:
        """Take note of an answer to what was asked at the second `since`, before whoever waits for it goes on."""

    def silence(self) -> BaseException:
        """What it is to the one who asked when nothing would be sent."""


class Sender(Protocol):
    """Whoever brings octets back to a client; `peer` is what it handed in with the query."""

    def who(self, peer: Any) -> tuple[str, int]:
        """The client's address and port, as plugins see them."""

    def send(self, peer: Any, octets: bytes) -> None:
        """Send what answers one query, or lose it; never wait."""

    def drop(self, peer: Any) -> None:
        """The query is over without an answer."""


class InFlight(drive.Drive):
    """One query whose chain waits, and the client who waits for it."""

    __slots__ = ("_listener", "_request", "_site", "_task", "ending", "over", "peer", "sender", "since")

    def __init__(
        self,
        listener: Listener,
        request: Request,
        site: Site,
        sender: Sender,
        peer: Any,
        chain: Running | None,
        answer: Wait[Response] | None = None,
    ) -> None:
        """Without a `chain` it is the `answer` that is waited for; the chain is asked when that fails."""
        self._coroutine = chain
        self._waiting = answer
        if answer is not None:
            answer.attach(self)
        self._listener = listener
        self._request = request
        self._site = site
        self._task: asyncio.Task[Any] | None = None
        self.sender = sender
        self.peer = peer
        self.ending = False
        self.over = False
        self.since = listener.clock()
        listener.in_flight[self] = None

    def launch(self) -> None:
        """Run the chain as a task of its own."""
        task = drive.start(self._coroutine, self.ended, inline=False)
        self._task = task if isinstance(task, asyncio.Task) else None

    def step(self, error: BaseException | None = None) -> None:
        """Go on with the chain; without one, answer, or begin it when what was waited for has failed."""
        if self._coroutine is not None:
            super().step(error)
        elif self._waiting.error is not None:
            self._begin()
        elif not self.over:  # the usual end, without the calls that the others take
            self.over = True
            del self._listener.in_flight[self]
            self._listener.finish(self._waiting.value, self._request, self._site, self.sender, self.peer)

    def _begin(self) -> None:
        try:
            self._coroutine = self._site.chain(self._request) if self._site.chain else None
        except BaseException as failure:  # as in `Listener.receive`
            self.ended(None, failure)
            return
        if self._site.inline:
            super().step()
        else:
            self.launch()

    def throw(self, error: BaseException) -> None:
        """Raise `error` in the chain; without one, end the wait with it, and so let the chain see it."""
        if self._coroutine is None:
            self._waiting.fail(error)
        else:
            super().throw(error)

    def end(self, error: BaseException) -> None:
        """End the chain where it waits; when asked again, answer in its place, since it does not end."""
        if self.ending:
            self._answer(None, error)
            return
        self.ending = True
        if self._task is None:
            self.throw(error)
        else:
            self._task.cancel()

    def ended(self, result: Any, error: BaseException | None) -> None:
        """Answer the client, unless that was done already; a chain that does not end stays counted until here."""
        self._task = None  # it holds this method: no cycle is left for the garbage collector
        self._listener.in_flight.pop(self, None)
        if not self.over:
            self._answer(result, error)

    def _answer(self, result: Any, error: BaseException | None) -> None:
        self.over = True
        if isinstance(error, asyncio.CancelledError):
            error = QueryError("the query was cancelled")
        if error is not None:
            result = self._listener.failure(self._request, self._site, error)
        self._listener.finish(result, self._request, self._site, self.sender, self.peer)


class Asking(Wait[Response]):
    """A question of this process to itself, of which the chain's `quick` has begun something."""

    __slots__ = ("_asker", "_listener", "_request", "_since", "_site", "_source")

    def __init__(
        self,
        listener: Listener,
        request: Request,
        site: Site,
        source: Wait[Response] | None,
        asker: Asker,
        since: float,
    ) -> None:
        Wait.__init__(self)  # `super()` costs as much as all of this
        self._listener = listener
        self._request = request
        self._site = site
        self._asker = asker
        self._source = source
        self._since = since
        if source is None or source.done:
            self.step()
        else:
            source.attach(self)

    def step(self) -> None:
        """Pass on what has come; when that is a failure, ask the chain, which goes on with it."""
        source = self._source
        if source is not None and source.value is not None:
            self._asker.answered(self._since, source.value)
            self.set(source.value)
            return
        chain = self._site.chain
        try:
            if chain is not None:
                drive.start(chain(self._request), self._ended, self._site.inline)
        except Exception as error:
            self._ended(None, error)

    def _ended(self, result: Response | None, error: BaseException | None) -> None:
        if error is not None:
            result = self._listener.failure(self._request, self._site, error)
        if result is None:
            self.fail(self._asker.silence())
        else:
            self._asker.answered(self._since, result)
            self.set(result)
