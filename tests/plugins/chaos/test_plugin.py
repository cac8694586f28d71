"""What is told of the server."""

from __future__ import annotations

import socket
from typing import Any

import pytest

from pydns_host.plugins.chaos.plugin import Chaos
from pydns_host.testing import answering, ask, make, rows

NEXT = answering("next. 60 IN A 192.0.2.1")
PASSED = ["next. 60 IN A 192.0.2.1"]


@pytest.mark.parametrize(
    ("name", "facts", "answer"),
    [
        ("Version.BIND.", {}, ['Version.BIND. 0 CH TXT "one"']),
        ("version.server.", {}, ['version.server. 0 CH TXT "one"']),
        ("authors.bind.", {}, ['authors.bind. 0 CH TXT "Jane Doe"', 'authors.bind. 0 CH TXT "John"']),
        ("hostname.bind.", {}, [f'hostname.bind. 0 CH TXT "{socket.gethostname()}"']),
        ("id.server.", {}, [f'id.server. 0 CH TXT "{socket.gethostname()}"']),
        ("other.bind.", {}, PASSED),
        ("version.bind.", {"rclass": 1}, PASSED),
        ("version.bind.", {"type": "A"}, PASSED),
    ],
)
async def test_an_answer(name: str, facts: dict[str, object], answer: list[str]) -> None:
    plugin = make(Chaos, 'chaos one John "Jane Doe" John')
    asked: dict[str, Any] = {"type": "TXT", "rclass": 3} | facts
    response = await ask(plugin, name, next=NEXT, **asked)
    assert sorted(rows(response.answer)) == answer
