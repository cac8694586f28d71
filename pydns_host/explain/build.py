"""From what a Corefile says to its explanation: blocks, what they listen on, their directives in order of execution.

What a plugin does is asked in `about`, where a question goes in `decide`.
"""

from __future__ import annotations

from collections.abc import Iterator

from corefile import Word
from pydns_host import names
from pydns_host.chain import Plugin
from pydns_host.check.view import Occurrence, occurrences
from pydns_host.explain import about
from pydns_host.explain.decide import decide
from pydns_host.explain.model import Explanation, Listener, Server, Step
from pydns_host.question import Question
from pydns_host.registry import Registry
from pydns_host.understand import Understood, UnderstoodBlock

# Directives that set something of their server block; a query goes through none of them, here or in CoreDNS.
_SETTINGS = frozenset(
    {
        "bind", "debug", "grpc_server", "health", "https", "https3", "multisocket", "on", "pprof", "proxyproto", "quic",
        "ready", "reload", "root", "sign", "timeouts", "tls",
    }
)  # fmt: skip


def explanation(file: str, understood: Understood, registry: Registry, question: Question | None) -> Explanation:
    """Explain a Corefile, and where a question goes in it."""
    servers = tuple(_server(block, registry, None) for block in understood.blocks)
    listeners = tuple(_listeners(understood.blocks))
    if question is None:
        return Explanation(file, servers, listeners)
    empty = frozenset(index for index, server in enumerate(servers) if not server.chain)
    decisions = tuple(decide(question, listener, servers, empty) for listener in listeners)
    taking = {each.server for each in decisions}
    asked = (
        _server(block, registry, question) if index in taking else servers[index]
        for index, block in enumerate(understood.blocks)
    )
    return Explanation(file, tuple(asked), listeners, f"{question.text} {question.type_text}", decisions)


def place(word: Word) -> str:
    """Where a word stands: `Corefile:3`."""
    return f"{word.span.file}:{word.line}"


def _server(block: UnderstoodBlock, registry: Registry, question: Question | None) -> Server:
    keys = tuple(word.value for word in block.source.keys)
    steps = (_step(block, name, registry, question) for name in _in_order(block, registry))
    return Server(place(block.source.keys[0]), keys, tuple(steps))


def _in_order(block: UnderstoodBlock, registry: Registry) -> list[str]:
    ranks = {name: rank for rank, name in enumerate(registry.order)}
    return sorted(block.source.directives, key=lambda name: ranks.get(name, len(ranks)))


def _step(block: UnderstoodBlock, name: str, registry: Registry, question: Question | None) -> Step:
    configs = [link.config for link in block.links if link.name == name]
    mine = None if question is None else about.covering(question.key, configs)
    rank = registry.order.index(name) + 1 if name in registry.order else None
    origin = registry.origin(name)
    served = origin is not None and name in registry.served()
    return Step(
        directive=name,
        order=rank,
        place=place(block.source.directives[name][0]),
        status="served" if served else "not known" if origin is None else "checked",
        setting=_is_setting(registry, name, bool(configs)),
        written=tuple(_written(each) for each in occurrences(name, block.source.directives[name])),
        about=about.sentence(registry, name),
        says=tuple(_says(name, configs, question, mine)),
        mine=mine,
        upstreams=about.upstreams(name, configs),
    )


def _is_setting(registry: Registry, name: str, has_configs: bool) -> bool:
    """Whether a directive is no link of the chain: its plugin never sees a query."""
    plugin = registry.get(name)
    return name in _SETTINGS if plugin is None else plugin.serve is Plugin.serve or not has_configs


def _written(occurrence: Occurrence) -> str:
    words = " ".join(word.raw for word in (occurrence.word, *occurrence.args))
    options = "; ".join(" ".join(word.raw for word in line) for line in occurrence.options)
    return f"{words} {{ {options} }}" if options else words


def _zones(configs: list[object], question: Question | None, mine: bool | None) -> Iterator[str]:
    found = dict.fromkeys(zone for config in configs for zone in about.zones(config) or ())
    shown = ", ".join(names.to_text(zone) for zone in found)
    if question is None:
        if found and names.ROOT not in found:
            yield f"for names in {shown}"
    elif mine is False:
        yield f"{question.text} is not in {shown or 'any zone of it'}: the question goes on"
    elif mine and names.ROOT not in found:
        longest = max((zone for zone in found if names.is_subdomain(question.key, zone)), key=len)
        yield f"{question.text} is in {names.to_text(longest)}"


def _says(name: str, configs: list[object], question: Question | None, mine: bool | None) -> Iterator[str]:
    yield from _zones(configs, question, mine)
    said = about.says(name, configs, question)
    yield from said
    falls = about.falling(question.key, configs) if question is not None and mine and not said else None
    if falls is not None:
        yield f"what it has no answer for {'goes to the next plugin' if falls else 'ends here'}"


def _listeners(blocks: list[UnderstoodBlock]) -> Iterator[Listener]:
    found: dict[tuple[str, str, int], dict[tuple[str, int], None]] = {}
    for index, block in enumerate(blocks):
        for host in _hosts(block):
            for key, _ in block.keys:
                zones = found.setdefault((key.transport, host, key.port), {})
                zones.setdefault((key.zone, index))
    for (transport, host, port), zones in found.items():
        yield Listener(transport, host, port, tuple(zones))


def _hosts(block: UnderstoodBlock) -> list[str]:
    """The addresses and interfaces that a block listens on, as they are written; "" for all."""
    binds = block.block.binds
    excepted = {word.value for bind in binds for word in bind.excepted}
    return [word.value for bind in binds for word in bind.hosts if word.value not in excepted] if binds else [""]
