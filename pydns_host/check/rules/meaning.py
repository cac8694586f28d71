"""CF37x: directives that do not do what they are there for, alone or beside one another.

What is never reached is `reach`'s business, zones are `zones`'.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from ipaddress import ip_address

from corefile import Diagnostic, Severity
from corefile.nodes import Word
from pydns_host.check.rules.base import Check, Checked, finding
from pydns_host.check.view import BlockView, Occurrence, is_under

_TARGET = re.compile(r"(?:dns://)?(?:\[(?P<six>[0-9A-Fa-f:.]+)\]|(?P<four>[0-9.]+))(?::(?P<port>\d{1,5}))?")
# The address of Docker's resolver, 127.0.0.11, is a loopback one too, and somebody else.
_LOCAL = frozenset({"127.0.0.1", "::1", "0.0.0.0", "::"})
_EVERYTHING = re.compile(r"\^?\(?(?:\?P?<\w+>)?\.[*+]\)?\$?")
# A directive that does nothing without one of those behind it.
_NEEDS = {
    "loop": (("forward", "grpc"), "loop looks for its own queries coming back, and nothing here sends any on"),
    "autopath": (("kubernetes", "erratic"), "autopath asks kubernetes (or another plugin) for the search path"),
    "k8s_external": (("kubernetes",), "k8s_external takes its services from kubernetes, and does not start without it"),
    "sign": (("file", "auto"), "sign writes a zone file, and nothing here serves it"),
}


def forward_to_itself(checked: Checked) -> Iterator[Diagnostic]:
    """Upstreams that are the very server block that asks them."""
    listeners = _Listeners(checked.blocks)
    for block in checked.blocks:
        if block.has("view"):
            continue
        for each in block.of("forward"):
            for word in each.args[1:] if not each.has("except") else ():
                address = _address(word)
                if address is not None and listeners.lead_back(block, *address):
                    text = f"'{word.value}' is this server block itself: its queries come back to it"
                    hint = "name another server; loop can find this out at the start"
                    yield finding(word, "CF370", text, hint, plugin="forward")


def _address(word: Word) -> tuple[str, int] | None:
    match = _TARGET.fullmatch(word.value)
    if match is None:
        return None
    try:
        address = ip_address(match["six"] or match["four"])
    except ValueError:
        return None
    return str(address), int(match["port"] or 53)


class _Listeners:
    """Which server block takes queries at an address, as far as text can tell."""

    def __init__(self, blocks: Sequence[BlockView]) -> None:
        self._at: dict[int, list[tuple[str, BlockView]]] = {}
        for block in blocks:
            for key, _ in block.understood.keys:
                if key.transport == "dns":
                    self._at.setdefault(key.port, []).append((key.zone, block))
        self._below: dict[tuple[str, int], dict[str, set[int]]] = {}

    def lead_back(self, block: BlockView, host: str, port: int) -> bool:
        """Whether a block takes what it sends to an address itself: no other one there has a zone below its own."""
        if not _is_here(block, host) or port not in self._at:
            return False
        below = self._blocks_below(host, port)
        zones = (key.zone for key, _ in block.understood.keys if key.transport == "dns" and key.port == port)
        return any(not below.get(zone, set()) - {id(block)} for zone in zones)

    def _blocks_below(self, host: str, port: int) -> dict[str, set[int]]:
        """For each name above a zone at an address, the blocks of such zones."""
        if (host, port) not in self._below:
            below = self._below[host, port] = {}
            for zone, block in self._at[port]:
                if _is_here(block, host):
                    for parent in _parents(zone):
                        below.setdefault(parent, set()).add(id(block))
        return self._below[host, port]


def _parents(zone: str) -> Iterator[str]:
    """The names above a zone, the root's last."""
    while zone != ".":
        zone = zone.partition(".")[2] or "."
        yield zone


def _is_here(block: BlockView, host: str) -> bool:
    """Whether a block listens at an address of this machine."""
    bound = [word.value for bind in block.understood.block.binds for word in bind.hosts]
    return host in bound if bound else host in _LOCAL


def needs_another(checked: Checked) -> Iterator[Diagnostic]:
    """Directives that stand alone and do nothing so."""
    for block in checked.blocks:
        for name, (others, why) in _NEEDS.items():
            for each in block.of(name):
                if not block.has(*others) and not block.has_unknown:
                    hint = f"add {' or '.join(others)}, or take {name} out"
                    yield finding(each.word, "CF371", why, hint, plugin=name)


def cache_of_what_is_made(checked: Checked) -> Iterator[Diagnostic]:
    """A cache in front of a template that makes up an answer for any name."""
    for block in checked.blocks:
        for each in block.of("template") if block.has("cache") else ():
            patterns = [word.value for line in each.named("match") for word in line[1:]]
            whole = all(any(is_under(zone, own.value.lower()) for own in each.args[2:]) for zone in block.zones)
            if (not each.args[2:] or whole) and all(_EVERYTHING.fullmatch(pattern) for pattern in patterns):
                if each.has("fallthrough"):
                    continue
                text = "cache keeps an answer for every name that anyone makes up, and template makes each of them"
                hint = "cache stands before template in the order of execution: take it out, or limit the template"
                yield finding(next(block.of("cache")).word, "CF372", text, hint, plugin="cache")
                break


def autopath_without_pods(checked: Checked) -> Iterator[Diagnostic]:
    """autopath asks kubernetes for pods, which it only knows when they are verified."""
    for block in checked.blocks:
        for each in block.of("autopath"):
            if not each.args or not each.args[-1].value.startswith("@kubernetes"):
                continue
            for cluster in block.of("kubernetes"):
                if not any(line[1:] and line[1].value == "verified" for line in cluster.named("pods")):
                    text = "autopath finds no pod: kubernetes watches them only with pods verified"
                    hint = "add: pods verified (it takes memory: every pod is held)"
                    yield finding(each.word, "CF373", text, hint, plugin="autopath")


def metadata_unread(checked: Checked) -> Iterator[Diagnostic]:
    """metadata has a cost for each query, and only some directives read what it collects."""
    for block in checked.blocks:
        for each in block.of("metadata"):
            read = any(word.value.count("{/") or "metadata" in word.value for word in _words(block, each))
            if not read and not block.has("view", "trace", "dnstap", "geoip", "multicluster"):
                text = "metadata is collected for every query, and nothing in this server block reads it"
                yield finding(each.word, "CF374", text, severity=Severity.NOTE, plugin="metadata")


def _words(block: BlockView, besides: Occurrence) -> Iterator[Word]:
    for words in block.source.directives.values():
        yield from (word for word in words if word is not besides.word)


CHECKS: tuple[Check, ...] = (
    forward_to_itself,
    needs_another,
    cache_of_what_is_made,
    autopath_without_pods,
    metadata_unread,
)
