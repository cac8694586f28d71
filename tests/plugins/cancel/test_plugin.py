"""Which deadline queries get."""

from __future__ import annotations

import pytest

from pydns_host.message import Request, Response
from pydns_host.plugins.cancel.plugin import Cancel
from pydns_host.testing import Bench, ask, block, make


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
