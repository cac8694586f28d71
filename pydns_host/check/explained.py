"""What is refused or odd because its time has gone gets that as its reason, with the version, the successor and a fix.

That it is refused is found by its plugin; when it went is known to `history`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from corefile import Diagnostic, Severity
from pydns_host.check.rules.versions import Old
from pydns_host.check.settings import Settings

_Place = tuple[str, int]
_SECRET = "CF406"


def explained(found: Iterable[Diagnostic], uses: Iterable[Old], settings: Settings) -> Iterator[Diagnostic]:
    """The findings, of which those about old things say so, and warnings of those that are still taken."""
    by_place = {_place_of(use): use for use in uses}
    refused: set[_Place] = set()
    for one in found:
        use = by_place.get((one.span.file, one.span.line)) if one.span else None
        error = one.severity is Severity.ERROR
        still_taken = use is not None and use.gone.removed is None
        if use is None or one.plugin != use.plugin or one.code == _SECRET or (error and still_taken):
            yield one
        elif error and use.refused(settings):
            place = _place_of(use)
            if place not in refused:
                yield replace(one, code=use.code, hint=use.hint, fix=use.fix)
            refused.add(place)
    for use in by_place.values():
        if use.deprecated(settings):
            yield use.warning()


def _place_of(use: Old) -> _Place:
    span = use.word.span
    return span.file, span.line
