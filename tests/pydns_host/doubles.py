"""Small plugins that the host's tests serve: one that says which block answered, one that waits, one that misbehaves.

Nothing is tested here.
"""

from __future__ import annotations

import asyncio
from typing import Any, ClassVar

import dns.rrset

from corefile.options import Reader
from pydns_host.block import Block
from pydns_host.chain import Next, Plugin
from pydns_host.errors import StartError
from pydns_host.message import Request, Response


class Says(Plugin):
    """`says WORD` answers every question with a TXT record of that word."""

    name = "says"
    before = "whoami"
    inline = True

    @classmethod
    def parse(cls, reader: Reader, block: Block) -> str:
        reader.next()
        if not reader.next_arg():
            raise reader.arg_error()
        return reader.value

    async def serve(self, request: Request, next: Next) -> Response | None:
        return request.reply(answer=[dns.rrset.from_text(request.name, 60, "IN", "TXT", self.config)])


class Gate:
    """Where queries wait until the test opens it."""

    def __init__(self) -> None:
        self.open = asyncio.Event()
        self.waiting = 0
        self._changed = asyncio.Event()

    async def pass_through(self) -> None:
        self.waiting += 1
        self._changed.set()
        try:
            await self.open.wait()
        finally:
            self.waiting -= 1

    async def holds(self, queries: int) -> None:
        """Wait until so many queries wait."""
        while self.waiting < queries:
            self._changed.clear()
            async with asyncio.timeout(10):
                await self._changed.wait()


def gated(gate: Gate, *, runs_inline: bool = True) -> type[Plugin]:
    """A plugin `gated` in front of others: names that begin with "slow" wait at the gate."""

    class Gated(Plugin):
        name = "gated"
        before = "says"
        inline = runs_inline

        async def serve(self, request: Request, next: Next) -> Response | None:
            if request.text.startswith("slow"):
                await gate.pass_through()
            return await next(request)

    return Gated


class Life(Plugin):
    """`life WORD` notes when it is started and stopped; `life fails` or `lacks` does not start, `sticks` not stop."""

    name = "life"
    before = "errors"
    events: ClassVar[list[str]]

    @classmethod
    def parse(cls, reader: Reader, block: Block) -> str:
        reader.next()
        reader.next_arg()
        if reader.value == "parse":
            raise KeyError("a mistake of the plugin")
        return reader.value

    def __init__(self, config: Any, services: Any) -> None:
        super().__init__(config, services)
        if config == "init":
            raise KeyError("a mistake of the plugin")

    async def start(self) -> None:
        self.events.append(f"start {self.config}")
        if self.config == "fails":
            raise ValueError("cannot start")
        if self.config == "lacks":
            raise StartError("plugin/life: no disk")

    async def stop(self) -> None:
        self.events.append(f"stop {self.config}")
        if self.config == "sticks":
            raise ValueError("cannot stop")


def life() -> type[Life]:
    """`Life` with events of its own."""

    class Lived(Life):
        name = "life"
        events: ClassVar[list[str]] = []

    return Lived
