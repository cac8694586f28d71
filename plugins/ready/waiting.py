"""Which plugins are not ready yet, of all server blocks that say *ready*. How that is told is `plugin`'s business."""

from __future__ import annotations

from collections.abc import Iterable

from pydns_host.chain import Plugin


class Waiting:
    """The plugins that can be ready and of which it is not known for good."""

    def __init__(self) -> None:
        self._asked: list[tuple[Plugin, bool]] = []

    def add(self, plugins: Iterable[Plugin], continuously: bool) -> None:
        """Ask these, too, as far as they say that they can be ready; `continuously` even after they said yes."""
        able = (plugin for plugin in plugins if type(plugin).ready is not Plugin.ready)
        self._asked.extend((plugin, continuously) for plugin in able)

    def names(self) -> list[str]:
        """The names of plugins that are not ready, sorted, each once."""
        missing = {id(plugin) for plugin, _ in self._asked if not plugin.ready()}
        self._asked = [asked for asked in self._asked if asked[1] or id(asked[0]) in missing]
        return sorted({plugin.name for plugin, _ in self._asked if id(plugin) in missing})
