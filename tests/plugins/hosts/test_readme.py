"""The examples of the README: each starts, and what it promises is answered."""

from __future__ import annotations

import re
from pathlib import Path

import corefile
import pydns_host.plugins.hosts
from corefile.options import Reader
from pydns_host import names
from pydns_host.block import Block
from pydns_host.plugins.hosts.plugin import Hosts
from pydns_host.testing import Bench, ask, rows

README = Path(pydns_host.plugins.hosts.__file__).with_name("README.md")
FENCE = re.compile(r"^```(corefile|query|answer) ?(.*)\n((?:.*\n)*?)```$", re.M)


def _plugin(text: str, root: Path) -> Hosts:
    found = corefile.loads(text, "Corefile", env={}).blocks[0]
    zones = tuple(names.to_text(names.from_text(key.value)) for key in found.keys)
    block = Block(zones=zones, span=found.keys[0].span, root=str(root))
    config = Hosts.parse(Reader(found.directives["hosts"], "hosts"), block)
    assert config is not None
    return Hosts(config, Bench(block).services("hosts"))


async def test_each_example_starts_and_answers_as_it_says(tmp_path: Path) -> None:
    fences = FENCE.findall(README.read_text())
    plugins = [_plugin(text, tmp_path) for kind, _, text in fences if kind == "corefile"]
    for plugin in plugins:
        await plugin.start()
    queries = [text.split() for kind, _, text in fences if kind == "query"]
    answers = [text.splitlines() for kind, _, text in fences if kind == "answer"]
    for (name, rtype), answer in zip(queries, answers, strict=True):
        assert rows((await ask(plugins[0], f"{name}.", rtype)).answer) == answer
    for plugin in plugins:
        await plugin.stop()
    assert len(queries) == 3
