"""Reads the Corefile that the flags name, each time anew: at the start and at every reload.

What it says is `assemble`'s business; a command line without `-conf` is resolved here.
"""

from __future__ import annotations

import argparse
import os
import sys

import corefile
from corefile import CorefileError, Resolved
from corefile.files import decode
from pydns_host.assemble import Plan, assemble, refusals
from pydns_host.configuration import fingerprint
from pydns_host.errors import StartError
from pydns_host.registry import Registry

DEFAULT = ".:{port} {{\nwhoami\nlog\n}}\n"
FILE = "Corefile"  # in the working directory, when the flags name none
_STDIN = ("stdin", "-")


class Loader:
    """One Corefile's source, decided once: a reload never falls back to the default because a file is gone."""

    def __init__(self, options: argparse.Namespace, registry: Registry) -> None:
        """Raises `StartError` when the flags name standard input and there is none."""
        self.options = options
        self.registry = registry
        self.fingerprint = ""  # of what `plan` read last, right or wrong
        self.resolved: Resolved | None = None  # the same
        self._piped: str | None = None
        self._file: str = options.conf
        if options.conf in _STDIN:
            if sys.stdin is None:
                raise StartError("standard input is closed")
            self._piped = decode(sys.stdin.buffer.read())
        elif not options.conf and os.path.lexists(FILE):
            self._file = FILE

    def plan(self) -> Plan:
        """What is to run; raises `CorefileError`, with -strict for warnings too."""
        try:
            resolved = self._resolved()
        except CorefileError as error:
            raise refusals(error, self.registry, self.options.port) from None
        return self.plan_of(resolved)

    def plan_of(self, resolved: Resolved) -> Plan:
        """What is to run of a Corefile that was read already; raises as `plan` does."""
        self.resolved = resolved
        self.fingerprint = fingerprint(resolved)
        plan = assemble(resolved, self.registry, self.options.port)
        if self.options.strict and plan.warnings:
            raise CorefileError(plan.warnings)
        return plan

    def read(self) -> str:
        """The fingerprint of what the Corefile says now; raises `CorefileError` when that cannot be told."""
        return fingerprint(self._resolved())

    def _resolved(self) -> Resolved:
        """The Corefile with imports and variables put in; one without any server block serves the default."""
        if self._piped is not None:
            resolved = corefile.loads(self._piped, "stdin", env=os.environ)
        elif self._file:
            resolved = corefile.load(self._file, env=os.environ)
        else:
            return self._default()
        return resolved if resolved.blocks else self._default()

    def _default(self) -> Resolved:
        return corefile.loads(DEFAULT.format(port=self.options.port), FILE, env={})
