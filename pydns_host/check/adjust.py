"""What settings make of one finding: gone, weighed otherwise, or as it was. Rules know nothing of it."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace

from corefile import Diagnostic, Severity
from pydns_host.check.settings import Settings

UNSET, NOT_READ = "CF010", "CF023"
_LISTENERS = "CF1"  # what is listened on must be known without the machine, or nothing else can be told
_UNKNOWN = frozenset({"CF201", "CF901"})


def adjusted(found: Diagnostic, settings: Settings, unset: Collection[tuple[str, int]] = ()) -> Iterator[Diagnostic]:
    """The finding as the settings want it; none if they do not want it.

    `unset` are the files and lines of variables without a value: a mistake there hangs on the machine.
    """
    if settings.ignores(found.code) or (found.code in _UNKNOWN and settings.knows(found.plugin)):
        return
    here = found.span is not None and (found.span.file, found.span.line) in unset
    if found.severity is Severity.ERROR and here and not found.code.startswith(_LISTENERS):
        found = replace(found, kind="environment")
    weight = settings.weight(found.code) or (Severity.NOTE if found.code == NOT_READ else None)
    yield found if weight is None else replace(found, severity=weight)
