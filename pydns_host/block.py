"""One server block while its directives are read: what it serves, and what its directives set for the whole of it.

Plugins get it in `parse` and, through `services.block`, when they run; sockets and chains are not its business.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field

from corefile import Span


@dataclass(slots=True)
class Block:
    """A server block: `zones` are its origins ("example.org.", lower case), `keys` where they are written.

    The rest is set by directives: `root` by root, `hosts` by bind (addresses; empty for all), `debug` by debug,
    `stacktrace` by errors. `names` are the directives that stand in the block.
    """

    zones: tuple[str, ...]
    span: Span
    port: int = 53
    names: tuple[str, ...] = ()
    root: str = ""
    hosts: list[tuple[str, Span | None]] = field(default_factory=list)
    interfaces: list[tuple[str, Span | None]] = field(default_factory=list)
    excepted: list[str] = field(default_factory=list)
    debug: bool = False
    stacktrace: bool = False

    def path(self, name: str) -> str:
        """A file named in the Corefile: relative ones stand below `root`, or in the working directory."""
        return name if os.path.isabs(name) or not self.root else os.path.join(self.root, name)
