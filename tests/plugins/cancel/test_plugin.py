"""Which deadline queries get."""

from __future__ import annotations

import contextlib

import pytest

from pydns_host import names
from pydns_host.chain import Next
from pydns_host.errors import QueryError
from pydns_host.message import Edns, Question, Request, Response
from pydns_host.plugins.cancel.plugin import Cancel
from pydns_host.testing import Bench, answering, ask, block, failing, make, request


@pytest.mark.parametrize(
    ("directive", "before", "deadline"),
    [
        ("cancel", None, 1005.001),
        ("cancel 2s", None, 1002.0),
        ("cancel 2s", 1001.5, 1001.5),
        ("cancel 2s", 1009.0, 1002.0),
    ],
    ids=["usual", "its own", "an earlier one", "a later one"],
)
async def test_the_plugins_behind_are_told_when_to_end(directive: str, before: float | None, deadline: float) -> None:
    seen: list[float | None] = []

    async def behind(query: Request) -> Response:
        seen.append(query.deadline)
        return query.reply()

    bench = Bench(block("."))
    bench.clock.now = 1000.0
    await ask(make(Cancel, directive, bench), "a.test.", next=behind, deadline=before)
    assert seen == [deadline]


@pytest.mark.parametrize("behind", [answering(), failing()], ids=["an answer", "a failure"])
async def test_what_a_plugin_behind_says_of_the_answers_look_is_kept(behind: Next) -> None:
    query, other = request("a.test."), Question(names.from_text("a.test."), 1, edns=Edns(512))

    async def restating(asked: Request) -> Response | None:
        asked.restate(other)
        return await behind(asked)

    with contextlib.suppress(QueryError):
        await make(Cancel, "cancel").serve(query, restating)
    assert query.question is other
