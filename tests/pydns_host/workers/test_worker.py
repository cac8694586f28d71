"""What the worker that watches the Corefile knows of what was tried. Whole workers are started in `test_processes`."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import cast

import pytest

import corefile
from pydns_host.cli import flags
from pydns_host.cli.loader import Loader
from pydns_host.registry import Registry
from pydns_host.workers.link import Link
from pydns_host.workers.worker import Shared


class Supervisor:
    """Stands for the pipe to the one that reloads; what becomes of it is not waited for."""

    def __init__(self) -> None:
        self.asked = 0

    def reload(self) -> asyncio.Future[list[str]]:
        self.asked += 1
        return asyncio.get_running_loop().create_future()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    made = tmp_path / "Corefile"
    made.write_text("a.test {\nwhoami\n}\n")
    return made


def started(path: Path) -> tuple[Loader, Supervisor, Shared]:
    """A worker's part of a server that has begun to serve."""
    loader, supervisor = Loader(flags.parse(["-conf", str(path)]), Registry()), Supervisor()
    loader.plan()
    return loader, supervisor, Shared(loader, cast(Link, supervisor), changed=False)


async def test_what_was_tried_counts_although_this_worker_never_got_it_to_serve(path: Path) -> None:
    _, supervisor, shared = started(path)
    path.write_text("a.test {\nnonsense\n}\n")
    found = shared.read()
    assert (found != shared.fingerprint, shared.changed) == (True, False)
    shared.reload()
    assert (found == shared.fingerprint, shared.changed, supervisor.asked) == (True, True, 1)


async def test_what_a_signal_had_served_since_counts_more_than_what_was_tried_before(path: Path) -> None:
    loader, _, shared = started(path)
    for zone in ("b.test", "c.test"):
        path.write_text(f"{zone} {{\nwhoami\n}}\n")
        if zone == "b.test":
            shared.read()
            shared.reload()
        loader.plan_of(corefile.load(str(path), env={}))
    assert shared.read() == shared.fingerprint
