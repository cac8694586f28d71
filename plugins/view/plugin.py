"""The plugin: says of each query whether its server block takes it. Which one is asked next is the host's business."""

from __future__ import annotations

from collections.abc import Coroutine, Mapping
from typing import TYPE_CHECKING, Any

from pydns_host.chain import Next, Plugin, Quick
from pydns_host.drive import Wait
from pydns_host.expressions.environment import Environment
from pydns_host.expressions.errors import EvaluationError
from pydns_host.message import Request, Response
from pydns_host.plugins.view.config import Config, parse

if TYPE_CHECKING:
    from corefile.options import Reader
    from pydns_host.block import Block


class View(Plugin):
    """Lets queries into its server block of which all expressions are true."""

    name = "view"
    inline = True
    observes = True
    chooses = True

    @classmethod
    def parse(cls, reader: Reader, block: Block) -> Config:
        """One `view` in a server block."""
        return parse(reader, block)

    def takes(self, request: Request) -> bool:
        """Whether all expressions are true; one that has no value, or one other than true, is not."""
        names = Environment(request)
        try:
            return all(program.evaluate(names) is True for program in self.config.expressions)
        except EvaluationError:
            return False

    def metadata(self, request: Request) -> Mapping[str, str]:
        """The view's name."""
        return {"view/name": self.config.name}

    def serve(self, request: Request, next: Next) -> Coroutine[Any, Any, Response | None]:
        """A link of the chain, so that a block of nothing but a view fails instead of refusing, as in CoreDNS."""
        return next(request)

    def quick(self, request: Request, next: Quick) -> Response | Wait[Response] | None:
        """The same at once."""
        return next(request)
