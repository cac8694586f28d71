"""What signals do to a running server: reload, stop, or stop at once; those that do nothing are named too.

How a server reloads and stops is its own business.
"""

from __future__ import annotations

import asyncio
import signal
from typing import NoReturn

from pydns_host.cli.loader import Loader
from pydns_host.cli.reloading import Asked, reload
from pydns_host.logs import PluginLog
from pydns_host.server import Server

FORCED = 2  # exit status after a second SIGINT, as in the reference


class Signals:
    """Takes signals from the moment it is made, one at a time; must be made in the main task of the loop."""

    def __init__(self, log: PluginLog) -> None:
        self._log = log
        self._queue: asyncio.Queue[signal.Signals | Asked] = asyncio.Queue()
        self._interrupted = False
        self._starting = asyncio.current_task()
        loop = asyncio.get_running_loop()
        loop.add_signal_handler(signal.SIGINT, self._interrupt)
        loop.add_signal_handler(signal.SIGTERM, self._end, signal.SIGTERM)
        loop.add_signal_handler(signal.SIGQUIT, self._quit)
        loop.add_signal_handler(signal.SIGUSR1, self._reload)
        signal.signal(signal.SIGHUP, signal.SIG_IGN)  # sent when a terminal closes; a server stays

    def _reload(self) -> None:
        """Reload once more after the reload that runs; however many ask for it, that one sees what they mean."""
        if self._queue.empty():
            self._queue.put_nowait(signal.SIGUSR1)

    def _end(self, number: signal.Signals) -> None:
        if self._starting is not None:
            self._starting.cancel()
        self._queue.put_nowait(number)

    def _interrupt(self) -> None:
        """Stop; whoever presses the keys again does not want to wait for queries in flight."""
        if self._interrupted:
            self._log.info("SIGINT: Force quit")
            raise SystemExit(FORCED)
        self._interrupted = True
        self._end(signal.SIGINT)

    def _quit(self) -> NoReturn:
        self._log.info("SIGQUIT: Quitting process immediately")
        raise SystemExit(0)

    def submit(self, asked: Asked) -> None:
        """Reload when it is its turn, and say what became of it."""
        self._queue.put_nowait(asked)

    async def serve(self, server: Server, loader: Loader) -> None:
        """Return on SIGTERM or SIGINT; reload on SIGUSR1, and when it is submitted."""
        self._starting = None
        while isinstance(asked := await self._queue.get(), asyncio.Future) or asked is signal.SIGUSR1:
            if isinstance(asked, asyncio.Future):
                failed = await reload(server, loader)
                if not asked.done():  # who asked may have ended with the old configuration
                    asked.set_result(failed)
                continue
            self._log.info("SIGUSR1: Reloading")
            for line in await reload(server, loader):
                self._log.error(f"SIGUSR1: starting with listener file descriptors: {line}")
        self._log.info(f"{asked.name}: Shutting down servers then terminating")
