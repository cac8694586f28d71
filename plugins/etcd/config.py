"""What a Corefile says about etcd: zones kept in an etcd store, and how to reach it. This version reads none."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from corefile.arguments import (
    CONTRADICTION,
    NO_EFFECT,
    NotAllowedError,
    fallthrough,
    first_occurrence,
    last,
    origins,
    without_effect,
)
from corefile.durations import SECOND
from corefile.options import Option, Options, Read, Reader, one, parse_duration, parse_uint, words

if TYPE_CHECKING:
    from pydns_host.block import Block

ENDPOINT = "http://localhost:2379"
MIN_LEASE, MAX_LEASE = 30, 24 * 60 * 60  # seconds
_MAX_TTL = 2**32 - 1


@dataclass(frozen=True, slots=True)
class Config:
    """The zones, where their records are, how long leases make them live (in seconds), and what goes on.

    `tls` are files: CA, or CERT KEY, or CERT KEY CA; None without the option. The password is not shown.
    """

    zones: tuple[str, ...]
    path: str = "skydns"
    endpoints: tuple[str, ...] = (ENDPOINT,)
    tls: tuple[str, ...] | None = None
    username: str = ""
    password: str = field(default="", repr=False)
    min_lease: int = MIN_LEASE
    max_lease: int = MAX_LEASE
    fallthrough: tuple[str, ...] = ()


def _endpoints(reader: Reader) -> tuple[str, ...]:
    return tuple(word.value for word in words(1)(reader))


def _tls(reader: Reader) -> tuple[str, ...]:
    args = reader.remaining_args()
    if len(args) > 3:
        raise reader.error(f"maximum of three arguments allowed for TLS config, found {len(args)}", code="CF211")
    return tuple(word.value for word in args)


def _credentials(reader: Reader) -> tuple[str, str]:
    args = words(1)(reader)
    if len(args) != 2:
        raise reader.error("credentials requires 2 arguments, username and password", code="CF211")
    if not args[0].value or not args[1].value:
        reader.warn("an empty name or password is no login", args[0], code=NO_EFFECT)
    return args[0].value, args[1].value


def _ttl(text: str) -> int:
    """Seconds, from a number of them or a duration; nothing is 0."""
    text = text.strip()
    if not text:
        return 0
    try:
        parse_uint(text)
        text = f"{text}s"
    except ValueError:
        pass  # a duration says its unit itself
    try:
        nanoseconds = parse_duration(text)
    except ValueError:
        raise NotAllowedError("invalid TTL format, use format like '30', '30s', '5m', '1h', or '2h30m'") from None
    if nanoseconds < 0:
        raise NotAllowedError("TTL must be non-negative")
    if nanoseconds > _MAX_TTL * SECOND:
        raise NotAllowedError(f"TTL too large, maximum is {_MAX_TTL} seconds")
    return nanoseconds // SECOND


def _lease(option: str) -> Read:
    def read(reader: Reader) -> int:
        text: str = one()(reader)
        try:
            return _ttl(text)
        except ValueError as error:
            raise reader.error(f"invalid {option} value: {error}") from None

    return read


def _ignored(reader: Reader) -> None:
    """An option that was taken away, and counts no words."""
    reader.warn(f"'{reader.value}' does nothing", code=NO_EFFECT)


OPTIONS = Options(
    Option("path", one(), "PATH: where in the store the records are", single=True),
    Option("endpoint", _endpoints, "URL...: the store's servers", single=True),
    Option("tls", _tls, "files: CA, or CERT KEY, or CERT KEY CA", single=True),
    Option("credentials", _credentials, "NAME PASSWORD: who asks", single=True),
    Option("min-lease-ttl", _lease("min-lease-ttl"), "DURATION: the least TTL of a record with a lease", single=True),
    Option("max-lease-ttl", _lease("max-lease-ttl"), "DURATION: the highest TTL of a record with a lease", single=True),
    Option("fallthrough", fallthrough, "[ZONE...]: pass questions without an answer on", single=True),
    Option("upstream", without_effect("names outside the zones are always looked up in this server"), "does nothing"),
    Option("stubzones", _ignored, "does nothing"),
    Option("debug", _ignored, "does nothing"),
)


def parse(reader: Reader, block: Block) -> Config:
    """The first occurrence in a server block; no other is read."""
    config = Config(block.zones)
    for begins in first_occurrence(reader):
        zones = origins(reader, block.zones)
        options = OPTIONS.read_block(reader)
        tls = last(options, "tls", None)
        username, password = last(options, "credentials", ("", ""))
        config = Config(
            zones,
            last(options, "path", "skydns"),
            last(options, "endpoint", (ENDPOINT,)),
            None if tls is None else tuple(block.path(name) for name in tls),
            username,
            password,
            last(options, "min-lease-ttl", MIN_LEASE),
            last(options, "max-lease-ttl", MAX_LEASE),
            last(options, "fallthrough", ()),
        )
        if config.max_lease < config.min_lease:
            reader.warn("max-lease-ttl is below min-lease-ttl", begins, code=CONTRADICTION)
    return config
