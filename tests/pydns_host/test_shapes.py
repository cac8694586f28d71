"""Plugins of the two usual shapes: what they answer or change is the same with and without a coroutine."""

from __future__ import annotations

from pydns_host.chain import always, build_quick
from pydns_host.drive import Wait
from pydns_host.message import NXDOMAIN, REFUSED, Request, Response
from pydns_host.shapes import Answering, Changing
from pydns_host.testing import ask, make, request


class Refusing(Answering):
    """Refuses what is asked of one name."""

    name = "refusing"

    def answer(self, request: Request) -> Response | None:
        return request.reply(REFUSED) if request.text == "no.test." else None


class Denying(Changing):
    """Makes NXDOMAIN of every answer."""

    name = "denying"

    def change(self, request: Request, response: Response) -> Response:
        return response.replace(rcode=NXDOMAIN)


BEHIND = always(lambda query: query.reply())


async def test_an_answering_plugin_leaves_what_is_not_its_own_to_the_next() -> None:
    plugin = make(Refusing, "refusing")
    assert [(await ask(plugin, name, "A", BEHIND)).rcode for name in ("no.test.", "yes.test.")] == [REFUSED, 0]
    found = [plugin.quick(request(name), lambda query: query.reply()) for name in ("no.test.", "yes.test.")]
    assert [one.rcode for one in found] == [REFUSED, 0]


async def test_a_changing_plugin_changes_what_comes_back() -> None:
    plugin = make(Denying, "denying")
    assert (await ask(plugin, "a.test.", "A", BEHIND)).rcode == NXDOMAIN
    assert plugin.quick(request("a.test."), lambda query: query.reply()).rcode == NXDOMAIN


async def test_silence_and_what_is_not_known_at_once_are_nothing_to_change() -> None:
    plugin = make(Denying, "denying")
    assert await plugin.serve(request("a.test."), always(lambda query: None)) is None
    coming: Wait[Response] = Wait()
    assert plugin.quick(request("a.test."), lambda query: coming) is None


def test_both_take_part_in_what_is_answered_at_once() -> None:
    quick = build_quick([make(Denying, "denying"), make(Refusing, "refusing")])
    assert quick is not None
    found = quick(request("no.test."))
    assert isinstance(found, Response)
    assert found.rcode == NXDOMAIN
    assert quick(request("yes.test.")) is None
