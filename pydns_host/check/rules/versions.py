"""CF9xx and CF204: directives and options that other versions and builds of CoreDNS have, or have not.

The facts are in `history`. What directives mean in the newest version is found by their plugins.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from corefile import Diagnostic, Fix, Severity
from corefile.nodes import Word
from pydns_host.check import history
from pydns_host.check.history import Gone
from pydns_host.check.rules.base import Check, Checked, finding, instead, without
from pydns_host.check.settings import Settings, Version, shown
from pydns_host.check.view import BlockView, Occurrence, occurrences

REMOVED_DIRECTIVE, REMOVED_OPTION, DEPRECATED = "CF901", "CF902", "CF903"


@dataclass(frozen=True, slots=True)
class Old:
    """A use of what is gone or going: where, what, and how to put it right."""

    word: Word
    plugin: str
    what: str
    gone: Gone
    code: str
    fix: Fix | None

    def refused(self, settings: Settings) -> bool:
        """Whether the version that is meant refuses it."""
        removed = self.gone.removed
        return removed is not None and (settings.coredns is None or settings.coredns >= removed)

    def deprecated(self, settings: Settings) -> bool:
        """Whether the version that is meant takes it, and advises against it."""
        known = settings.coredns is None or settings.coredns >= self.gone.deprecated
        return known and not self.refused(settings)

    @property
    def hint(self) -> str:
        """Since when, and what instead."""
        if self.gone.removed is None:
            return f"deprecated since CoreDNS {shown(self.gone.deprecated)}: {self.gone.instead}"
        return f"CoreDNS removed {self.what} in version {shown(self.gone.removed)}: {self.gone.instead}"

    def warning(self) -> Diagnostic:
        """What to say where it is taken."""
        text = f"plugin/{self.plugin}: {self.what} is deprecated"
        return finding(self.word, DEPRECATED, text, self.hint, plugin=self.plugin, fix=self.fix)


def old(blocks: list[BlockView]) -> Iterator[Old]:
    """All uses of what is gone or going."""
    for block in blocks:
        for name, words in block.source.directives.items():
            gone = history.DIRECTIVES_GONE.get(name)
            for each in occurrences(name, words) if gone is not None else ():
                fix = instead(each.word, gone.text, raw=True) if gone and gone.text and _same(each) else None
                if gone is not None:
                    yield Old(each.word, name, name, gone, REMOVED_DIRECTIVE, fix)
        for (name, option), gone in history.OPTIONS_GONE.items():
            for each in block.of(name):
                for line in each.named(option):
                    fix = without(line) if gone.text == history.DROP else None
                    if gone.text:
                        fix = instead(line[0], gone.text, raw=True)
                    yield Old(line[0], name, option, gone, REMOVED_OPTION, fix)


def _same(each: Occurrence) -> bool:
    """Whether the words behind a directive mean the same behind its successor."""
    if each.name != "proxy":
        return True
    policies = (line[1].value for line in each.named("policy") if len(line) > 1)
    options = {line[0].value for line in each.options}
    return options <= history.SAME_IN_FORWARD and set(policies) <= history.SAME_POLICIES


def too_new(checked: Checked) -> Iterator[Diagnostic]:
    """Directives and options that the CoreDNS that is meant does not have yet."""
    meant = checked.settings.coredns
    if meant is None:
        return
    for block in checked.blocks:
        for name, since in history.DIRECTIVES_SINCE.items():
            for each in block.of(name):
                yield from _not_yet(each.word, f"Unknown directive '{name}'", name, since, meant, "CF904")
        for (name, option), since in history.OPTIONS_SINCE.items():
            for each in block.of(name):
                for line in each.named(option):
                    text = f"plugin/{name}: unknown property '{option}'"
                    yield from _not_yet(line[0], text, f"{name} {option}", since, meant, "CF905")
        for each in list(block.of("forward"))[1:]:
            text = "plugin/forward: this plugin can only be used once per Server Block"
            yield from _not_yet(each.word, text, "a second forward", history.MANY_FORWARDS, meant, "CF905")
        for key, word in block.understood.keys:
            since = history.TRANSPORTS_SINCE.get(key.transport, meant)
            text = f"{key.transport}:// is taken for a part of the zone's name"
            yield from _not_yet(word, text, f"{key.transport}://", since, meant, "CF905")


def _not_yet(word: Word, text: str, what: str, since: Version, meant: Version, code: str) -> Iterator[Diagnostic]:
    if meant < since:
        hint = f"{what} came with CoreDNS {shown(since)}; --coredns says {shown(meant)}"
        yield finding(word, code, text, hint, severity=Severity.ERROR)


def not_in_this_build(checked: Checked) -> Iterator[Diagnostic]:
    """Directives that are missing in the list that `coredns -plugins` printed."""
    built = checked.settings.plugins
    for block in checked.blocks if built is not None else ():
        for name, uses in block.directives.items():
            if name not in (built or ()) and uses:
                text = f"Unknown directive '{name}'"
                hint = "the CoreDNS that is meant is built without it (--plugins-from)"
                yield finding(uses[0].word, "CF204", text, hint, severity=Severity.ERROR, plugin=name)


CHECKS: tuple[Check, ...] = (too_new, not_in_this_build)
