"""What ready says of plugins that wait, over sockets of the loopback."""

from __future__ import annotations

from typing import ClassVar

import pytest

from pydns_host.chain import Next, Plugin
from pydns_host.message import Request, Response
from pydns_host.testing import serving


class Slow(Plugin):
    """Ready when a test says so; one state for each server block."""

    name = "slow"
    before = "whoami"
    states: ClassVar[dict[str, bool]] = {}

    def ready(self) -> bool:
        """What the test says."""
        return self.states[self.services.block.zones[0]]

    async def serve(self, request: Request, next: Next) -> Response | None:
        """Not asked."""
        return await next(request)


def config(*monitors: str) -> str:
    """A server block for each letter of the alphabet, with such a plugin and `ready`."""
    blocks = [
        f"{zone}.test:53 {{\nready {{\n{monitor}\n}}\nslow\n}}" for zone, monitor in zip("abc", monitors, strict=False)
    ]
    return "\n".join(blocks) + "\n"


async def test_nothing_to_wait_for_is_ready() -> None:
    async with serving(".:53 {\nready\nwhoami\n}\n") as served:
        assert await served.get(":8181", "/ready") == (200, "OK")


async def test_what_waits_is_named_and_logged() -> None:
    Slow.states = {"a.test.": False}
    async with serving(config(""), plugins=[Slow]) as served:
        assert await served.get(":8181", "/ready") == (503, "slow")
        assert '[INFO] plugin/ready: Plugins not ready: "slow"' in served.lines


async def test_a_plugin_is_ready_when_it_is_in_all_server_blocks() -> None:
    Slow.states = {"a.test.": False, "b.test.": True}
    async with serving(config("", ""), plugins=[Slow]) as served:
        assert await served.get(":8181", "/ready") == (503, "slow")
        Slow.states["a.test."] = True
        assert await served.get(":8181", "/ready") == (200, "OK")


@pytest.mark.parametrize(
    ("monitor", "expected"),
    [("", (200, "OK")), ("monitor until-ready", (200, "OK")), ("monitor continuously", (503, "slow"))],
)
async def test_a_plugin_that_was_ready_once(monitor: str, expected: tuple[int, str]) -> None:
    Slow.states = {"a.test.": True}
    async with serving(config(monitor), plugins=[Slow]) as served:
        assert await served.get(":8181", "/ready") == (200, "OK")
        Slow.states["a.test."] = False
        assert await served.get(":8181", "/ready") == expected


async def test_erratic_is_ready_after_three_and_four_queries() -> None:
    text = ".:53 {\nready {\nmonitor continuously\n}\nerratic {\ndrop 0\n}\n}\n"
    async with serving(text) as served:
        said = []
        for _ in range(6):
            said.append((await served.get(":8181", "/ready"))[0])
            await served.ask("x.test.")
        assert said == [503, 503, 503, 200, 200, 503]
