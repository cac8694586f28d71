"""Plugins made, started and stopped: one that fails is named, and keeps no other from giving back what it has."""

from __future__ import annotations

import pytest

import corefile
from corefile import CorefileError
from pydns_host.assemble import assemble
from pydns_host.errors import StartError
from pydns_host.generation import Generation
from pydns_host.registry import Registry
from pydns_host.serving import ListedLogs
from pydns_host.testing import Bench

from .doubles import Life, life


def generation(text: str, lived: type[Life]) -> tuple[Generation, list[str]]:
    lines: list[str] = []
    made = Generation(ListedLogs(lines).host)
    plan = assemble(corefile.loads(text, "Corefile", env={}), Registry(plugins=[lived]), 53)
    for planned in plan.blocks:
        made.make(planned, lambda planned, name: Bench(planned.block).services(name))
    return made, lines


async def test_plugins_stop_in_the_reverse_order_of_their_start() -> None:
    lived = life()
    made, _ = generation("a. {\nlife one\n}\nb. {\nlife two\n}\n", lived)
    await made.start()
    await made.stop()
    assert lived.events == ["start one", "start two", "stop two", "stop one"]


async def test_what_failed_half_way_is_stopped_with_the_others() -> None:
    lived = life()
    made, _ = generation("a. {\nlife one\n}\nb. {\nlife fails\n}\nc. {\nlife three\n}\n", lived)
    with pytest.raises(StartError, match=r"^plugin/life: ValueError: cannot start$"):
        await made.start()
    await made.stop()
    assert lived.events == ["start one", "start fails", "start three", "stop three", "stop fails", "stop one"]


async def test_every_plugin_that_does_not_start_is_told_once() -> None:
    made, _ = generation("a. {\nlife fails\n}\nb. {\nlife lacks\n}\nc. {\nlife fails\n}\n", life())
    with pytest.raises(StartError) as caught:
        await made.start()
    assert str(caught.value).splitlines() == ["plugin/life: ValueError: cannot start", "plugin/life: no disk"]


async def test_a_plugin_that_does_not_stop_keeps_no_other_from_stopping() -> None:
    lived = life()
    made, lines = generation("a. {\nlife one\n}\nb. {\nlife sticks\n}\n", lived)
    await made.start()
    await made.stop()
    assert lived.events[-1] == "stop one"
    assert lines == ["[ERROR] plugin/life: stop: ValueError: cannot stop"]


async def test_a_plugin_that_cannot_be_made_is_named() -> None:
    with pytest.raises(StartError, match=r"^plugin/life: KeyError: 'a mistake of the plugin'$"):
        generation("a. {\nlife init\n}\n", life())


def test_a_plugin_whose_parse_fails_is_an_error_at_its_directive() -> None:
    with pytest.raises(CorefileError) as caught:
        generation("a. {\n  life parse\n}\n", life())
    [found] = caught.value.diagnostics
    assert found.message == "plugin/life: KeyError: 'a mistake of the plugin'"
    assert found.span is not None
    assert found.span.line == 2


async def test_stopping_twice_stops_once() -> None:
    lived = life()
    made, _ = generation("a. {\nlife one\n}\n", lived)
    await made.start()
    await made.stop()
    await made.stop()
    assert lived.events == ["start one", "stop one"]
