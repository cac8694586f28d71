"""Fingerprints by which a service knows a finding again when lines move, and paths as services want them.

How findings are written is the formats' business.
"""

from __future__ import annotations

import hashlib
import os
from collections import Counter
from collections.abc import Iterator, Sequence

from corefile import Diagnostic
from pydns_host.check.report import Report


def fingerprints(reports: Sequence[Report]) -> Iterator[tuple[Report, Diagnostic, str]]:
    """Each finding with its print: of its file, code, message and line's text; the same ones are counted."""
    seen: Counter[tuple[str, ...]] = Counter()
    for report in reports:
        for found in report.diagnostics:
            file = relative(found.span.file if found.span else report.file)
            facts = (file, found.code, found.message, (found.source or "").strip())
            number = seen[facts]
            seen[facts] += 1
            octets = "\0".join([*facts, str(number)]).encode("utf-8", "surrogatepass")
            yield report, found, hashlib.sha256(octets).hexdigest()


def relative(path: str) -> str:
    """A path as services want it: relative to the working directory where it is below, with slashes."""
    if not os.path.isabs(path):
        return os.path.normpath(path).replace(os.sep, "/") if path else path
    below = os.path.relpath(path)
    return path if below.startswith("..") else below.replace(os.sep, "/")
