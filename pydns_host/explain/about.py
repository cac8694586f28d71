"""What is known of a plugin without running it: a sentence of its README, its zones, and what its `explain` says.

A built-in plugin may have a module `explain` with `explain(config, question)` and `upstreams(config)`, both
generators of texts; `question` is None where the Corefile alone is explained.
"""

from __future__ import annotations

import importlib
import importlib.util
import inspect
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

from pydns_host import names
from pydns_host.question import Question
from pydns_host.registry import GROUP, Registry
from pydns_host.zones import zone_key


def sentence(registry: Registry, name: str) -> str:
    """What a plugin is for, in one sentence; empty where nothing says so."""
    origin = registry.origin(name)
    if origin is None:
        return ""
    if origin.kind == "built in":
        found = _readme(name).partition(f"*{name}* - ")[2].partition("\n\n")[0]
        return " ".join(found.split()).removesuffix(".")
    plugin = registry.get(name)
    return (inspect.getdoc(plugin) or "").partition("\n")[0] if plugin is not None else ""


def _readme(name: str) -> str:
    package = importlib.import_module(GROUP)
    path = Path(package.__path__[0], name, "README.md")
    return path.read_text(encoding="utf-8") if path.exists() else ""


def says(name: str, configs: Iterable[Any], question: Question | None) -> tuple[str, ...]:
    """What a plugin does by its configs, as its own module `explain` tells it."""
    return tuple(text for config in configs for text in _told(name, "explain", config, question))


def upstreams(name: str, configs: Iterable[Any]) -> tuple[str, ...]:
    """The servers that a plugin asks."""
    return tuple(dict.fromkeys(text for config in configs for text in _told(name, "upstreams", config)))


def _told(name: str, function: str, *arguments: Any) -> Iterator[str]:
    module = _module(name)
    tell: Callable[..., Iterator[str]] | None = getattr(module, function, None)
    if tell is not None:
        yield from tell(*arguments)


def _module(name: str) -> ModuleType | None:
    place = f"{GROUP}.{name}"
    if importlib.util.find_spec(GROUP) is None or importlib.util.find_spec(place) is None:
        return None
    return importlib.import_module(f"{place}.explain") if importlib.util.find_spec(f"{place}.explain") else None


def zones(config: Any) -> tuple[bytes, ...] | None:
    """The zones that a config is for, in wire form; None where it does not tell."""
    if isinstance(config, tuple):  # rules, each with zones of its own
        known = [found for found in map(zones, config) if found is not None]
        return tuple(zone for found in known for zone in found) if known else None
    for field in ("zones", "zone", "origin"):
        found = getattr(config, field, None)
        if found is not None:
            several = found if isinstance(found, tuple) else (found,)
            return tuple(wire for each in several for wire in _wire(each))
    return None


def _wire(zone: Any) -> Iterator[bytes]:
    if isinstance(zone, tuple) and zone:
        zone = zone[0]
    if isinstance(zone, bytes):
        yield zone
    elif isinstance(zone, str):
        key = zone_key(zone)
        if key is not None:
            yield key
    else:
        yield from zones(zone) or (zone_key(getattr(zone, "name", "")) or b"",)


def falling(key: bytes, configs: Iterable[Any]) -> bool | None:
    """Whether a name that a plugin has no answer for goes on, by an option `fallthrough`; None where there is none."""
    known = [config.fallthrough for config in configs if hasattr(config, "fallthrough")]
    return (
        any(names.is_subdomain(key, wire) for found in known for zone in found for wire in _wire(zone))
        if known
        else None
    )


def covering(key: bytes, configs: Iterable[Any]) -> bool | None:
    """Whether a name is in the zones of one of the configs; None where none of them tells."""
    known = [found for found in map(zones, configs) if found is not None]
    return any(names.is_subdomain(key, zone) for found in known for zone in found) if known else None
