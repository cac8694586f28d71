"""CF35x: what no query ever comes to, because what stands before it in the order of execution keeps them all.

Only directives whose whole effect is to answer are looked at; what they answer is not known here.
"""

from __future__ import annotations

from collections.abc import Iterator

from corefile import Diagnostic, Severity
from corefile.zones import normalize_exact
from pydns_host.check.rules.base import Check, Checked, finding, without
from pydns_host.check.view import BlockView, Occurrence, is_under

# Those that answer queries, with the place of their zones among the arguments (None: those of the block).
ANSWERING: dict[str, int | None] = {
    "template": 2, "hosts": 1, "route53": None, "azure": None, "clouddns": None, "k8s_external": 0, "kubernetes": 0,
    "file": 1, "auto": 0, "secondary": 0, "etcd": 0, "forward": 0, "grpc": 0, "erratic": None, "whoami": None,
    "nomad": None,
}  # fmt: skip
_KEEPS_ALL = frozenset({"erratic", "whoami"})
_PASSES_ON = {"forward": ("except", "next", "next_on_nodata"), "grpc": ("except", "fallthrough")}
_OUTSIDE = frozenset({"k8s_external", "etcd", "auto", "template", "route53", "azure", "clouddns", "nomad"})


def never_reached(checked: Checked) -> Iterator[Diagnostic]:
    """Answering directives behind one that lets no query of the block pass."""
    for block in checked.blocks:
        keeper: Occurrence | None = None
        for name in ANSWERING:
            for each in block.of(name):
                if keeper is None:
                    keeper = each if _keeps_all(block, each) else None
                elif name != keeper.name or name == "forward":  # of others, several make up one link of the chain
                    yield _dead(block, keeper, each)


def _dead(block: BlockView, keeper: Occurrence, each: Occurrence) -> Diagnostic:
    at = keeper.word.place
    if keeper.name == each.name == "forward":
        text = f"this forward is never asked: the one at {at} takes every query of {_shown(block)}"
        advice = "a server block uses the first forward that fits; put both upstreams into one, or give this one a zone"
        return finding(each.word, "CF351", text, advice, plugin="forward")
    text = f"no query comes to {each.name}: {keeper.name} at {at} answers every query of {_shown(block)}"
    hint: str | None = None
    if keeper.name not in {*_KEEPS_ALL, *_PASSES_ON}:
        hint = f"add fallthrough to {keeper.name}, so that it passes on what it does not know"
    fix = without([each.word]) if each.name == "whoami" and not each.args and not each.options else None
    return finding(each.word, "CF350", text, hint, plugin=each.name, fix=fix)


def _shown(block: BlockView) -> str:
    return " ".join(block.zones)


def _keeps_all(block: BlockView, each: Occurrence) -> bool:
    """Whether no query of the block passes an answering directive."""
    if each.name in _KEEPS_ALL:
        return True
    if each.name in _OUTSIDE or any(each.has(option) for option in _PASSES_ON.get(each.name, ("fallthrough",))):
        return False
    start = ANSWERING[each.name]
    words = each.args[start : 1 if each.name in _PASSES_ON else None] if start is not None else ()
    zones = [zone for word in words for zone in normalize_exact(word.value)] or list(block.zones)
    return all(any(is_under(zone, own) for own in zones) for zone in block.zones)


def written_in_another_order(checked: Checked) -> Iterator[Diagnostic]:
    """Answering directives that stand in the text the other way round than they are asked."""
    for block in checked.blocks:
        last: Occurrence | None = None
        for name in ANSWERING:
            first = next(block.of(name), None)
            if first is None:
                continue
            if last is not None and last.word.origin is first.word.origin and first.word.offset < last.word.offset:
                text = f"{first.name} stands above {last.name}, and is asked after it"
                hint = "the order of execution is fixed; what stands first in the file makes no difference"
                yield finding(first.word, "CF352", text, hint, severity=Severity.NOTE, plugin=first.name)
                break
            last = first


CHECKS: tuple[Check, ...] = (never_reached, written_in_another_order)
