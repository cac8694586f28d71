"""Addresses of a host name, asked of given resolvers or of this machine's own; done once, at start.

Queries of clients never come here.
"""

from __future__ import annotations

import asyncio
import ipaddress
import re
import socket
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from pydns_host import names
from pydns_host.message import Question, Request, Response
from pydns_host.services import Services
from pydns_host.upstream.address import Address
from pydns_host.upstream.endpoint import Endpoint
from pydns_host.upstream.errors import UpstreamError
from pydns_host.upstream.judge import Judge
from pydns_host.upstream.settings import Settings

_A, _AAAA = 1, 28
_MAX_NAME, _MAX_LABEL = 253, 63
_LABEL = re.compile(r"[A-Za-z0-9_]([A-Za-z0-9_-]*[A-Za-z0-9_])?")


def is_host_name(text: str) -> bool:
    """Whether Go's resolver would ask for a name: letters, digits, hyphens and underscores, and not digits alone."""
    labels = text.removesuffix(".").split(".")
    if len(text.removesuffix(".")) > _MAX_NAME or all(label.isdigit() for label in labels):
        return False
    return all(len(label) <= _MAX_LABEL and _LABEL.fullmatch(label) for label in labels)


async def system_addresses(host: str) -> list[str]:
    """What this machine's own resolver says of a name; raises `UpstreamError`."""
    if not is_host_name(host):
        raise UpstreamError(f"lookup {host}: no such host")  # nobody is asked for what can be no name
    with ThreadPoolExecutor(1) as pool:  # one of its own: it ends here, the loop's default one would stay
        try:
            found = await asyncio.get_running_loop().run_in_executor(
                pool, socket.getaddrinfo, host, None, 0, socket.SOCK_DGRAM
            )
        except (OSError, UnicodeError):
            raise UpstreamError(f"lookup {host}: no such host") from None
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


async def addresses(host: str, resolvers: Sequence[Address], services: Services, proxy: str) -> list[str]:
    """The IPv4 and then the IPv6 addresses of `host` from the first resolver that has some.

    Raises `UpstreamError` with the last resolver's own trouble when none has.
    """
    trouble = ""
    for resolver in resolvers:
        endpoint = Endpoint(resolver, "dns", Settings(), services, proxy, Judge())
        try:
            found, error = await _ask(endpoint, host)
        finally:
            await endpoint.close()
        if found:
            return found
        trouble = f": {error}" if error else trouble
    raise UpstreamError(f'no addresses found for "{host}"{trouble}')


async def _ask(endpoint: Endpoint, host: str) -> tuple[list[str], UpstreamError | None]:
    found: list[str] = []
    for rtype in (_A, _AAAA):
        query = Request(Question(names.from_text(host), rtype))
        try:
            response = await endpoint.exchange(query, "udp")
        except UpstreamError as error:
            return found, error
        found.extend(_of_type(response, rtype))
    return found, None


def _of_type(response: Response, rtype: int) -> list[str]:
    return [str(ipaddress.ip_address(record.rdata)) for record in response.answer if record.type == rtype]
