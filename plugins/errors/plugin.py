"""Logs the errors that come back through the chain, one by one or counted. It changes no answer.

Exceptions that no plugin meant to raise are the host's to log.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydns_host import regexps
from pydns_host.block import Block
from pydns_host.chain import Next, Plugin, Quick
from pydns_host.drive import Wait
from pydns_host.errors import QueryError
from pydns_host.message import Request, Response
from pydns_host.plugins.errors.config import Config, Consolidate, parse
from pydns_host.services import Services
from pydns_host.timers import Timer

if TYPE_CHECKING:
    from corefile.options import Reader
    from pydns_host.again import Again, Told


class Errors(Plugin):
    """Logs each `QueryError` of the plugins behind it."""

    name = "errors"
    inline = True
    observes = True

    @classmethod
    def parse(cls, reader: Reader, block: Block) -> Config:
        """One `errors` in a block."""
        return parse(reader, block)

    def __init__(self, config: Config, services: Services) -> None:
        super().__init__(config, services)
        self._counts = [Count(consolidate, services) for consolidate in config.consolidates]
        self._stopped = False

    async def start(self) -> None:
        """Tell where patterns may not mean what they mean to Go."""
        if self._counts and regexps.ENGINE != "re2":
            self.services.log.warning("google-re2 is not installed: patterns are read as Python's regular expressions")

    async def serve(self, request: Request, next: Next) -> Response | None:
        """Ask `next` and log what it raises, on its way."""
        try:
            return await next(request)
        except QueryError as error:
            self._log(request, error)
            raise

    def quick(self, request: Request, next: Quick) -> Response | Wait[Response] | None:
        """What fails is never known at once."""
        return next(request)

    def again(self, request: Request, response: Response, next: Again) -> Told | None:
        """Nor is it given again."""
        return next(request, response)

    def _log(self, request: Request, error: QueryError) -> None:
        level = "error"
        for count in self._counts:
            if count.consolidate.pattern.search(error.text):
                if not self._stopped and count.add():
                    return
                level = count.consolidate.level
                break
        write = getattr(self.services.log, level)
        write(f"{error.rcode} {request.text} {request.question.type_text}: {error.text}")

    async def stop(self) -> None:
        """Log the counts that still run; what fails from now on is logged at once."""
        self._stopped = True
        for count in self._counts:
            count.stop()


class Count:
    """The errors of one consolidation since the first of them."""

    def __init__(self, consolidate: Consolidate, services: Services) -> None:
        self.consolidate = consolidate
        self._services = services
        self._errors = 0
        self._timer: Timer | None = None

    def add(self) -> bool:
        """Count one more; False when it is one that is logged too."""
        self._errors += 1
        if self._errors > 1:
            return True
        self._timer = self._services.timers.after(self.consolidate.period / 1e9, self.end)
        return not self.consolidate.show_first

    def end(self) -> None:
        """Log the count and begin anew."""
        errors, self._errors, self._timer = self._errors, 0, None
        if errors > 1 or (errors and not self.consolidate.show_first):
            write = getattr(self._services.log, self.consolidate.level)
            write(self.consolidate.summary(errors))

    def stop(self) -> None:
        """Log the count now, if one runs."""
        if self._timer is not None:
            self._timer.cancel()
            self.end()
