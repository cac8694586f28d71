"""What may stand in front of an address of HTTP: TLS, passwords, limits. Who brings one is a plugin's business."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Protocol

from pydns_host.http.messages import HttpRequest, HttpResponse

Respond = Callable[[HttpRequest], Awaitable[HttpResponse]]


class Guard(Protocol):
    """Stands in front of every path of an address."""

    async def admits(self, writer: asyncio.StreamWriter, timeout: float) -> bool:
        """Whether a client may ask; speaks TLS with it first, where that is wanted, for `timeout` seconds at most.

        Nothing was read of it before. Raises `OSError` where TLS fails.
        """

    async def answer(self, request: HttpRequest, respond: Respond) -> HttpResponse:
        """What `respond` says, or why nothing is said."""

    def close(self) -> None:
        """Give back what it has."""


class Closed:
    """Lets nobody in: for an address whose own guard could not be had (`Guard`)."""

    async def admits(self, writer: asyncio.StreamWriter, timeout: float) -> bool:
        """Nobody may ask."""
        return False

    async def answer(self, request: HttpRequest, respond: Respond) -> HttpResponse:
        """Nobody could ask."""
        raise PermissionError("nobody is let in here")

    def close(self) -> None:
        """It has nothing to give back."""
