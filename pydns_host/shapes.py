"""Two shapes that plugins often have, each with the `serve` and the `quick` that go with it.

What a plugin is, and how plugins become a chain, is `chain`'s business.
"""

from __future__ import annotations

from typing import ClassVar

from pydns_host.chain import Next, Plugin, Quick
from pydns_host.drive import Wait
from pydns_host.message import Request, Response


class Answering(Plugin):
    """A plugin that answers some questions by itself, at once, and leaves all others to the next one."""

    inline: ClassVar[bool] = True

    def answer(self, request: Request) -> Response | None:
        """The answer; None for a question that is the next plugin's."""
        raise NotImplementedError

    async def serve(self, request: Request, next: Next) -> Response | None:
        """Answer, or ask the next plugin."""
        return self.answer(request) or await next(request)

    def quick(self, request: Request, next: Quick) -> Response | Wait[Response] | None:
        """The same at once: nothing of the own answer is waited for."""
        return self.answer(request) or next(request)


class Changing(Plugin):
    """A plugin that asks the next one and makes another answer of the one that comes back."""

    inline: ClassVar[bool] = True
    observes: ClassVar[bool] = True

    def change(self, request: Request, response: Response) -> Response:
        """The answer as it goes on; the very same where there is nothing to change."""
        raise NotImplementedError

    async def serve(self, request: Request, next: Next) -> Response | None:
        """Ask the next plugin and change its answer."""
        response = await next(request)
        return None if response is None else self.change(request, response)

    def quick(self, request: Request, next: Quick) -> Response | None:
        """The same for an answer that is known at once."""
        response = next(request)
        return self.change(request, response) if isinstance(response, Response) else None
