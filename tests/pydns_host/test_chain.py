"""How plugins become one callable. Which ones, and in which order, is tested with `assemble`."""

from __future__ import annotations

import pytest

from corefile import CorefileError
from pydns_host.chain import Next, Plugin, Quick, always, build, build_quick, is_end
from pydns_host.drive import Wait
from pydns_host.errors import QueryError
from pydns_host.message import REFUSED, Request, Response
from pydns_host.testing import Bench, ask, block, configure, make, request

from .doubles import Says


class Outer(Plugin):
    """Notes that it is asked, passes the question on, and sets the answer's rcode."""

    name = "outer"

    async def serve(self, request: Request, next: Next) -> Response | None:
        response = await next(request)
        return None if response is None else response.replace(rcode=3)


class Passive(Plugin):
    """Leaves everything as it is."""

    name = "passive"


async def test_the_first_plugin_is_outermost_and_has_the_last_word() -> None:
    chain = build([make(Outer, "outer"), make(Says, "says inner")])
    response = await chain(request("www.example.org", "TXT"))
    assert response is not None
    assert (response.rcode, len(response.answer)) == (3, 1)


async def test_past_the_last_plugin_is_an_error_that_names_it() -> None:
    with pytest.raises(QueryError, match="plugin/outer: no next plugin found") as caught:
        await build([make(Outer, "outer")])(request("www.example.org"))
    assert caught.value.rcode == 2


async def test_a_chain_without_plugins_is_at_its_end() -> None:
    with pytest.raises(QueryError):
        await build([])(request("www.example.org"))


async def test_a_plugin_that_leaves_serve_out_passes_everything_on() -> None:
    answer = request("www.example.org").reply(3)
    plugin = make(Passive, "passive")
    assert await plugin.serve(request("www.example.org"), always(lambda _: answer)) is answer
    await plugin.start()
    await plugin.stop()


async def test_a_plugin_can_tell_that_it_is_the_last() -> None:
    seen: list[bool] = []

    class Curious(Plugin):
        name = "curious"

        async def serve(self, request: Request, next: Next) -> Response | None:
            seen.append(is_end(next))
            return request.reply() if seen[-1] else await next(request)

    bench = Bench(block())
    chain = build([Curious((), bench.services("curious")), Curious((), bench.services("curious"))])
    await ask(chain, "www.example.org")
    assert seen == [False, True]


def test_a_plugin_without_options_takes_no_argument() -> None:
    assert configure(Passive, "passive") == ()
    with pytest.raises(Exception, match="Wrong argument count or unexpected line ending after 'argument'") as caught:
        configure(Passive, "passive argument")
    assert not isinstance(caught.value, CorefileError)


class Answering(Plugin):
    name = "answering"

    async def serve(self, request: Request, next: Next) -> Response | None:
        return request.reply(REFUSED)

    def quick(self, request: Request, next: Quick) -> Response | Wait[Response] | None:
        return request.reply(REFUSED) if request.type == 1 else next(request)


class Watching(Plugin):
    name = "watching"
    observes = True

    def __init__(self) -> None:
        super().__init__((), None)  # type: ignore[arg-type]
        self.seen: list[object] = []

    def quick(self, request: Request, next: Quick) -> Response | Wait[Response] | None:
        found = next(request)
        self.seen.append(found)
        return found


class ServingOtherwise(Answering):
    name = "otherwise"

    async def serve(self, request: Request, next: Next) -> Response | None:
        return None


def _plugin(made: type[Plugin]) -> Plugin:
    return made((), None)  # type: ignore[arg-type]


def test_what_is_known_at_once_is_answered_through_those_in_front() -> None:
    watching = Watching()
    quick = build_quick([watching, _plugin(Answering)])
    assert quick is not None
    known, unknown = quick(request("a.test.", "A")), quick(request("a.test.", "TXT"))
    assert isinstance(known, Response)
    assert known.rcode == REFUSED
    assert unknown is None
    assert watching.seen == [known, None]


@pytest.mark.parametrize(
    "plugins",
    [[], [Watching()], [_plugin(Plugin), _plugin(Answering)], [_plugin(ServingOtherwise)]],
    ids=["no plugin", "only watched", "behind one that waits", "a subclass that serves otherwise"],
)
def test_a_chain_that_knows_nothing_at_once_is_not_asked_at_once(plugins: list[Plugin]) -> None:
    assert build_quick(plugins) is None
