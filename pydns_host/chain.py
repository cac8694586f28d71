"""What a plugin is, and how the plugins of one server block become one callable.

Which plugins there are, and in which order, is decided elsewhere (`registry`, `order`, `assemble`).
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Mapping, Sequence
from functools import partial
from itertools import takewhile
from typing import TYPE_CHECKING, Any, ClassVar

from pydns_host.errors import QueryError

if TYPE_CHECKING:
    from corefile.options import Reader
    from pydns_host.again import Again, Told
    from pydns_host.block import Block
    from pydns_host.drive import Wait
    from pydns_host.message import Request, Response
    from pydns_host.services import Services
    from pydns_host.signing import Signer

Next = Callable[["Request"], Coroutine[Any, Any, "Response | None"]]
Quick = Callable[["Request"], "Response | Wait[Response] | None"]


class Plugin:
    """One link of a chain. A subclass sets `name` and overrides what it needs; `serve` is the heart of it."""

    name: ClassVar[str]
    """The directive."""

    after: ClassVar[str | None] = None
    before: ClassVar[str | None] = None
    """Where a plugin from elsewhere stands in the order: next to this known directive."""

    inline: ClassVar[bool] = False
    """True: `serve` never asks for `asyncio.current_task()`, and may run without a task of its own."""

    observes: ClassVar[bool] = False
    """True: `quick` only sees and passes on what plugins behind it answer at once."""

    claims: ClassVar[bool] = False
    """True: whatever comes back through it counts as its own answer, as that of a cache."""

    asks_who: bool = False
    """True, at the latest when `assembled` ends: responses from behind have the name of who made them in `by`."""

    chooses: ClassVar[bool] = False
    """True: `takes` may refuse a query to its server block, so that several blocks can have one zone and port."""

    @classmethod
    def parse(cls, reader: Reader, block: Block) -> Any:
        """Read every occurrence of the directive in a server block; pure: no I/O, no clock, no network.

        Returns the Config for `__init__`; a list of them when each occurrence is a link of its own; None when the
        directive only sets something of the block. Errors go to `reader`, all of them, each at its place.
        """
        for _ in reader.occurrences():
            if reader.next_arg():
                raise reader.arg_error()
        return ()

    def __init__(self, config: Any, services: Services) -> None:
        self.config = config
        self.services = services

    def assembled(self, plugins: Sequence[Plugin]) -> None:
        """See all plugins of the own server block, in the order of execution; called once, before any starts."""

    async def start(self) -> None:
        """Open files, sockets, credentials; raises `StartError` for what the machine lacks."""

    async def serve(self, request: Request, next: Next) -> Response | None:
        """Answer, or ask `next` and return what it returned, changed or not; None sends nothing.

        A plugin that leaves this out is no link of the chain: it only starts and stops.
        """
        return await next(request)

    def quick(self, request: Request, next: Quick) -> Response | Wait[Response] | None:
        """What `serve` would return, where that is known at once; None where it is not, and `serve` is asked then.

        Or a wait for it, where nothing remains to be done once the response is there. When that wait fails, `serve` is
        asked; so a plugin that began something leaves itself and that in `request.begun`, and goes on with it there,
        as `request.begun_by`. One that cannot pass a wait of `next` on returns None. For plugins in the way of many
        queries: it saves the coroutine.
        """
        return None

    def again(self, request: Request, response: Response, next: Again) -> Told | None:
        """Who is to be told when `response`, which `quick` returned under a lease, is given again without asking.

        None where the plugin has to see each query. One that only observes adds itself to what `next` returns; the
        lease's owner begins the row. It is asked once, not for each query.
        """
        return None

    def ready(self) -> bool:
        """Whether the plugin can do its work, for the plugin *ready*; cheap, and asked at any time after `start`.

        One that has something to wait for (a first list of objects, a transfer) overrides it: by that it says that
        it can be ready, as a CoreDNS plugin does with its `Ready() bool`.
        """
        return True

    def takes(self, request: Request) -> bool:
        """Whether the server block takes a query at all; where not, the next block of the same zone is tried.

        Asked in front of the chain, of all plugins of a block in their order that override it, where one `chooses`.
        """
        return True

    def metadata(self, request: Request) -> Mapping[str, str]:
        """What to say of a query in advance, by labels such as "plugin/name"; asked where *metadata* stands.

        What is learnt while a query is served goes into `request.labels`, unless that is None.
        """
        return {}

    async def drain(self) -> None:
        """Called before the server stops for good, while queries are still answered; the end waits for it."""

    async def stop(self) -> None:
        """Give back what `start` took; called once, after the last query."""


def build(plugins: Sequence[Plugin]) -> Next:
    """The plugins as one callable, the first outermost; past the last one is SERVFAIL, as in CoreDNS."""
    following: Next = partial(_no_next, plugins[-1].name if plugins else "")
    signers = _signers(plugins)
    for place, plugin in reversed(list(enumerate(plugins))):
        following = _link(plugin.serve, following)
        if place in signers:
            following = signers[place].signed(following)
    return following


def _signers(plugins: Sequence[Plugin]) -> Mapping[int, Signer]:
    if not any(plugin.asks_who for plugin in plugins):
        return {}
    from pydns_host.signing import signers  # it needs what `check` does without

    return signers(plugins)


def _link(serve: Callable[[Request, Next], Coroutine[Any, Any, Response | None]], following: Next) -> Next:
    def link(request: Request) -> Coroutine[Any, Any, Response | None]:
        return serve(request, following)

    return link


def build_quick(plugins: Sequence[Plugin]) -> Quick | None:
    """Those plugins of a chain that may answer at once, and those in front of them; None when there are none."""
    following: Quick | None = None
    signers = _signers(plugins)
    for place, plugin in reversed(list(enumerate(_quick_ones(plugins)))):
        following = _quick_link(plugin.quick, following or _not_at_once)
        if place in signers:
            following = signers[place].quick(following)
    return following


def build_again(plugins: Sequence[Plugin]) -> Again:
    """The same plugins, asked who is to be told of answers that are given again."""
    following: Again = _ask_anew
    for plugin in reversed(_quick_ones(plugins)):
        following = partial(plugin.again, next=following) if _goes_with(plugin, "again", "quick") else _ask_anew
    return following


def _quick_ones(plugins: Sequence[Plugin]) -> list[Plugin]:
    front = list(takewhile(_is_quick, plugins))
    while front and front[-1].observes:
        front.pop()
    return front


def _quick_link(quick: Callable[[Request, Quick], Response | Wait[Response] | None], following: Quick) -> Quick:
    def link(request: Request) -> Response | Wait[Response] | None:
        return quick(request, following)

    return link


def _is_quick(plugin: Plugin) -> bool:
    return _goes_with(plugin, "quick", "serve")


def _goes_with(plugin: Plugin, short: str, whole: str) -> bool:
    """Whether a plugin has a method that stands for another: a subclass may have changed that other one alone."""
    ancestry = type(plugin).__mro__
    first, second = (next(c for c in ancestry if name in vars(c)) for name in (short, whole))
    return first is not Plugin and ancestry.index(first) <= ancestry.index(second)


def _not_at_once(request: Request) -> None:
    return None


def _ask_anew(request: Request, response: Response) -> None:
    return None


def takers(plugins: Sequence[Plugin]) -> tuple[Callable[[Request], bool], ...]:
    """Who is asked whether a server block takes a query; nobody where it takes them all."""
    if not any(plugin.chooses for plugin in plugins):
        return ()
    return tuple(plugin.takes for plugin in plugins if type(plugin).takes is not Plugin.takes)


def is_end(next: Next) -> bool:
    """Whether no plugin is left behind `next`; for one that would then rather refuse than fail, as CoreDNS's do."""
    return isinstance(next, partial) and next.func is _no_next


async def _no_next(name: str, request: Request) -> Response | None:
    raise QueryError(f"plugin/{name}: no next plugin found")


def always(response: Callable[[Request], Response | None]) -> Next:
    """A chain's end that answers by a plain function; for tests and small tools."""

    async def answer(request: Request) -> Response | None:
        return response(request)

    return answer
