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
    contexts = _contexts(config, {target.protocol for target in targets})
    judge = Judge()  # one for all: they say the same
    made: list[Upstream] = []
    for target in targets:
        address = to_address(target)
        if isinstance(address, str):
            services.log.warning(f"{target.address} can never be asked: {address}")
            made.append(Unusable(target.address, address))
        else:
            settings = settings_of(config, target, contexts.get(target.protocol))
            made.append(make_endpoint(address, target.protocol, settings, services, "forward", judge))
    return made


def _contexts(config: Config, protocols: set[str]) -> dict[str, SSLContext]:
    """The TLS of each protocol; with a `tls` option also when none needs it, so that missing files are told."""
    wanted = [protocol for protocol in ("tls", "https") if protocol in protocols]
    if config.tls is not None and not wanted:
        wanted = ["tls"]
    return {protocol: _context(config.tls or (), protocol) for protocol in wanted}


def _context(files: tuple[str, ...], protocol: str) -> SSLContext:
    alpn = ("h2", "http/1.1") if protocol == "https" else ()
    if len(files) < 2:
        return client_context(authorities="".join(files), alpn=alpn)
    return client_context(files[0], files[1], "".join(files[2:]), alpn)


def settings_of(config: Config, target: Target, context: SSLContext | None) -> Settings:
    """What the options come down to for one upstream."""
    return Settings(
        expire=config.expire,
        max_age=config.max_age,
        max_idle=config.max_idle,
        read_timeout=config.read_timeout,
        source=config.source,
        tls=context,
        servername=target.servername or config.servername,
        doh_method=config.doh_method,
        health_interval=config.health.interval,
        health_tcp=config.force_tcp,
        health_recursion=config.health.recursion,
        health_name=config.health.name,
    )
