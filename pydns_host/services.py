"""What the host hands to each plugin: clock, log, metrics, timers, tasks and the way to upstreams. Never a global.

A plugin that needs a thing of the machine asks here, so that a test can hand it another.
"""

from __future__ import annotations

import asyncio
import os
import sys
import time
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from pydns_host.http.endpoints import Endpoints
from pydns_host.logs import PluginLog
from pydns_host.metrics import Metrics
from pydns_host.readers import Readers
from pydns_host.tasks import Tasks
from pydns_host.timers import Timers

if TYPE_CHECKING:
    from pydns_host.block import Block
    from pydns_host.configuration import Configuration
    from pydns_host.drive import Wait
    from pydns_host.inflight import Asker
    from pydns_host.message import Request, Response

Local = Callable[["Request", str, int], "Coroutine[Any, Any, Response | None] | None"]
Resolve = Callable[["Request"], "Coroutine[Any, Any, Response | None]"]


class Here(Protocol):
    """A listener of this process, as somebody who asks it without a socket."""

    def begin(
        self, request: Request, end: tuple[str, int, str], asker: Asker, since: float
    ) -> Response | Wait[Response] | None:
        """What the plugins there know at once, or have begun; None, with nothing done, where that is nothing."""


def _nowhere(request: Request, address: str, port: int) -> None:
    return None


def _nobody_there(end: tuple[str, int]) -> None:
    return None


async def _nobody(request: Request) -> None:
    return None


def leave(status: int) -> None:
    """End the process from the event loop, where nothing is between that could take it for a mistake of a plugin."""
    asyncio.get_running_loop().call_soon(sys.exit, status)


@dataclass(frozen=True, slots=True)
class Services:
    """Handed to `Plugin.__init__`; one for each plugin.

    `clock` gives monotonic seconds, `now` seconds since 1970. `tasks` runs coroutines beside the queries, logged and
    counted when they fail. `readers` watches sockets of which there are many. `local` asks this very process: it
    returns a coroutine with the answer when the address and port (as a forward names them) are listened on here,
    else None; `here` tells who listens there, for what is known at once or begun, as `Plugin.quick` does. `resolve`
    asks the zones of the request's own listener from the top, whatever block they are of: how a CNAME is followed out
    of a zone. `hosts` are the addresses that the block listens on, "" for all. `leave` ends the process with an exit
    status, as soon as what is being done is done. `configuration` is the Corefile, where this process has one.
    `shared` is one dict for all plugins that a Corefile brings up, by directive. `seed` is a secret that all workers
    share, for names of their own which each of them must know. `http` answers HTTP, beyond reloads too.
    """

    block: Block
    log: PluginLog
    metrics: Metrics
    timers: Timers
    tasks: Tasks
    readers: Readers
    clock: Callable[[], float] = time.monotonic
    now: Callable[[], float] = time.time
    local: Local = _nowhere
    here: Callable[[tuple[str, int]], Here | None] = _nobody_there
    resolve: Resolve = _nobody
    hosts: tuple[str, ...] = ("",)
    leave: Callable[[int], None] = leave
    configuration: Configuration | None = None
    shared: dict[str, Any] = field(default_factory=dict)
    seed: bytes = field(default_factory=lambda: os.urandom(16))
    http: Endpoints = field(default_factory=Endpoints)
