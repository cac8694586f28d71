"""Upstreams that are this very process: asked without a socket, with the same sharing and deadline as over one.

Whether an address is this process's own is for the host to say (`services.local`).
"""

from __future__ import annotations

from collections.abc import Coroutine
from functools import partial
from typing import Any

from pydns_host.drive import Wait
from pydns_host.message import Request, Response
from pydns_host.services import Local
from pydns_host.timers import Timers
from pydns_host.upstream.address import Address, end
from pydns_host.upstream.errors import UpstreamError, stopped, timed_out
from pydns_host.upstream.flights import sharing_key


class LocalTransport:
    """Asks this process; a server that forwards to itself waits for itself here until the deadline, as over sockets."""

    def __init__(self, address: Address, local: Local, timers: Timers, timeout: float) -> None:
        self._address = address
        self._local = local
        self._timers = timers
        self._timeout = timeout
        self._asking: dict[bytes, list[Wait[Response]]] = {}

    def exchange(self, request: Request) -> Coroutine[Any, Any, Response] | None:
        """The answer to come, raising `UpstreamError`; None when the address is not this process's."""
        coroutine = self._local(request, self._address.host, self._address.port)
        if coroutine is None:
            return None
        return self._lead(sharing_key(request.question), coroutine)

    async def _lead(self, key: bytes, coroutine: Coroutine[Any, Any, Response | None]) -> Response:
        """Ask, unless somebody who began before asks the same."""
        led = self._asking.get(key)
        if led is not None:
            coroutine.close()
            wait: Wait[Response] = Wait()
            led.append(wait)
            return await self._follow(wait)
        waits: list[Wait[Response]] = []
        self._asking[key] = waits
        outcome: Response | None = None
        silent = False
        try:
            outcome = await coroutine
            silent = outcome is None
        finally:
            del self._asking[key]
            for wait in waits:
                if outcome is not None:
                    wait.set(outcome)
                else:
                    wait.fail(self._silence() if silent else stopped())
        if outcome is None:
            raise self._silence()
        return outcome

    async def _follow(self, wait: Wait[Response]) -> Response:
        timer = self._timers.after(self._timeout, partial(wait.fail, self._silence()))
        try:
            return await wait
        finally:
            timer.cancel()

    def _silence(self) -> UpstreamError:
        return timed_out("read", "udp", (end(self._address.host, 0), str(self._address)))
