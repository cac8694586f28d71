"""What a Corefile says about hosts: the file, lines of such a file, and what becomes of other questions.

No file is opened here (`plugin`), and lines are understood elsewhere (`table`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from corefile.addresses import parse_ip
from corefile.arguments import fallthrough, last, nothing, once, unread
from corefile.durations import SECOND
from corefile.nodes import Word
from corefile.options import Option, Options, Reader, atoi, did_you_mean, one_of, parse_duration, words
from corefile.zones import normalize_exact, origins_from_args_or_server_block
from pydns_host import names
from pydns_host.zones import zone_key

if TYPE_CHECKING:
    from pydns_host.block import Block

FILE, TTL, RELOAD = "/etc/hosts", 3600, 5 * SECOND
_MOST = 65535  # seconds of a TTL, as in the reference
IGNORED, TAKEN_AS_FILE = "CF363", "CF364"  # codes of what is accepted and looks wrong


@dataclass(frozen=True, slots=True)
class Config:
    """Names are in wire form and lower case. `named` says that the Corefile names the file.

    `reload` is how often the file is looked at, in nanoseconds (0: never). Questions without an answer go to the
    next plugin when they fall under `fallthrough`; with `unsupported`, those for other types of known names too.
    """

    path: str = FILE
    named: bool = False
    zones: tuple[bytes, ...] = (names.ROOT,)
    inline: tuple[str, ...] = ()
    ttl: int = TTL
    reload: int = RELOAD
    reverse: bool = True
    fallthrough: tuple[bytes, ...] = ()
    unsupported: bool = False


def _ttl(reader: Reader) -> int:
    args = words()(reader)
    if not args:
        raise reader.error("ttl needs a time in second", code="CF211")
    unread(reader, args[1:], "ttl takes one word")
    try:
        value = atoi(args[0].value)
    except ValueError:
        raise reader.error("ttl needs a number of second", args[0]) from None
    if not 0 < value <= _MOST:
        raise reader.error("ttl provided is invalid", args[0])
    return value


def _reload(reader: Reader) -> int:
    args = words()(reader)
    if len(args) != 1:
        raise reader.error("reload needs a duration (zero seconds to disable)", code="CF211")
    try:
        value = parse_duration(args[0].value)
    except ValueError:
        raise reader.error(f"invalid duration for reload '{args[0].value}'", args[0]) from None
    if value < 0:
        raise reader.error(f"invalid negative duration for reload '{args[0].value}'", args[0])
    return value


def _unsupported(reader: Reader) -> bool:
    if args := words()(reader):
        raise reader.arg_error(args[-1])
    return True


OPTIONS = Options(
    Option("fallthrough", fallthrough, "[ZONES...]: ask the next plugin for what is not here"),
    Option("fallthrough_unsupported", _unsupported, "ask it for other types of names that are here, too"),
    Option("no_reverse", nothing, "no PTR records"),
    Option("ttl", _ttl, "SECONDS: of every record"),
    Option("reload", _reload, "DURATION: how often to look for a changed file; 0s: never"),
)


def parse(reader: Reader, block: Block) -> Config | None:
    """One `hosts` in a server block; what is no option is a line of a hosts file, until `fallthrough` has zones."""
    config = None
    for begins in once(reader):
        args = reader.remaining_args()
        zones = _zones(reader, args[1:], block)
        if len(args) == 1:
            _doubt(reader, args[0], block)
        found, lines = _options(reader)
        through = _wire(last(found, "fallthrough", ()))
        if "fallthrough_unsupported" in found and not through:
            reader.record(reader.error("fallthrough_unsupported requires fallthrough", begins))
        config = Config(
            path=block.path(args[0].value) if args else FILE,
            named=bool(args),
            zones=zones,
            inline=lines,
            ttl=last(found, "ttl", TTL),
            reload=last(found, "reload", RELOAD),
            reverse="no_reverse" not in found,
            fallthrough=through,
            unsupported="fallthrough_unsupported" in found,
        )
    return config


def _wire(zones: Iterable[str]) -> tuple[bytes, ...]:
    return tuple(key for key in map(zone_key, zones) if key is not None)


def _zones(reader: Reader, args: list[Word], block: Block) -> tuple[bytes, ...]:
    for word in args:
        if not normalize_exact(word.value):
            reader.warn(f"'{word.value}' is not a zone and is left out", word, code="CF301")
    return _wire(origins_from_args_or_server_block([word.value for word in args], block.zones))


def _doubt(reader: Reader, word: Word, block: Block) -> None:
    """Warn about a lone word that looks like one of the block's zones, or a name in it."""
    own = {zone for zone in _wire(block.zones) if zone != names.ROOT}
    if any(own.intersection(names.suffixes(key)) for key in _wire(normalize_exact(word.value))):
        reader.warn(f"'{word.value}' is taken for a file", word, f"hosts {FILE} {word.value}", code=TAKEN_AS_FILE)


def _options(reader: Reader) -> tuple[dict[str, list[Any]], tuple[str, ...]]:
    """The values of the options, and the lines of a hosts file among them."""
    found: dict[str, list[Any]] = {}
    lines = []
    while reader.next_block():
        with reader.recovering():
            name, option = reader.value, OPTIONS.table.get(reader.value)
            if option is not None:
                value = option.read(reader)
                found.setdefault(name, []).append(value)
            elif last(found, "fallthrough", ()):
                raise reader.error(f"unknown property '{name}'", hint=one_of(name, OPTIONS.table), code="CF213")
            else:
                lines.append(_line(reader))
    return found, tuple(lines)


def _line(reader: Reader) -> str:
    """The words of a line as they would stand in a hosts file; one without an address says nothing."""
    first = reader.word
    line = [first, *reader.remaining_args()]
    if parse_ip(first.value.partition("%")[0]) is None:
        near = did_you_mean(first.value, OPTIONS.table)
        hint = f"did you mean '{near}'?" if near else None
        reader.warn(f"'{first.value}' is no address: the line is ignored", first, hint, code=IGNORED)
    elif len(line) == 1:
        reader.warn(f"'{first.value}' has no name behind it: the line is ignored", first, code=IGNORED)
    return " ".join(word.value for word in line)
