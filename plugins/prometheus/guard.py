"""Keeps in front of metrics what the web configuration asks for: TLS, passwords, headers and a limit of requests.

What the file says is `web`'s business. It is read anew as soon as it, or a file that it names, has changed.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Callable
from dataclasses import replace
from typing import NamedTuple

from pydns_host.errors import StartError
from pydns_host.http.guard import Respond
from pydns_host.http.messages import TEXT, HttpRequest, HttpResponse
from pydns_host.logs import PluginLog
from pydns_host.plugins.prometheus import certificates, web
from pydns_host.plugins.prometheus.passwords import Passwords
from pydns_host.plugins.prometheus.web import Web

_SECOND = 1_000_000_000  # nanoseconds
_PLAIN = {"Content-Type": TEXT, "X-Content-Type-Options": "nosniff"}
_UNAUTHORIZED = HttpResponse(401, b"Unauthorized\n", {**_PLAIN, "WWW-Authenticate": "Basic"})
_TOO_MANY = HttpResponse(429, b"Too Many Requests\n", _PLAIN)
_BROKEN = HttpResponse(500, b"Internal Server Error\n", _PLAIN)


class _State(NamedTuple):
    """What a file asks for, read at one time."""

    web: Web
    context: ssl.SSLContext | None


class Bucket:
    """So many requests at once, and then one in each interval."""

    def __init__(self, interval: int, burst: int, clock: Callable[[], float]) -> None:
        """`interval` in nanoseconds; one of 0 or less is no limit."""
        self._interval = interval / _SECOND
        self._burst = burst
        self._clock = clock
        self._left = float(burst)
        self._then = clock()

    def take(self) -> bool:
        """Whether there may be one more request now."""
        if self._interval <= 0:
            return True
        now = self._clock()
        self._left = min(self._burst, self._left + (now - self._then) / self._interval)
        self._then = now
        if self._left < 1:
            return False
        self._left -= 1
        return True


class WebGuard:
    """Stands in front of an address as a file says (`pydns_host.http.guard.Guard`)."""

    def __init__(self, file: str, clock: Callable[[], float], log: PluginLog) -> None:
        """Reads the file; blocks, and raises `StartError`."""
        self._file = file
        self._log = log
        self._passwords: Passwords | None = None
        self._broken = ""  # what is wrong with the file now
        self._now = self._read()
        self._secure = self._now.context is not None
        self._bucket = Bucket(self._now.web.interval, self._now.web.burst, clock)

    def _read(self) -> _State:
        found = web.read(self._file)
        try:
            context = certificates.context(found.tls) if found.tls else None
        except ValueError as error:
            raise StartError(f"{self._file}: tls_server_config: {error}") from None
        if found.users and self._passwords is None:
            try:
                self._passwords = Passwords()
            except StartError as error:
                raise StartError(f"{self._file}: {error}") from None
        return _State(found, context)

    def _changed(self) -> bool:
        try:
            return any(path.read_bytes() != octets for path, octets in self._now.web.read.items())
        except OSError:
            return True

    def _refresh(self) -> None:
        """Go by what the file says now; blocks, and raises `StartError`."""
        if not self._broken and not self._changed():
            return
        found = self._read()
        if self._secure and found.context is None:
            raise StartError(f"{self._file}: asks for TLS no more, which takes a reload of the Corefile")
        self._now = found
        self._broken = ""

    async def _is_good(self) -> bool:
        """Whether the file can be gone by; what is wrong with it is logged once."""
        try:
            await asyncio.to_thread(self._refresh)
        except StartError as error:
            if self._broken != str(error):
                self._log.error(f"No metrics are told: {error}")
            self._broken = str(error)
            return False
        return True

    async def admits(self, writer: asyncio.StreamWriter, timeout: float) -> bool:
        """Whether a client may ask; see `Guard`."""
        if not self._secure:
            return True
        if not await self._is_good():
            return False
        now = self._now
        context, allowed = now.context, now.web.tls.get("client_allowed_sans")
        if context is None:
            return False
        await writer.start_tls(context, ssl_handshake_timeout=timeout)
        if allowed is None or context.verify_mode is ssl.CERT_NONE:
            return True
        names = certificates.names_of(writer.get_extra_info("peercert") or {})
        return not names.isdisjoint(allowed)

    async def answer(self, request: HttpRequest, respond: Respond) -> HttpResponse:
        """What `respond` says, or why nothing is said."""
        if not await self._is_good():
            return _BROKEN
        if not self._bucket.take():
            return _TOO_MANY
        web = self._now.web
        authorization = request.headers.get("authorization", "")
        if self._passwords is not None and web.users and not await self._passwords.fit(web.users, authorization):
            response = _UNAUTHORIZED
        else:
            response = await respond(request)
        return replace(response, headers={**web.headers, **response.headers}) if web.headers else response

    def close(self) -> None:
        """Give back what it has."""
        if self._passwords is not None:
            self._passwords.close()
