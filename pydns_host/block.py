"""One server block while its directives are read: what it serves, and what its directives set for the whole of it.

Plugins get it in `parse` and, through `services.block`, when they run; sockets and chains are not its business.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from typing import Any

from corefile import Span, Word

AS_MANY_AS_CORES = 0


@dataclass(frozen=True, slots=True)
class Bind:
    """One bind directive: addresses or interface names to listen on, less those excepted."""

    hosts: tuple[Word, ...]
    excepted: tuple[Word, ...] = ()


@dataclass(frozen=True, slots=True)
class Timeouts:
    """What a server block says of clients over connections: seconds, and queries on one (-1: any number)."""

    read: float | None = None
    write: float | None = None
    idle: float | None = None
    queries: int | None = None


@dataclass(slots=True)
class Block:
    """A server block: `zones` are its origins ("example.org.", lower case), `span` its first key.

    `keys` are all of its keys in the reference's long form ("tls://example.org.:853").
    The rest is set by directives: `root` by root, `binds` by bind (none: listen on all addresses), `timeouts` by
    timeouts, `view` by view, `debug` by debug, `stacktrace` by errors, `sockets` by multisocket: how many an address
    has, or `AS_MANY_AS_CORES`. `names` are the directives that stand in the block. `shared` is one for all blocks of a
    Corefile: what a directive must know of its likes in others.
    """

    zones: tuple[str, ...]
    span: Span
    names: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()
    root: str = ""
    binds: list[Bind] = field(default_factory=list)
    timeouts: Timeouts = Timeouts()
    view: str = ""
    debug: bool = False
    stacktrace: bool = False
    sockets: int = 1
    shared: dict[str, Any] = field(default_factory=dict)

    def path(self, name: str) -> str:
        """A file named in the Corefile: relative ones stand below `root`, or in the working directory."""
        return name if os.path.isabs(name) or not self.root else os.path.join(self.root, name)
