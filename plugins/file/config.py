"""What a Corefile says about file: which zones come from which files, and when they are read again.

No file is opened here; that is `sources`' business.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from corefile.nodes import Word
from corefile.options import Option, Options, Reader, format_duration, parse_duration, words
from corefile.zones import normalize_exact
from pydns_host import names

if TYPE_CHECKING:
    from pydns_host.block import Block

SECOND = 1_000_000_000  # nanoseconds
DEFAULT_RELOAD = 60 * SECOND


@dataclass(frozen=True, slots=True)
class ZoneConfig:
    """One zone: its `origin` on the wire, its file, and `reload` in nanoseconds (0: read once only).

    `fallthrough` are the names under which questions without an answer go to the next plugin.
    """

    origin: bytes
    path: str
    reload: int = DEFAULT_RELOAD
    by_mtime: bool = False
    fallthrough: tuple[bytes, ...] = ()

    @property
    def seconds(self) -> float:
        """The reload interval in seconds."""
        return self.reload / SECOND

    @property
    def interval(self) -> str:
        """The reload interval as text: `1m0s`."""
        return format_duration(self.reload)

    def falls_through(self, key: bytes) -> bool:
        """Whether a question that has no answer here goes on; `key` is its name in lower case."""
        return any(names.is_subdomain(key, zone) for zone in self.fallthrough)


@dataclass(frozen=True, slots=True)
class Config:
    """All zones of a server block, whichever directive names them; each once."""

    zones: tuple[ZoneConfig, ...]


def _reload(reader: Reader) -> int:
    args = words()(reader)
    if not args:
        raise reader.error("reload duration value is expected", code="CF211")
    try:
        interval = parse_duration(args[0].value)
    except ValueError as error:
        # The reference says the plugin's name twice here.
        raise reader.error(f"plugin/file: plugin/file: {error}", args[0], code="CF220") from None
    if interval < 0:
        # The reference takes it and then crashes at its start.
        raise reader.error("panic: non-positive interval for NewTicker", args[0], "use 0 to never reload", code="CF220")
    for word in args[1:]:
        reader.warn(f"'{word.value}' is not read: reload takes one duration", word)
    return interval


def _upstream(reader: Reader) -> None:
    reader.warn("'upstream' does nothing: names outside the zone are always looked up in this server")
    words()(reader)


def _fallthrough(reader: Reader) -> tuple[bytes, ...]:
    args = words()(reader)
    return tuple(_on_wire(reader, args)) if args else (names.ROOT,)


def _names(zones: Iterable[str]) -> Iterator[bytes]:
    """Zones in wire form, less those that no question can be for."""
    for zone in zones:
        with suppress(names.BadName):
            yield names.from_text(zone).lower()


def _on_wire(reader: Reader, args: Iterable[Word]) -> Iterator[bytes]:
    """The zones that words name; one that names none is left out, as in the reference, with a warning."""
    for word in args:
        found = list(_names(normalize_exact(word.value)))
        yield from found
        if not found:
            reader.warn(f"'{word.value}' is not a zone and is left out", word, code="CF301")


OPTIONS = Options(
    Option("reload", _reload, "how often to look for a new serial; 0: never"),
    Option("reload_by_mtime", lambda reader: True, "reload when the file's modification time changes, not its serial"),
    Option("fallthrough", _fallthrough, "pass questions without an answer on; for all names, or these zones"),
    Option("upstream", _upstream, "does nothing"),
)


def parse(reader: Reader, block: Block) -> Config:
    """Every occurrence adds zones: those it names, or those of the server block; of the same zone the last counts."""
    zones: dict[bytes, ZoneConfig] = {}
    for _ in reader.occurrences():
        with reader.recovering():
            for zone in _occurrence(reader, block):
                if zone.origin in zones:
                    shown = names.to_text(zone.origin)
                    reader.warn(f"{shown} is served from {zone.path} only, not from {zones[zone.origin].path}")
                zones[zone.origin] = zone
    return Config(tuple(zones.values()))


def _occurrence(reader: Reader, block: Block) -> list[ZoneConfig]:
    if not reader.next_arg():
        raise reader.arg_error()
    path = block.path(reader.value)
    args = reader.remaining_args()
    origins = list(_on_wire(reader, args) if args else _names(block.zones))
    given: dict[str, list[Any]] = OPTIONS.read_block(reader)
    return [
        ZoneConfig(
            origin,
            path,
            reload=given.get("reload", [DEFAULT_RELOAD])[-1],
            by_mtime="reload_by_mtime" in given,
            fallthrough=given.get("fallthrough", [()])[-1],
        )
        for origin in origins
    ]
