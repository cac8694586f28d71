"""The command line: `pydns-host -conf Corefile` and its flags, single dash as CoreDNS has them.

Each command is a module of its own; this one only finds out which is meant.
"""

from __future__ import annotations

from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command that the arguments name and return its exit status."""
    from pydns_host.cli import run

    return run.main(arguments)
