"""Plugins that tell what they do: each question that comes to one, whom it asks, how it ends and when.

What they are told about, and how it is shown, is `query`'s and `text`'s business.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from pydns_host.chain import Next, Plugin, is_end
from pydns_host.errors import QueryError, StartError
from pydns_host.explain.model import Hop
from pydns_host.message import Request, Response
from pydns_host.mnemonics import RCODES


@dataclass(slots=True)
class Open:
    """A hop that has begun; `asked` are the requests that it passed on, and `got` what came back last."""

    directive: str
    place: str
    inside: int | None
    request: Request
    begun: float
    asked: list[Request] = field(default_factory=list)
    got: Response | None = None
    outcome: str = ""
    ended: float | None = None


class Trace:
    """The hops of one question, in the order in which they began; `clock` gives monotonic seconds."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self.opened: list[Open] = []
        self.notes: list[str] = []
        self._clock = clock

    def hops(self, request: Request) -> tuple[Hop, ...]:
        """What is known of the hops of a request, each behind the one that it is inside of.

        What plugins ask by themselves meanwhile is left out.
        """
        order: list[int] = []
        for index, hop in enumerate(self.opened):
            if hop.inside is None and _same(hop.request, request):
                order.append(index)
                self._descend(index, order)
        places = {index: position for position, index in enumerate(order)}
        return tuple(self._hop(self.opened[index], places) for index in order)

    def _descend(self, inside: int, order: list[int]) -> None:
        for index, hop in enumerate(self.opened):
            if hop.inside == inside:
                order.append(index)
                self._descend(index, order)

    def _hop(self, hop: Open, places: dict[int, int]) -> Hop:
        return Hop(
            hop.directive,
            hop.place,
            None if hop.inside is None else places[hop.inside],
            f"{hop.request.text} {hop.request.type_text}",
            hop.outcome or "had not ended",
            round(((hop.ended or self._clock()) - hop.begun) * 1e6),
        )

    def traced(self, plugin: type[Plugin], place: str) -> type[Plugin]:
        """The plugin's class, with hops for what it serves; one that cannot start is noted, and passes all on."""
        trace = self
        unstarted: set[Plugin] = set()

        async def start(self: Plugin) -> None:
            try:
                await plugin.start(self)
            except (StartError, OSError) as error:
                unstarted.add(self)
                trace.notes.append(f"{plugin.name} ({place}) did not start, and is left out: {error}")

        async def serve(self: Plugin, request: Request, next: Next) -> Response | None:
            if self in unstarted:
                return await next(request)
            return await trace.follow(plugin, self, place, request, next)

        changes: dict[str, object] = {"start": start, "inline": False}
        if plugin.serve is not Plugin.serve:
            changes["serve"] = serve
        return type(plugin.__name__, (plugin,), changes)

    async def follow(
        self, plugin: type[Plugin], made: Plugin, place: str, request: Request, next: Next
    ) -> Response | None:
        """Serve a request by a plugin, and keep what happens."""
        hop = Open(plugin.name, place, self._inside(request), request, self._clock())
        self.opened.append(hop)

        async def following(inner: Request) -> Response | None:
            hop.asked.append(inner)
            hop.got = await next(inner)
            return hop.got

        try:
            response = await plugin.serve(made, request, next if is_end(next) else following)
            hop.outcome = _outcome(hop, response)
        except BaseException as error:
            hop.outcome = _raised(error)
            raise
        finally:
            hop.ended = self._clock()
        return response

    def _inside(self, request: Request) -> int | None:
        """Who asked: who passed this request on; else who was asked the same, or simply the last one, and waits."""
        running = [index for index, hop in enumerate(self.opened) if hop.ended is None]
        for index in reversed(running):
            if any(asked is request for asked in self.opened[index].asked):
                return index
        for index in reversed(running):
            if _same(self.opened[index].request, request):
                return index
        return running[-1] if running else None


def _same(one: Request, other: Request) -> bool:
    return (one.key, one.type) == (other.key, other.type)


def _outcome(hop: Open, response: Response | None) -> str:
    if response is None:
        return "sends nothing"
    code = RCODES[response.rcode]
    records = sum(response.counts)
    said = f"{code}, {records} record{'' if records == 1 else 's'}" if records else code
    if not hop.asked:
        return f"answers {said}"
    if response is hop.got:
        return f"passes on {said}"
    others = [f"{each.text} {each.type_text}" for each in hop.asked if not _same(each, hop.request)]
    return f"asks {' and '.join(others)}; answers {said}" if others else f"makes it {said}"


def _raised(error: BaseException) -> str:
    if isinstance(error, QueryError):
        return f"{RCODES[error.rcode]}: {error.text}"
    return f"{type(error).__name__}: {error}"
