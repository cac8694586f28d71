"""A family and its figures, made up; nothing here is played."""

from __future__ import annotations

from bench.growth.family import Column, Family, Figures, Measured
from bench.growth.world import World
from bench.measure import Server


def _play(world: World, server: Server, size: int) -> Figures:
    raise AssertionError("not played here")


FAMILY = Family(
    "hats", "Hats on heads", "hats", (1, 1_000), (Column("cpu", "CPU us/q"),), _play, frozenset({"hats"}), True
)


def measured() -> Measured:
    """Figures of the server for both sizes, of the reference for the small one."""
    made = Measured("hats")
    made.add("server", 1, [{"cpu": 2.0}])
    made.add("server", 1_000, [{"cpu": 3.0}])
    made.add("reference", 1, [{"cpu": 4.0}])
    return made
