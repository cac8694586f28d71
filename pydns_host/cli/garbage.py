"""Tells the garbage collector what a server is like: much that stays, and queries that leave nothing to look for.

Memory is otherwise left to reference counts; who calls this is `run` and `signals`.
"""

from __future__ import annotations

import gc

_THRESHOLDS = (50_000, 20, 20)  # objects in the youngest generation, and how much rarer the older ones are looked at


def settle() -> None:
    """Drop what a start or reload left behind, and leave alone what is there now."""
    gc.unfreeze()
    gc.collect()
    gc.freeze()
    gc.set_threshold(*_THRESHOLDS)
