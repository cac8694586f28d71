"""CF9xx and CF204: directives and options that other versions and builds of CoreDNS have, or have not.

What directives mean in the newest version is found by their plugins.
"""

from __future__ import annotations

from collections.abc import Iterator

from corefile import Diagnostic, Severity
from pydns_host.check.rules.base import Check, Checked, finding


def not_in_this_build(checked: Checked) -> Iterator[Diagnostic]:
    """Directives that are missing in the list that `coredns -plugins` printed."""
    built = checked.settings.plugins
    for block in checked.blocks if built is not None else ():
        for name, occurrences in block.directives.items():
            if name not in (built or ()) and occurrences:
                text = f"Unknown directive '{name}'"
                hint = "the CoreDNS that is meant is built without it (--plugins-from)"
                yield finding(occurrences[0].word, "CF204", text, hint, severity=Severity.ERROR, plugin=name)


CHECKS: tuple[Check, ...] = (not_in_this_build,)
