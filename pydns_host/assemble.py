"""From what a Corefile says to a plan: the plugins that will serve it, and what listens where. The only wiring.

Pure but for the names of interfaces: nothing is opened, started or bound here, so a plan that fails costs nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from corefile import CorefileError, Diagnostic, Resolved, Severity, Word
from corefile.zones import ServerKey
from pydns_host.block import Block
from pydns_host.chain import Plugin
from pydns_host.errors import StartError
from pydns_host.interfaces import Interfaces
from pydns_host.overlap import Listening, find_overlaps
from pydns_host.registry import Registry
from pydns_host.understand import Understood, UnderstoodBlock, error, in_order, understand


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
    links: list[Link]


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
            except CorefileError as refused:
                errors.extend(refused.diagnostics)
                continue
            for key, word in planned.keys:
                for host in hosts:
                    found.setdefault((host, key.port), []).append((key.zone, planned))
                    places.append(
                        Listening(key.zone, host, key.port, word, key.transport, "view" in planned.block.names)
                    )
        errors = errors or find_overlaps(places)
        if errors:
            raise CorefileError(in_order(errors))
        if not found:
            raise StartError("nothing to listen on: no server block has an address left")
        return found


def assemble(resolved: Resolved, registry: Registry, default_port: int) -> Plan:
    """Plan what a Corefile says; raises `CorefileError` with every error of every block."""
    understood = understand(resolved, registry, default_port)
    errors = [*understood.of(Severity.ERROR), *_not_served(understood, registry)]
    if errors:
        raise CorefileError(in_order(errors))
    blocks = [PlannedBlock(block.block, block.keys, list(_links(block, registry))) for block in understood.blocks]
    return Plan(blocks, understood.of(Severity.WARNING), understood.files)


def refusals(refused: CorefileError, registry: Registry, default_port: int) -> CorefileError:
    """The same refusal with what is wrong in directives, too, as far as the Corefile can be read at all."""
    if refused.rest is None:
        return refused
    understood = understand(refused.rest, registry, default_port)
    further = [*understood.of(Severity.ERROR), *_not_served(understood, registry)]
    return CorefileError(in_order([*refused.diagnostics, *further]))


def _links(block: UnderstoodBlock, registry: Registry) -> Iterator[Link]:
    for link in block.links:
        plugin = registry.get(link.name)
        if plugin is not None:
            yield Link(plugin, link.config)


def _not_served(understood: Understood, registry: Registry) -> Iterator[Diagnostic]:
    """What is right in a Corefile, and beyond this version."""
    for block in understood.blocks:
        for key, word in block.keys:
            if key.transport != "dns":
                text = f"{key.transport}:// is understood, but this version listens on dns:// (UDP and TCP) only"
                yield error(word, "CF102", text)
        for name, words in block.source.directives.items():
            if name in registry.order and registry.get(name) is None:
                text = f"plugin/{name}: this version understands {name} but does not serve it"
                yield error(words[0], "CF202", text)
