"""What a Corefile says about forward, one Config for each directive; `targets` reads the TO words.

Files, names and certificates are looked at when the plugin starts, not here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Any

from corefile.nodes import Word
from corefile.options import Reader, format_duration
from corefile.zones import normalize_exact
from pydns_host import names
from pydns_host.block import Block
from pydns_host.plugins.forward.options import OPTIONS, HealthCheck, last, merged
from pydns_host.plugins.forward.targets import Later, Target, TargetError, classify

EXTRAS = {"https": "upstreams over HTTPS (https://)"}
MAX_TARGETS = 15
_SECOND = 1_000_000_000


@dataclass(frozen=True, slots=True)
class Config:
    """One forward; names are in wire form and lower case, times are seconds.

    `max_attempts` is None for the default of two for each upstream, 0 for no bound. `tls` are the files of the `tls`
    option, None without one. `limit` is `max_concurrent` as it was written, for the error's text. `followed` says
    that the next link of the chain is a forward too.
    """

    zone: bytes
    targets: tuple[Target | Later, ...]
    excepted: tuple[bytes, ...] = ()
    policy: str = "random"
    max_fails: int = 2
    max_attempts: int | None = None
    health: HealthCheck = field(default_factory=HealthCheck)
    force_tcp: bool = False
    prefer_udp: bool = False
    tls: tuple[str, ...] | None = None
    servername: str = ""
    expire: float = 10.0
    max_age: float = 0.0
    max_idle: int = 0
    read_timeout: float = 2.0
    doh_method: str = "POST"
    max_concurrent: int = 0
    limit: str = ""
    next_rcodes: frozenset[int] = frozenset()
    next_on_nodata: bool = False
    failfast: bool = False
    failover: frozenset[int] = frozenset()
    resolvers: tuple[Target, ...] = ()
    source: str = ""
    followed: bool = False


def parse(reader: Reader, block: Block) -> list[Config]:
    """Every `forward` of a block is a link of its own, in their order."""
    found = []
    for begins in reader.occurrences():
        with reader.recovering():
            config = _read(reader, block, begins)
            found.extend([] if config is None else [config])
    return [replace(config, followed=config is not found[-1]) for config in found]


def _read(reader: Reader, block: Block, begins: Word) -> Config | None:
    """One forward; None when no question can be for its zone."""
    args, opening = reader.remaining_args(), reader.following
    options = OPTIONS.read_block(reader)
    if len(args) < 2:
        raise reader.arg_error(args[0] if args else opening or begins)
    zone = _zone(reader, args[0])
    targets = _targets(reader, args[1:], last(options, "tls_servername", ""))
    if zone is None:
        return None
    config = _config(zone, targets, options, block)
    _check_ages(reader, options, config)
    if config.force_tcp and config.prefer_udp:
        reader.warn("force_tcp takes precedence: prefer_udp does nothing beside it", begins, code="CF330")
    return config


def _zone(reader: Reader, word: Word) -> bytes | None:
    zones = normalize_exact(word.value)
    if not zones:
        raise reader.error(f"unable to normalize '{word.value}'", word)
    if len(zones) > 1:
        text = f"Unsupported CIDR notation: '{word.value}' expands to multiple zones. Using only '{zones[0]}'."
        reader.warn(text, word, code="CF331")
    try:
        return names.from_text(zones[0])
    except names.BadName:
        reader.warn(f"no question can ever be for the zone {zones[0]}", word, code="CF302")
        return None


def _excepted(zones: Iterable[str]) -> Iterator[bytes]:
    """In wire form, less those that no name can be in."""
    for zone in zones:
        with suppress(names.BadName):
            yield names.from_text(zone)


def _targets(reader: Reader, words: list[Word], servername: str) -> tuple[Target | Later, ...]:
    found = []
    wrong = False
    for word in words:
        try:
            target = classify(word.value)
        except TargetError as error:
            reader.record(reader.error(str(error), word))
            wrong = True
            continue
        if isinstance(target, Target):
            _check(reader, word, target, servername)
        if target is None:
            reader.warn(f"'{word.value}' is a directory and names no upstream", word, code="CF332")
        else:
            found.append(target)
    if not found and not wrong:
        raise reader.error("no valid upstream addresses found", words[0])
    if len(found) > MAX_TARGETS:
        raise reader.error(f"more than {MAX_TARGETS} TOs configured: {len(found)}", words[MAX_TARGETS])
    return tuple(found)


def _check(reader: Reader, word: Word, target: Target, servername: str) -> None:
    """What of an address is an error or a warning beside it."""
    if target.servername and servername:
        clash = f"both forward ('{servername}') and proxy level ('{target.servername}') TLS servernames are set"
        shown = f"{target.protocol}://{target.address}"
        reader.record(reader.error(f"{clash} for upstream proxy '{shown}'", word))
    if not target.host:
        reader.warn(f"'{word.value}' has no port and can never be asked", word, code="CF333")
    elif target.port.isdecimal() and not 0 < int(target.port) <= 65535:
        reader.warn(f"nothing can listen on port {target.port}", word, code="CF333")


def _config(zone: bytes, targets: tuple[Target | Later, ...], options: dict[str, list[Any]], block: Block) -> Config:
    concurrent, limit = last(options, "max_concurrent", (0, ""))
    files = last(options, "tls", None)
    get: Callable[..., Any] = lambda name, default: last(options, name, default)  # noqa: E731
    return Config(
        zone=zone,
        targets=targets,
        excepted=tuple(_excepted(merged(options, "except"))),
        policy=get("policy", "random"),
        max_fails=get("max_fails", 2),
        max_attempts=get("max_connect_attempts", None),
        health=_health(options.get("health_check", [])),
        force_tcp="force_tcp" in options,
        prefer_udp="prefer_udp" in options,
        tls=None if files is None else tuple(block.path(word.value) for word in files),
        servername=get("tls_servername", ""),
        expire=get("expire", 10 * _SECOND) / _SECOND,
        max_age=get("max_age", (0, None))[0] / _SECOND,
        max_idle=get("max_idle_conns", 0),
        read_timeout=get("read_timeout", 2 * _SECOND) / _SECOND,
        doh_method=get("doh_method", "POST"),
        max_concurrent=concurrent,
        limit=limit,
        next_rcodes=frozenset(merged(options, "next")),
        next_on_nodata="next_on_nodata" in options,
        failfast="failfast_all_unhealthy_upstreams" in options,
        failover=frozenset(merged(options, "failover")),
        resolvers=get("resolver", ()),
        source=get("source_address", ""),
    )


def _health(checks: list[HealthCheck]) -> HealthCheck:
    """The last one counts, but `no_rec` stays once it was said, as in the reference."""
    if not checks:
        return HealthCheck()
    return replace(checks[-1], recursion=all(check.recursion for check in checks))


def _check_ages(reader: Reader, options: dict[str, list[Any]], config: Config) -> None:
    age, word = last(options, "max_age", (0, None))
    expire = last(options, "expire", 10 * _SECOND)
    if 0 < age < expire:
        shown = f"max_age ({format_duration(age)}) must not be less than expire ({format_duration(expire)})"
        raise reader.error(shown, word)
