"""The event loop of a server: asyncio's own, waiting on the queue of `readers` and so on everything at once.

Packets are then taken as soon as the kernel tells of them; the loop's machinery runs for what is asyncio's only.
"""

from __future__ import annotations

import asyncio
import math
import selectors
from collections.abc import Callable, Coroutine, Mapping
from typing import Any, TypeVar

from pydns_host.readers import Readers

T = TypeVar("T")
_Ready = list[tuple[selectors.SelectorKey, int]]


def run(main: Callable[[Readers], Coroutine[Any, Any, T]]) -> T:
    """Run `main` to its end, as `asyncio.run` does, and hand it the readers of the loop that it runs in."""
    readers = Readers()
    with asyncio.Runner(loop_factory=lambda: new_loop(readers)) as runner:
        return runner.run(main(readers))


def new_loop(readers: Readers) -> asyncio.AbstractEventLoop:
    """A loop that serves these readers."""
    return asyncio.SelectorEventLoop(_Selector(readers))


class _Selector(selectors.BaseSelector):
    """What asyncio watches is one descriptor among those of the readers: those are served while asyncio waits."""

    def __init__(self, readers: Readers) -> None:
        self._asyncios = selectors.DefaultSelector()
        self._readers = readers
        self._found: _Ready = []
        readers.looped = True
        readers.add(self._asyncios, self._find)

    def _find(self) -> None:
        self._found = self._asyncios.select(0)

    def select(self, timeout: float | None = None) -> _Ready:
        """Serve readers, and return what asyncio has to do itself; either ends the wait."""
        self._found = []
        # Rounded up to what epoll knows, milliseconds, so that a timer is due when the wait ends.
        self._readers.poll(-1 if timeout is None else math.ceil(max(timeout, 0) * 1000) / 1000)
        return self._found

    def register(self, fileobj: Any, events: int, data: Any = None) -> selectors.SelectorKey:
        """Watch for asyncio."""
        return self._asyncios.register(fileobj, events, data)

    def unregister(self, fileobj: Any) -> selectors.SelectorKey:
        """Watch no more."""
        return self._asyncios.unregister(fileobj)

    def modify(self, fileobj: Any, events: int, data: Any = None) -> selectors.SelectorKey:
        """Watch for something else."""
        return self._asyncios.modify(fileobj, events, data)

    def get_map(self) -> Mapping[Any, selectors.SelectorKey]:
        """What is watched."""
        return self._asyncios.get_map()

    def close(self) -> None:
        """Give the descriptors back."""
        self._readers.close()
        self._asyncios.close()
