"""The command line: `pydns-host -conf Corefile` with CoreDNS's flags, and the commands beside it.

Each command is a module of its own; this one only finds out which is meant, and imports none of them.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Sequence

from pydns_host.cli.output import nobody_reads

# The first argument names the command; each is a function of the arguments behind it that returns an exit status.
COMMANDS = {
    "check": "pydns_host.check.cli:main",
    "fmt": "pydns_host.fmt.cli:main",
    "adapt": "pydns_host.adapt.cli:main",
    "explain": "pydns_host.explain.cli:main",
    "plugins": "pydns_host.inventory:main",
}
RUN = "pydns_host.cli.run:main"
VALIDATE = "pydns_host.check.cli:validate"
NOBODY_READS = 141  # what a shell shows for a program that SIGPIPE ended
_VALIDATE_FLAGS = frozenset({"-validate", "--validate"})


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command that the arguments name and return its exit status."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    if given and given[0] in COMMANDS:
        return _run(COMMANDS[given[0]], given[1:])
    return _run(VALIDATE if _VALIDATE_FLAGS & set(given) else RUN, given)


def _run(place: str, arguments: list[str]) -> int:
    module, _, function = place.partition(":")
    try:
        status: int = getattr(importlib.import_module(module), function)(arguments)
        if sys.stdout is not None:
            sys.stdout.flush()
    except BrokenPipeError:
        nobody_reads()
        return NOBODY_READS
    return status
