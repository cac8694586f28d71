"""Reads the Corefile again and serves what it says, one time after the other; who asks for it is not known here.

What is wrong with it is logged, and changes nothing.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from corefile import CorefileError
from pydns_host.cli.garbage import settle
from pydns_host.cli.loader import Loader
from pydns_host.configuration import failures
from pydns_host.errors import StartError
from pydns_host.server import Server
from pydns_host.workers.count import OTHER_NUMBER, workers

Asked = asyncio.Future[list[str]]


class Reloading:
    """The Corefile of this process, for plugins (`Configuration`)."""

    def __init__(self, loader: Loader, submit: Callable[[Asked], None]) -> None:
        """`submit` has `reload` called by whoever may wait for it, and gives the future its result."""
        self._loader = loader
        self._submit = submit
        self.changed = False

    @property
    def fingerprint(self) -> str:
        """That of the Corefile which was tried last."""
        return self._loader.fingerprint

    def read(self) -> str:
        """The fingerprint of what it says now; blocks, and raises `CorefileError`."""
        return self._loader.read()

    def reload(self) -> Asked:
        """Serve what it says now. Not done by the caller, whom a reload may end."""
        self.changed = True
        asked: Asked = asyncio.get_running_loop().create_future()
        self._submit(asked)
        return asked


async def reload(server: Server, loader: Loader) -> list[str]:
    """Serve what the Corefile says now, or go on with what it said before; what is wrong with it, after saying so."""
    log = server.logs.host
    log.info("Reloading")
    try:
        plan = loader.plan()
        await server.start(plan)
    except CorefileError as error:
        failed = [diagnostic.line() for diagnostic in error.diagnostics]
    except (StartError, OSError) as error:
        failed = str(error).splitlines()
    else:
        if workers(loader.options.workers, plan) != 1:
            log.warning(OTHER_NUMBER.format(1))
        for warning in plan.warnings:
            log.warning(warning.line())
        settle()
        log.info("Reloading complete")
        return []
    for line in failed:
        log.error(f"Restart failed: {line}")
    failures(server.metrics).inc()
    return failed
