"""The plugin: says over HTTP whether all plugins that have something to wait for are done waiting.

How HTTP is spoken is the host's business (`services.http`), which plugins are waited for is that of `waiting`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from pydns_host.chain import Plugin
from pydns_host.http.endpoints import Joint, Mount
from pydns_host.http.messages import HttpRequest, HttpResponse
from pydns_host.plugins.ready.config import Config, parse
from pydns_host.plugins.ready.waiting import Waiting

if TYPE_CHECKING:
    from corefile.options import Reader
    from pydns_host.block import Block
    from pydns_host.services import Services

PATH = "/ready"
_NOBODY = "worker"  # stands for the plugins of a worker that does not say which are missing
_UNAVAILABLE = 503


class Ready(Plugin):
    """Answers on a path of its own. It is no link of a chain."""

    name = "ready"

    @classmethod
    def parse(cls, reader: Reader, block: Block) -> Config:
        """One `ready` in a server block."""
        return parse(reader, block)

    def __init__(self, config: Config, services: Services) -> None:
        super().__init__(config, services)
        self._waiting: Waiting = services.shared.setdefault(self.name, Waiting())
        self._mount: Mount | None = None
        self._draining = False

    def assembled(self, plugins: Sequence[Plugin]) -> None:
        """Have the plugins of this block waited for; those of other blocks with *ready* are, too."""
        self._waiting.add(plugins, self.config.continuously)

    async def start(self) -> None:
        """Answer from now on; raises `StartError` for an address that cannot be had."""
        self._mount = await self.services.http.mount(self.config.address, PATH, Joint(self._missing, self._answer))

    def _missing(self) -> list[str] | str:
        """The names of plugins that are not ready; or a text, when it is no matter which are."""
        return "Shutting down" if self._draining else self._waiting.names()

    def _answer(self, request: HttpRequest, workers: Sequence[list[str] | str | None]) -> HttpResponse:
        """Ready is who is ready in all workers."""
        for told in workers:
            if isinstance(told, str):
                return HttpResponse(_UNAVAILABLE, told.encode())
        names = {name for told in workers for name in ([_NOBODY] if told is None else told)}
        missing = ",".join(sorted(names))
        if not missing:
            return HttpResponse(body=b"OK")
        self.services.log.info(f'Plugins not ready: "{missing}"')
        return HttpResponse(_UNAVAILABLE, missing.encode())

    async def drain(self) -> None:
        """Say no from now on, while what is asked is answered still."""
        self._draining = True

    async def stop(self) -> None:
        """Answer no more."""
        if self._mount is not None:
            await self._mount.close()
