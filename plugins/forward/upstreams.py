"""From a Config to the upstreams that it means: addresses found, certificates read, endpoints made.

Done once, at start; queries never come here.
"""

from __future__ import annotations

from collections.abc import Callable
from ssl import SSLContext

from pydns_host.plugins.forward.config import Config
from pydns_host.plugins.forward.resolve import resolve, to_address
from pydns_host.plugins.forward.targets import Target
from pydns_host.services import Services
from pydns_host.upstream import Address, Judge, Settings, Unusable, Upstream
from pydns_host.upstream.tls import client_context

MakeEndpoint = Callable[[Address, str, Settings, Services, str, Judge], Upstream]


async def make(config: Config, services: Services, make_endpoint: MakeEndpoint) -> list[Upstream]:
    """The upstreams in the order of the Corefile; raises `StartError` for what the machine lacks."""
    targets = await resolve(config.targets, config.resolvers, services)
    context = _context(config, targets)
    judge = Judge()  # one for all: they say the same
    made: list[Upstream] = []
    for target in targets:
        address = to_address(target)
        if isinstance(address, str):
            services.log.warning(f"{target.address} can never be asked: {address}")
            made.append(Unusable(target.address, address))
        else:
            settings = settings_of(config, target, context)
            made.append(make_endpoint(address, target.protocol, settings, services, "forward", judge))
    return made


def _context(config: Config, targets: list[Target]) -> SSLContext | None:
    """The TLS of all upstreams; made also when none needs it, so that files that are missing are told."""
    files = config.tls
    if files is None and all(target.protocol == "dns" for target in targets):
        return None
    if files is None or len(files) < 2:
        return client_context(authorities="".join(files or ()))
    return client_context(*files)


def settings_of(config: Config, target: Target, context: SSLContext | None) -> Settings:
    """What the options come down to for one upstream."""
    return Settings(
        expire=config.expire,
        max_age=config.max_age,
        max_idle=config.max_idle,
        read_timeout=config.read_timeout,
        source=config.source,
        tls=None if target.protocol == "dns" else context,
        servername=target.servername or config.servername,
        doh_method=config.doh_method,
        health_interval=config.health.interval,
        health_tcp=config.force_tcp,
        health_recursion=config.health.recursion,
        health_name=config.health.name,
    )
