"""The rules that look at whole server blocks and at several of them: one module a family, each a list of functions.

What a single directive's words mean is found by its plugin's `parse`; what codes stand for is in `table`.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterable, Iterator

from corefile import Diagnostic
from pydns_host.check.rules.base import Check, Checked

FAMILIES = ("listeners", "reach", "zones", "meaning", "security", "cluster", "versions", "files")

__all__ = ["FAMILIES", "Check", "Checked", "apply_rules"]


def apply_rules(checked: Checked) -> Iterator[Diagnostic]:
    """What all rules find."""
    for check in _checks():
        yield from check(checked)


def _checks() -> Iterable[Check]:
    for family in FAMILIES:
        yield from importlib.import_module(f"pydns_host.check.rules.{family}").CHECKS
