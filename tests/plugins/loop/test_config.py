"""What a Corefile may say about loop, and what it then means."""

from __future__ import annotations

from typing import Any

import pytest

from pydns_host.plugins.loop.config import Config
from pydns_host.plugins.loop.plugin import Loop
from pydns_host.testing import block, configure
from tests.plugins.verdicts import agree, cases


@pytest.mark.parametrize("case", cases(__file__))
def test_the_verdict_is_the_references(case: dict[str, Any]) -> None:
    agree(Loop, case)


@pytest.mark.parametrize(
    ("zones", "keys", "config"),
    [
        ((".",), ("dns://.:1053",), Config(".", 1053)),
        (("example.org.", "."), ("dns://example.org.:53", "dns://.:5300"), Config("example.org.", 53)),
        ((".",), (), Config()),
    ],
)
def test_the_first_zone_and_its_port_are_probed(zones: tuple[str, ...], keys: tuple[str, ...], config: Config) -> None:
    assert configure(Loop, "loop", block(*zones, keys=keys)) == config
