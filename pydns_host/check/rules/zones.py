"""CF36x: zones of directives that no query of their server block can be in, often for a slip of the pen.

gathersrv looks after its own zone; whether a word is a zone at all is found by the plugins.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from corefile import Diagnostic
from corefile.nodes import Word
from corefile.suggest import did_you_mean
from pydns_host.check.rules.base import Check, Checked, finding, instead
from pydns_host.check.view import BlockView, Occurrence, overlap, zones_of

# Where a directive's zones begin among its arguments, and where they end.
_ZONES: dict[str, slice] = {
    "acl": slice(0, None), "auto": slice(0, None), "autopath": slice(0, -1), "dnssec": slice(0, None),
    "etcd": slice(0, None), "file": slice(1, None), "forward": slice(0, 1), "grpc": slice(0, 1),
    "hosts": slice(1, None), "k8s_external": slice(0, None), "kubernetes": slice(0, None), "secondary": slice(0, None),
    "sign": slice(1, None), "template": slice(2, None), "transfer": slice(0, None), "tsig": slice(0, None),
}  # fmt: skip
_DURATION = re.compile(r"(\d+)(s|m|h)")
_SECONDS = {"s": 1, "m": 60, "h": 3600}
_STREAMS = frozenset({"stdout", "stderr", "stdin", "syslog", "console"})


def dead_zones(checked: Checked) -> Iterator[Diagnostic]:
    """Zones that have no name in common with any zone of the block, where not all of a directive's are so."""
    for block in checked.blocks:
        for name, part in _ZONES.items():
            for each in block.of(name):
                yield from _dead(block, each, each.args[part])


def _dead(block: BlockView, each: Occurrence, words: Sequence[Word]) -> Iterator[Diagnostic]:
    if block.has("rewrite") or block.has_unknown:
        return  # names may be others when they come here
    asked = (*block.zones, *_gathered(block))
    for zone, word in zones_of(words):
        if any(overlap(zone, own) for own in asked):
            continue
        near = did_you_mean(zone, block.zones) if len(zone) > 3 else None
        text = f"no query of this server block is in '{zone}': {each.name} does nothing for it"
        hint = f"did you mean '{near}'?" if near else f"the block serves {' '.join(block.zones)}"
        fix = instead(word, near if word.value.endswith(".") else near.rstrip(".")) if near else None
        yield finding(word, "CF360", text, hint, plugin=each.name, fix=fix)


def _gathered(block: BlockView) -> Iterator[str]:
    """The zones that gathersrv asks for in this very chain."""
    for each in block.of("gathersrv"):
        yield from (zone for zone, _ in zones_of([line[0] for line in each.options]))


def cache_zones(checked: Checked) -> Iterator[Diagnostic]:
    """Durations and numbers that cache takes for zones, so that nothing is cached."""
    for block in checked.blocks:
        for each in block.of("cache"):
            words = each.args[1:] if each.args and each.args[0].value.lstrip("+").isdigit() else each.args
            for word in words:
                duration = _DURATION.fullmatch(word.value)
                if duration is not None and word is words[0]:
                    seconds = str(int(duration[1]) * _SECONDS[duration[2]])
                    text = f"'{word.value}' is taken for a zone: cache takes a number of seconds without a unit"
                    yield finding(word, "CF361", text, f"write {seconds}", plugin="cache", fix=instead(word, seconds))
                elif word.value.isdigit():
                    text = f"'{word.value}' is taken for a zone: the number of seconds comes first"
                    yield finding(word, "CF361", text, plugin="cache")
                else:
                    yield from _dead(block, each, [word])


def log_names(checked: Checked) -> Iterator[Diagnostic]:
    """Words behind log that name a stream, and names that no query of the block has."""
    for block in checked.blocks:
        for each in block.of("log"):
            for word in each.args[:1] if len(each.args) < 3 else each.args[:-1]:
                if word.value.lower() in _STREAMS:
                    text = f"'{word.value}' is taken for a name: only queries for {word.value}. are logged"
                    hint = "take the word out; log always writes to standard output (since CoreDNS 1.0.0)"
                    yield finding(word, "CF362", text, hint, plugin="log", fix=instead(word, "."))
                elif "{" not in word.value:
                    yield from _dead(block, each, [word])


CHECKS: tuple[Check, ...] = (dead_zones, cache_zones, log_names)
