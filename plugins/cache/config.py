"""What a Corefile says about cache: what is kept, how much, how long, and what is given when it is too old.

Zones are octets in lower case; all times are seconds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from corefile.arguments import CONTRADICTION, UNUSABLE, last, once, origins, unread, value_of, within
from corefile.durations import SECOND, parse_duration
from corefile.nodes import Word
from corefile.numbers import atoi
from corefile.options import Option, Options, Reader, words
from corefile.zones import normalize
from pydns_host import names
from pydns_host.block import Block

SUCCESS, DENIAL = "success", "denial"
SHARDS, LEAST_IN_SHARD = 256, 4  # how the reference divides a capacity
MAX_FAILURE = 300  # seconds; RFC 2308 section 7.1
_MAX_TTL = 0xFFFFFFFF


@dataclass(frozen=True, slots=True)
class Tier:
    """One of both caches: entries that it holds, and the bounds of how long each is kept."""

    capacity: int
    ttl: int
    least: int = 5


@dataclass(frozen=True, slots=True)
class Stale:
    """serve_stale: how long entries are given after their end; `ttl` and `recheck` of RFC 8767 section 5.

    With `verify` a new answer is asked for first, for `timeout` seconds (0: as long as it takes).
    """

    up_to: float = 3600.0
    verify: bool = False
    timeout: float = 0.0
    ttl: int = 0
    recheck: float = 0.0


@dataclass(frozen=True, slots=True)
class Prefetch:
    """Entries asked for `amount` times, with no gap of `gap` seconds, are renewed in their last `percentage`."""

    amount: int = 0
    gap: float = 60.0
    percentage: int = 10


@dataclass(frozen=True, slots=True)
class Config:
    """One cache; `label` are its zones as metrics name them, `failure` is how long SERVFAIL is kept."""

    zones: tuple[bytes, ...]
    label: str
    success: Tier
    denial: Tier
    prefetch: Prefetch = Prefetch()
    stale: Stale | None = None
    prefer_positive: bool = False
    failure: float = 5.0
    keep_ttl: bool = False
    uncached: dict[str, tuple[bytes, ...]] = field(default_factory=dict)


def capacity(asked: int) -> int:
    """The entries that fit: rounded down to equal shards, and at least 1024, as in the reference."""
    return SHARDS * max(LEAST_IN_SHARD, int(asked / SHARDS))


_positive = within(atoi, 1, wrong="cache TTL can not be zero or negative: {}")
_least = within(atoi, 0, wrong="cache min TTL can not be negative: {}")


def _tier(reader: Reader) -> tuple[int, int | None, int | None]:
    name, args = reader.value, words(1)(reader)
    entries = value_of(reader, args[0], atoi)
    if entries < SHARDS * LEAST_IN_SHARD:
        reader.warn(f"a capacity of {entries} is taken as {capacity(entries)}", args[0], code=UNUSABLE)
    ttl = value_of(reader, args[1], _positive) if len(args) > 1 else None
    least = value_of(reader, args[2], _least) if len(args) > 2 else None
    unread(reader, args[3:], f"{name} takes a capacity and two times")
    if ttl is not None and least is not None and least > ttl:
        reader.warn(f"the least time, {least} s, is above the most, {ttl} s, which counts", args[2], code=CONTRADICTION)
    return entries, ttl, least


def _prefetch(reader: Reader) -> Prefetch:
    args = words(1, 3)(reader)
    amount = value_of(reader, args[0], within(atoi, 0, wrong="prefetch amount should be positive: {}"))
    gap = value_of(reader, args[1], parse_duration) / SECOND if len(args) > 1 else Prefetch().gap
    if gap < 0:
        reader.warn(f"prefetch's duration is negative: {args[1].value}", args[1], code=UNUSABLE)
    return Prefetch(amount, gap, _percentage(reader, args[2]) if len(args) > 2 else Prefetch().percentage)


def _percentage(reader: Reader, word: Word) -> int:
    text = word.value
    if not text.endswith("%"):
        # The reference crashes on an empty word.
        shown = repr(text[-1:]) if text else "nothing"
        raise reader.error(f"last character of percentage should be `%`, but is: {shown}", word)
    number = value_of(reader, replace(word, value=text[:-1]), atoi)
    if not 10 <= number <= 90:
        raise reader.error(f"percentage should fall in range [10, 90]: {number}", word)
    return int(number)


def _stale(reader: Reader) -> Stale:
    args = words(0, 5)(reader)
    up_to = _seconds(reader, args[0], "serve_stale", "") if args else Stale().up_to
    mode = args[1].value.lower() if len(args) > 1 else "immediate"
    if mode not in ("immediate", "verify"):
        raise reader.error(f"invalid value for serve_stale refresh mode: {mode}", args[1])
    verify, rest = mode == "verify", args[2:]
    if not verify and len(rest) > 2:
        raise reader.arg_error()
    timeout = 0.0
    if verify and rest:
        timeout = _seconds(reader, rest.pop(0), "serve_stale verify", "verify timeout", "timeout")
    ttl = _stale_ttl(reader, rest[0]) if rest else 0
    recheck = _recheck(reader, rest[1]) if len(rest) > 1 else 0.0
    return Stale(up_to, verify, timeout, ttl, recheck)


def _seconds(reader: Reader, word: Word, of: str, what: str, kind: str = "duration") -> float:
    unreadable = f"invalid serve_stale {what}: {{error}}" if what else "{error}"
    value = value_of(reader, word, parse_duration, unreadable)
    if value < 0:
        raise reader.error(f"invalid negative {kind} for {of}", word)
    return float(value / SECOND)


def _stale_ttl(reader: Reader, word: Word) -> int:
    value = value_of(reader, word, parse_duration, "invalid serve_stale response TTL: {error}")
    if value < 0:
        raise reader.error("invalid negative response TTL for serve_stale", word)
    if value % SECOND:
        raise reader.error("serve_stale response TTL must be a whole number of seconds", word)
    if value // SECOND > _MAX_TTL:
        raise reader.error("serve_stale response TTL exceeds the DNS TTL range", word)
    return int(value // SECOND)


def _recheck(reader: Reader, word: Word) -> float:
    seconds = _seconds(reader, word, "serve_stale", "failure recheck", "failure recheck")
    if seconds > MAX_FAILURE:
        raise reader.error("serve_stale failure recheck cannot exceed 5 minutes", word)
    return seconds


def _policy(reader: Reader) -> Word:
    begins, args = reader.word, words(1, 1)(reader)
    if args[0].value.lower() != "prefer_positive":
        raise reader.error(f"invalid serve_stale_policy: {args[0].value}", args[0])
    return begins


def _servfail(reader: Reader) -> float:
    [word] = words(1, 1)(reader)
    value = value_of(reader, word, parse_duration)
    if value < 0:
        raise reader.error("invalid negative ttl for servfail", word)
    if value > MAX_FAILURE * SECOND:
        raise reader.error("caching SERVFAIL responses over 5 minutes is not permitted", word)
    return float(value / SECOND)


def _disable(reader: Reader) -> tuple[str, tuple[bytes, ...]]:
    which, *args = words(1)(reader)
    zones = _on_wire([normalize(word.value) for word in args])
    if which.value not in (SUCCESS, DENIAL):
        raise reader.error(f'cache type for disable must be "{SUCCESS}" or "{DENIAL}"', which)
    return which.value, tuple(zones) if args else (names.ROOT,)


def _keepttl(reader: Reader) -> bool:
    words(0, 0)(reader)
    return True


OPTIONS = Options(
    Option(SUCCESS, _tier, "CAPACITY [TTL] [MINTTL]: the cache of positive answers", single=True),
    Option(DENIAL, _tier, "CAPACITY [TTL] [MINTTL]: the cache of negative answers and failures", single=True),
    Option("prefetch", _prefetch, "AMOUNT [DURATION [PERCENTAGE%]]: renew what is asked for often", single=True),
    Option("serve_stale", _stale, "[DURATION] [immediate|verify ...]: old answers rather than none", single=True),
    Option(
        "serve_stale_policy",
        _policy,
        "prefer_positive: a positive answer, even an old one, rather than a negative one",
        again="serve_stale_policy can only be specified once",
    ),
    Option("servfail", _servfail, "DURATION: how long failures are kept; 0: not at all", single=True),
    Option("disable", _disable, "success|denial [ZONE...]: keep nothing of these"),
    Option("keepttl", _keepttl, "give the original TTLs"),
    unknown=None,
)


def parse(reader: Reader, block: Block) -> Config | None:
    """The one `cache` of a server block."""
    config = None
    for _ in once(reader):
        with reader.recovering():
            ttl = _first_ttl(reader)
            zones = origins(reader, block.zones)
            config = _config(reader, ttl, zones, OPTIONS.read_block(reader))
    return config


def _first_ttl(reader: Reader) -> int | None:
    """The first word, where it is an integer; any other begins the zones."""
    word = reader.following
    try:
        atoi("" if word is None else word.value)
    except ValueError:
        return None
    reader.next_arg()
    return int(value_of(reader, reader.word, _positive))


def _config(reader: Reader, ttl: int | None, zones: Sequence[str], found: dict[str, list[Any]]) -> Config:
    policy = last(found, "serve_stale_policy", None)
    if policy is not None and "serve_stale" not in found:
        reader.record(reader.error("serve_stale_policy requires serve_stale", policy))
    return Config(
        tuple(_on_wire(zones)),
        ",".join(zones),
        _made(last(found, SUCCESS, None), ttl or 3600),
        _made(last(found, DENIAL, None), ttl or 1800),
        last(found, "prefetch", Prefetch()),
        last(found, "serve_stale", None),
        policy is not None,
        last(found, "servfail", 5.0),
        "keepttl" in found,
        dict(found.get("disable", [])),
    )


def _made(said: tuple[int, int | None, int | None] | None, ttl: int) -> Tier:
    entries, most, least = said or (10_000, None, None)
    return Tier(capacity(entries), ttl if most is None else most, 5 if least is None else least)


def _on_wire(zones: Sequence[str]) -> list[bytes]:
    found = []
    for zone in zones:
        try:
            found.append(names.from_text(zone).lower())
        except names.BadName:
            continue  # no question can be in it
    return found
