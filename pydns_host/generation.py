"""What one Corefile brought up: its plugins, made, started and stopped without one failure hiding another.

When generations follow each other, and what they listen on, is `server`'s business.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import NamedTuple

from corefile import CorefileError
from pydns_host import chain
from pydns_host.again import Again
from pydns_host.assemble import Link, PlannedBlock
from pydns_host.chain import Plugin
from pydns_host.errors import StartError
from pydns_host.logs import PluginLog
from pydns_host.message import Request
from pydns_host.services import Services
from pydns_host.transports.limits import Limits
from pydns_host.zones import Zones

Key = tuple[str, int]
HandOut = Callable[[PlannedBlock, str], Services]  # the services for a plugin of this name


class Chain(NamedTuple):
    """The plugins of a block as callables; the rest as in `zones.Site`."""

    next: chain.Next | None
    inline: bool
    quick: chain.Quick | None
    again: Again | None
    takes: tuple[Callable[[Request], bool], ...] = ()


class Generation:
    """The plugins of a plan, and the zones and limits of each listening address."""

    def __init__(self, log: PluginLog) -> None:
        self.zones: dict[Key, Zones] = {}
        self.limits: dict[Key, Limits] = {}
        self._log = log
        self._made: list[Plugin] = []
        self._started: list[Plugin] = []

    def make(self, planned: PlannedBlock, services: HandOut) -> Chain:
        """The chain of those plugins of a block that serve.

        Raises `StartError` for a plugin that cannot be made.
        """
        plugins = [_make(link, planned, services) for link in planned.links]
        self._made.extend(plugins)
        for plugin in plugins:
            plugin.assembled(plugins)
        links = [plugin for plugin in plugins if type(plugin).serve is not Plugin.serve]
        if not links:
            return Chain(None, True, None, None)
        inline = all(link.inline for link in links)
        quick, again = chain.build_quick(links), chain.build_again(links)
        return Chain(chain.build(links), inline, quick, again, chain.takers(plugins))

    async def start(self) -> None:
        """Start every plugin; raises `StartError` with what each of those says that do not start."""
        said: list[str] = []
        for plugin in self._made:
            self._started.append(plugin)  # one that fails half-way has something to give back, too
            try:
                await plugin.start()
            except (StartError, CorefileError) as error:
                said.append(str(error))
            except Exception as error:
                said.append(str(_failed(plugin.name, error)))
        if said:
            raise StartError("\n".join(dict.fromkeys(said)))

    async def drain(self) -> None:
        """Tell every plugin that the server is about to stop for good, and wait for those that want it to wait."""
        drained = await asyncio.gather(*(plugin.drain() for plugin in self._started), return_exceptions=True)
        for plugin, error in zip(self._started, drained, strict=True):
            if isinstance(error, Exception):
                self._log.error(f"plugin/{plugin.name}: drain: {type(error).__name__}: {error}")

    async def stop(self) -> None:
        """Stop what was started, the last first; one that fails is logged and keeps no other from stopping."""
        while self._started:
            plugin = self._started.pop()
            try:
                await plugin.stop()
            except Exception as error:
                self._log.error(f"plugin/{plugin.name}: stop: {type(error).__name__}: {error}")


def _make(link: Link, planned: PlannedBlock, services: HandOut) -> Plugin:
    try:
        return link.plugin(link.config, services(planned, link.plugin.name))
    except (StartError, CorefileError):
        raise
    except Exception as error:
        raise _failed(link.plugin.name, error) from error


def _failed(name: str, error: Exception) -> StartError:
    """What an exception that a plugin did not mean to raise says of the start."""
    kind = "" if isinstance(error, OSError) else f"{type(error).__name__}: "
    return StartError(f"plugin/{name}: {kind}{error}")
