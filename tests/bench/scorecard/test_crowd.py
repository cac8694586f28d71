"""The crowd on a server of the test kit: small, but all three kinds of clients."""

from __future__ import annotations

import asyncio
import socket

from bench.scorecard.canary import host
from bench.scorecard.crowd import Seen, Size, play
from pydns_host.testing import serving


async def test_a_small_crowd_is_served_whole() -> None:
    lines = "\n".join(f"    {address} {name}" for name, address in map(host, range(4)))
    async with serving(f". {{\n  hosts {{\n{lines}\n  }}\n}}\n") as served:
        seen = await asyncio.to_thread(play, served.address(), Size(idle=3, active=4, passing=20))
    assert seen.answered >= 4
    assert (seen.errors, seen.opened, seen.refused) == (0, 20, 0)


def test_where_nobody_listens_connections_are_refused_and_counted() -> None:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        seen = play(sock.getsockname()[:2], Size(idle=0, active=1, passing=2))
    assert seen == Seen(active=1, errors=1, refused=2)
