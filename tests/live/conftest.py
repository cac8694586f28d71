"""The worlds that live tests are played in. What a world consists of stands in `world`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.live.world import TOOLS, World
from tests.tools import require

Build = Callable[..., World]


@pytest.fixture(scope="module", params=["page", "spelled", "one-block"])
def world(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """The page's clusters, both well, behind each documented Corefile; for tests that only ask."""
    require(*TOOLS, root=True)
    with World(tmp_path_factory.mktemp(request.param), f"{request.param}.Corefile") as made:
        yield made


@pytest.fixture(params=["page", "one-block"])
def build(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Build]:
    """Makes a world for one test alone; `zones` as `World` takes them. For tests that break things."""
    require(*TOOLS, root=True)
    with ExitStack() as worlds:

        def make(zones: Mapping[str, Mapping[str, str]] | None = None) -> World:
            return worlds.enter_context(World(tmp_path, f"{request.param}.Corefile", zones))

        yield make
