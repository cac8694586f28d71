"""The examples of the README: each starts, and what it promises is answered."""

from __future__ import annotations

import re
from pathlib import Path

import corefile
import pydns_host.plugins.template
from corefile.options import Reader
from pydns_host import names
from pydns_host.block import Block
from pydns_host.plugins.template.plugin import Template
from pydns_host.testing import Bench, ask, rows

README = Path(pydns_host.plugins.template.__file__).with_name("README.md")
FENCE = re.compile(r"^```(corefile|query|answer)\n((?:.*\n)*?)```$", re.M)


def _plugin(text: str) -> Template:
    found = corefile.loads(text, "Corefile", env={}).blocks[0]
    zones = tuple(names.to_text(names.from_text(key.value)) for key in found.keys)
    block = Block(zones=zones, span=found.keys[0].span)
    config = Template.parse(Reader(found.directives["template"], "template"), block)
    return Template(config, Bench(block).services("template"))


async def test_each_example_answers_as_it_says() -> None:
    asked = 0
    for kind, text in FENCE.findall(README.read_text()):
        if kind == "corefile":
            plugin = _plugin(text)
        elif kind == "query":
            name, rtype = text.split()
        else:
            asked += 1
            assert rows((await ask(plugin, f"{name}.", rtype)).answer) == text.splitlines()
    assert asked >= 2
