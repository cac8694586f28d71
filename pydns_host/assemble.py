"""From a resolved Corefile to a plan: blocks, their plugins' configs, and what listens where. The only wiring.

Pure but for the names of interfaces: nothing is opened, started or bound here, so a plan that fails costs nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from corefile import CorefileError, Diagnostic, Resolved, ServerBlock, Severity, Word
from corefile.options import OptionError, Reader, did_you_mean
from corefile.zones import ServerKey, parse_key
from pydns_host import external
from pydns_host.block import Block
from pydns_host.chain import Plugin
from pydns_host.errors import StartError
from pydns_host.interfaces import Interfaces
from pydns_host.overlap import Listening, find_overlaps
from pydns_host.registry import Registry
from pydns_host.zones import zone_key


@dataclass(frozen=True, slots=True)
class Link:
    """One plugin to be made: its class and the config that `parse` gave."""

    plugin: type[Plugin]
    config: Any


@dataclass(slots=True)
class PlannedBlock:
    """A server block with the links of its chain, in the order of execution, and its keys."""

    block: Block
    keys: list[tuple[ServerKey, Word]]
    links: list[Link] = field(default_factory=list)


@dataclass(slots=True)
class Plan:
    """All that is to run. `warnings` look wrong but do not stop the start; `files` were read to get here."""

    blocks: list[PlannedBlock]
    warnings: list[Diagnostic]
    files: tuple[str, ...] = ()

    def listening(self, interfaces: Interfaces) -> dict[tuple[str, int], list[tuple[str, PlannedBlock]]]:
        """For each address ("" for all) and port: the zones served there, in the order of the Corefile.

        Raises `CorefileError` for interfaces that are none, or else zones served twice on one address and port;
        `StartError` when no address is left.
        """
        found: dict[tuple[str, int], list[tuple[str, PlannedBlock]]] = {}
        places: list[Listening] = []
        errors: list[Diagnostic] = []
        for planned in self.blocks:
            try:
                hosts = interfaces.hosts(planned.block)
            except CorefileError as error:
                errors.extend(error.diagnostics)
                continue
            for key, word in planned.keys:
                for host in hosts:
                    found.setdefault((host, key.port), []).append((key.zone, planned))
                    places.append(Listening(key.zone, host, key.port, word))
        errors = errors or find_overlaps(places)
        if errors:
            raise CorefileError(sorted(errors, key=_place))
        if not found:
            raise StartError("nothing to listen on: no server block has an address left")
        return found


def assemble(resolved: Resolved, registry: Registry, default_port: int) -> Plan:
    """Plan what a Corefile says; raises `CorefileError` with every error of every block."""
    errors: list[Diagnostic] = []
    warnings: list[Diagnostic] = list(resolved.warnings)
    registry.admit(name for block in resolved.blocks for name in block.directives)
    planned = [_plan_block(block, default_port, errors, warnings) for block in resolved.blocks]
    for server_block in resolved.blocks:
        errors.extend(_unknown_directives(server_block, registry))
    for name in registry.order:
        for server_block, mine in zip(resolved.blocks, planned, strict=True):
            words = server_block.directives.get(name)
            if words and mine is not None:
                _plan_directive(Reader(words, name), registry.get(name), mine, errors, warnings)
    blocks = [block for block in planned if block is not None]
    errors.extend(find_overlaps(list(_unbound(blocks))))
    if errors:
        raise CorefileError(sorted(dict.fromkeys(errors), key=_place))
    return Plan(blocks, sorted(warnings, key=_place), resolved.files)


def _unbound(blocks: list[PlannedBlock]) -> Iterator[Listening]:
    """What is listened on without asking the machine for its interfaces."""
    for planned in blocks:
        hosts = [word.value for bind in planned.block.binds for word in bind.hosts] or [""]
        if not any(bind.excepted for bind in planned.block.binds):
            for key, word in planned.keys:
                for host in hosts:
                    yield Listening(key.zone, host, key.port, word)


def _plan_block(
    server_block: ServerBlock, default_port: int, errors: list[Diagnostic], warnings: list[Diagnostic]
) -> PlannedBlock | None:
    keys: list[tuple[ServerKey, Word]] = []
    for word in server_block.keys:
        try:
            keys.extend((key, word) for key in parse_key(word.value, default_port))
        except ValueError as error:
            errors.append(_error(word, "CF101", str(error)))
    for key, word in keys:
        if key.transport != "dns":
            text = f"{key.transport}:// is understood, but this version listens on dns:// (UDP and TCP) only"
            errors.append(_error(word, "CF102", text))
        elif not 0 <= key.port <= 65535:
            errors.append(_error(word, "CF103", f"listen udp: address {key.port}: invalid port"))
        elif zone_key(key.zone) is None:
            text = f"no question can ever be for the zone {key.zone}"
            warnings.append(Diagnostic(word.span, Severity.WARNING, "CF302", text, source=word.source))
    if not server_block.keys:
        return None
    zones = tuple(dict.fromkeys(key.zone for key, _ in keys))
    block = Block(zones=zones, span=server_block.keys[0].span, names=tuple(server_block.directives))
    return PlannedBlock(block, keys)


def _unknown_directives(server_block: ServerBlock, registry: Registry) -> Iterator[Diagnostic]:
    for name, words in server_block.directives.items():
        if name in registry.order and registry.get(name) is not None:
            continue
        if name in registry.order:
            yield _error(words[0], "CF202", f"plugin/{name}: this version understands {name} but does not serve it")
            continue
        hint = external.hint(name)
        if hint is None and (near := did_you_mean(name, {*registry.order, *registry.served()})):
            hint = f"did you mean {near!r}?"
        yield _error(words[0], "CF201", f"Unknown directive '{name}'", hint)


def _plan_directive(
    reader: Reader,
    plugin: type[Plugin] | None,
    planned: PlannedBlock,
    errors: list[Diagnostic],
    warnings: list[Diagnostic],
) -> None:
    if plugin is None:
        return
    config: Any = None
    try:
        config = plugin.parse(reader, planned.block)
    except OptionError as error:
        reader.record(error)
    except CorefileError as error:
        errors.extend(error.diagnostics)
        return
    except Exception as error:  # the plugin's own mistake, and no reason to take a running server down
        text = f"plugin/{plugin.name}: {type(error).__name__}: {error}"
        errors.append(_error(reader.word, "CF203", text, "this is a mistake of the plugin, not of the Corefile"))
        return
    for diagnostic in reader.diagnostics:
        (errors if diagnostic.severity is Severity.ERROR else warnings).append(diagnostic)
    for one in config if isinstance(config, list) else [config]:
        if one is not None:
            planned.links.append(Link(plugin, one))


def _error(word: Word, code: str, message: str, hint: str | None = None) -> Diagnostic:
    return Diagnostic(word.span, Severity.ERROR, code, message, hint, source=word.source)


def _place(diagnostic: Diagnostic) -> tuple[str, int, int]:
    span = diagnostic.span
    return ("", 0, 0) if span is None else (span.file, span.line, span.column)
