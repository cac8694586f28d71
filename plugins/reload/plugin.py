"""The plugin: looks now and then whether the Corefile has changed, and has it served if it has.

Reading and serving it is the host's business (`services.configuration`).
"""

from __future__ import annotations

import asyncio
import secrets
from typing import TYPE_CHECKING

from corefile import CorefileError
from corefile.durations import SECOND
from pydns_host.chain import Plugin
from pydns_host.configuration import Configuration
from pydns_host.plugins.reload.config import Config, parse
from pydns_host.plugins.reload.metrics import ReloadMetrics

if TYPE_CHECKING:
    from corefile.options import Reader
    from pydns_host.block import Block
    from pydns_host.services import Services

UNREADABLE = "CF002"  # there is no Corefile to be read now; the reference says nothing then


class Reload(Plugin):
    """Watches the Corefile, its imports and its environment. It is no link of a chain."""

    name = "reload"

    @classmethod
    def parse(cls, reader: Reader, block: Block) -> Config:
        """The first `reload` of a server block."""
        return parse(reader, block)

    def __init__(self, config: Config, services: Services) -> None:
        super().__init__(config, services)
        self.interval = config.interval
        if config.jitter:
            # Servers that began at the same time shall not all reload at the same time.
            self.interval += secrets.randbelow(config.jitter) - config.jitter // 2
        self._metrics = ReloadMetrics(services.metrics)
        self._watcher: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Begin to watch; of several in a Corefile one does it, in the interval of the last."""
        configuration = self.services.configuration
        if configuration is None:
            return
        watching: Reload = self.services.shared.setdefault(self.name, self)
        watching.interval = self.interval
        if watching is not self:
            return
        self.services.log.info(f"Running configuration SHA512 = {configuration.fingerprint}")
        if configuration.changed:
            self._metrics.version(configuration.fingerprint)
        self._watcher = self.services.tasks.spawn(self._watch(configuration), "plugin/reload: watch")

    async def _watch(self, configuration: Configuration) -> None:
        while True:
            await asyncio.sleep(self.interval / SECOND)
            await self.look(configuration)

    async def look(self, configuration: Configuration) -> None:
        """Have a changed Corefile served; one that was tried before is not tried again.

        When it is served, this plugin has ended; what stands behind the reload is done only when it has failed.
        """
        log = self.services.log
        try:
            found = await asyncio.to_thread(configuration.read)
        except CorefileError as error:
            for diagnostic in error.diagnostics:
                if diagnostic.code != UNREADABLE:
                    log.warning(f"Corefile parse failed: {diagnostic.line()}")
            return
        if found == configuration.fingerprint:
            return
        self._metrics.version(found)
        failed = await configuration.reload()
        for line in failed:
            log.error(f"Corefile changed but reload failed: starting with listener file descriptors: {line}")

    async def stop(self) -> None:
        """Watch no more."""
        if self._watcher is not None:
            self._watcher.cancel()
            await asyncio.gather(self._watcher, return_exceptions=True)
