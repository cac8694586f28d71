"""Which plugins ready waits for."""

from __future__ import annotations

import pytest

from pydns_host.chain import Plugin
from pydns_host.plugins.ready.waiting import Waiting
from pydns_host.testing import Bench, block


class Settled(Plugin):
    """Says nothing about being ready."""

    name = "settled"


class Flag(Plugin):
    """Ready when its config, a list, is not empty."""

    name = "flag"

    def ready(self) -> bool:
        """What the list says."""
        return bool(self.config)


def make(kind: type[Plugin], config: list[int]) -> Plugin:
    """A plugin with this list as its config."""
    return kind(config, Bench(block()).services(kind.name))


def test_a_plugin_that_says_nothing_is_not_waited_for() -> None:
    waiting = Waiting()
    waiting.add([make(Settled, [])], continuously=True)
    assert waiting.names() == []


def test_a_name_stands_once() -> None:
    waiting = Waiting()
    waiting.add([make(Flag, []), make(Flag, []), make(Flag, [1])], continuously=False)
    assert waiting.names() == ["flag"]


@pytest.mark.parametrize(("continuously", "names"), [(True, ["flag"]), (False, [])])
def test_a_plugin_that_was_ready(continuously: bool, names: list[str]) -> None:
    flag: list[int] = [1]
    waiting = Waiting()
    waiting.add([make(Flag, flag)], continuously)
    assert waiting.names() == []
    flag.clear()
    assert waiting.names() == names
