"""Who answered: responses are signed on their way back to a plugin that asks for it (`Plugin.asks_who`).

Chains in which nobody asks, or in which only one plugin can have answered, are left as they are by `chain`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from pydns_host.response import Response

if TYPE_CHECKING:
    from pydns_host.chain import Next, Plugin, Quick
    from pydns_host.drive import Wait
    from pydns_host.message import Request


class Signer:
    """Writes a plugin's name on what it made itself; what came from `behind` it bears a name already.

    The same response may have come from another chain of this process, and then bears a name of that one.
    """

    def __init__(self, name: str, behind: frozenset[str]) -> None:
        self._name = name
        self._behind = behind

    def sign(self, response: object) -> None:
        """Sign what a plugin returned, whatever that is."""
        if isinstance(response, Response) and getattr(response, "by", "") not in self._behind:
            response.by = self._name

    def signed(self, following: Next) -> Next:
        """The plugin as one callable, its responses signed."""

        async def link(request: Request) -> Response | None:
            response = await following(request)
            self.sign(response)
            return response

        return link

    def quick(self, following: Quick) -> Quick:
        """The same for what the plugin knows at once."""

        def link(request: Request) -> Response | Wait[Response] | None:
            response = following(request)
            self.sign(response)
            return response

        return link


def signers(plugins: Sequence[Plugin]) -> dict[int, Signer]:
    """Who signs, by its place: behind the first that asks, up to the first whose answers all are its own."""
    first = next((place for place, plugin in enumerate(plugins) if plugin.asks_who), len(plugins))
    behind: frozenset[str] = frozenset()
    found: dict[int, Signer] = {}
    for place, plugin in reversed(list(enumerate(plugins))[first + 1 :]):
        if plugin.claims:
            found, behind = {}, frozenset()
        if not plugin.observes:
            found[place] = Signer(plugin.name, behind)
            behind |= {plugin.name}
    return found
