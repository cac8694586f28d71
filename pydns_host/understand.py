"""From a resolved Corefile to what it says: blocks, their keys, and the config that each directive stands for.

Pure, and complete in what it finds wrong: nothing is opened, no plugin's serving side is loaded, nothing raised.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from corefile import CorefileError, Diagnostic, Resolved, ServerBlock, Severity, Word
from corefile.options import OptionError, Reader, did_you_mean
from corefile.zones import ServerKey, parse_key
from pydns_host import external
from pydns_host.block import Block
from pydns_host.names import BadName
from pydns_host.overlap import Listening, find_overlaps
from pydns_host.registry import Parse, Registry
from pydns_host.zones import zone_key

# Listeners that do not start without a certificate, and what the reference says then; the others start in plain.
_NEED_TLS = {"quic": "ListenPacket: quic: tls.Config not set", "https3": "DoH3 requires TLS, no TLS config found"}


@dataclass(frozen=True, slots=True)
class Parsed:
    """One link of a chain to be: the directive and the config that its `parse` gave."""

    name: str
    config: Any


@dataclass(slots=True)
class UnderstoodBlock:
    """A server block as it is written, its keys, and its links in the order of execution."""

    block: Block
    source: ServerBlock
    keys: list[tuple[ServerKey, Word]]
    links: list[Parsed] = field(default_factory=list)


@dataclass(slots=True)
class Understood:
    """All that a Corefile says. `diagnostics` are its errors and warnings, by place; `files` were read."""

    blocks: list[UnderstoodBlock]
    diagnostics: list[Diagnostic]
    files: tuple[str, ...]

    def of(self, severity: Severity) -> list[Diagnostic]:
        """The diagnostics of one severity."""
        return [diagnostic for diagnostic in self.diagnostics if diagnostic.severity is severity]


def understand(resolved: Resolved, registry: Registry, default_port: int) -> Understood:
    """Read every directive of every block; raises `StartError` for a plugin that cannot be loaded."""
    found: list[Diagnostic] = list(resolved.warnings)
    registry.admit(name for block in resolved.blocks for name in block.directives)
    for server_block in (*resolved.blocks, *resolved.discarded):
        found.extend(_unknown_directives(server_block, registry))
    shared: dict[str, Any] = {}
    blocks = [block for each in resolved.blocks for block in _block(each, default_port, shared, found)]
    for name in registry.order:
        for block in blocks:
            words = block.source.directives.get(name)
            parse = registry.parser(name) if words else None
            if words and parse is not None:
                configs = _configs(Reader(words, name), parse, block.block, found)
                block.links.extend(Parsed(name, config) for config in configs)
    found.extend(find_overlaps(list(_unbound(blocks))))
    return Understood(blocks, in_order(found), resolved.files)


def in_order(diagnostics: Iterable[Diagnostic]) -> list[Diagnostic]:
    """Each once, by place."""
    return sorted(dict.fromkeys(diagnostics), key=_place)


def error(word: Word, code: str, message: str, hint: str | None = None) -> Diagnostic:
    """What is wrong at a word."""
    return Diagnostic(word.span, Severity.ERROR, code, message, hint, source=word.source)


def _place(diagnostic: Diagnostic) -> tuple[str, int, int]:
    span = diagnostic.span
    return ("", 0, 0) if span is None else (span.file, span.line, span.column)


def _block(
    source: ServerBlock, default_port: int, shared: dict[str, Any], found: list[Diagnostic]
) -> Iterator[UnderstoodBlock]:
    keys: list[tuple[ServerKey, Word]] = []
    for word in source.keys:
        try:
            keys.extend((key, word) for key in parse_key(word.value, default_port))
        except ValueError as refused:
            found.append(error(word, "CF101", f"error inspecting server blocks: {refused}"))
    for key, word in keys:
        if not 0 <= key.port <= 65535:
            found.append(error(word, "CF103", f"listen udp: address {key.port}: invalid port"))
        elif zone_key(key.zone) is None:
            text = f"no question can ever be for the zone {key.zone}"
            found.append(Diagnostic(word.span, Severity.WARNING, "CF302", text, source=word.source))
        elif key.transport in _NEED_TLS and "tls" not in source.directives:
            found.append(error(word, "CF106", _NEED_TLS[key.transport], "give the server block a 'tls' directive"))
    if source.keys:
        # Without a key that can be read, directives are read as if they were for every name: a zone there always is.
        zones = tuple(dict.fromkeys(key.zone for key, _ in keys)) or (".",)
        long = tuple(f"{key.transport}://{key.zone}:{key.port}" for key, _ in keys)
        names = tuple(source.directives)
        block = Block(zones=zones, span=source.keys[0].span, names=names, keys=long, shared=shared)
        yield UnderstoodBlock(block, source, keys)


def _unknown_directives(server_block: ServerBlock, registry: Registry) -> Iterator[Diagnostic]:
    for name, words in server_block.directives.items():
        if name not in registry.order:
            hint = external.hint(name)
            if hint is None and (near := did_you_mean(name, {*registry.order, *registry.known()})):
                hint = f"did you mean {near!r}?"
            if "." in name or ":" in name:
                hint = "a server block cannot stand inside of another one: is a closing brace missing above?"
            code = "CF901" if name in external.REMOVED else "CF201"
            yield replace(error(words[0], code, f"Unknown directive '{name}'", hint), plugin=name)


def _configs(reader: Reader, parse: Parse, block: Block, found: list[Diagnostic]) -> list[Any]:
    """The configs of one directive's occurrences in a block; what is wrong with them goes to `found`."""
    config: Any = None
    try:
        config = parse(reader, block)
    except OptionError as refused:
        reader.record(refused)
    except CorefileError as refused:
        found.extend(refused.diagnostics)
        return []
    except BadName as refused:  # the reference takes it, and no question ever matches it
        text = f"plugin/{reader.plugin}: no question can ever be for {refused}: {reader.plugin} is left out"
        at = reader.word
        found.append(Diagnostic(at.span, Severity.WARNING, "CF302", text, None, "syntax", reader.plugin, at.source))
        return []
    except Exception as mistake:  # the plugin's own, and no reason to take a running server down
        text = f"plugin/{reader.plugin}: {type(mistake).__name__}: {mistake}"
        found.append(error(reader.word, "CF203", text, "this is a mistake of the plugin, not of the Corefile"))
        return []
    found.extend(reader.diagnostics)
    return [one for one in (config if isinstance(config, list) else [config]) if one is not None]


def _unbound(blocks: list[UnderstoodBlock]) -> Iterator[Listening]:
    """What is listened on without asking the machine for its interfaces."""
    for block in blocks:
        hosts = [word.value for bind in block.block.binds for word in bind.hosts] or [""]
        if not any(bind.excepted for bind in block.block.binds):
            for key, word in block.keys:
                for host in hosts:
                    yield Listening(key.zone, host, key.port, word, key.transport, "view" in block.block.names)
