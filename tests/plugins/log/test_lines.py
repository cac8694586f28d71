"""The reference's own log lines, recorded with the packets that caused them, against ours byte for byte.

In data/lines.jsonl the client's port and the duration are put in afterwards; `chain` is what answered.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from pydns_host.chain import Next, always, build
from pydns_host.message import Question, Request, Via
from pydns_host.plugins.erratic.plugin import Erratic
from pydns_host.plugins.log.plugin import Log
from pydns_host.plugins.whoami.plugin import Whoami
from pydns_host.testing import Bench, block, configure, failing, make
from pydns_host.wire import ingress

ROWS = [json.loads(line) for line in Path(__file__).with_name("data").joinpath("lines.jsonl").read_text().splitlines()]
LOCAL = {"udp": "::", "tcp": "127.0.0.1"}


def _behind(chain: str) -> Next:
    if chain == "whoami":
        return build([make(Whoami, chain)])
    if chain == "nothing":
        return failing("plugin/log: no next plugin found")
    if chain == "silence":
        return always(lambda request: None)
    return build([make(Erratic, chain)])


@pytest.mark.parametrize("row", ROWS, ids=lambda row: str(row["id"]))
async def test_a_line_is_the_references(row: dict[str, Any]) -> None:
    bench = Bench(block(names=("metadata", "log") if row["metadata"] else ("log",)))
    plugin = Log(configure(Log, row["log"], bench.block), bench.services("log"))
    packet = bytes.fromhex(row["packet"])
    question = ingress(packet)
    assert isinstance(question, Question)
    via = Via(row["proto"], local=LOCAL[row["proto"]])
    request = Request(question, int.from_bytes(packet[:2], "big"), "127.0.0.1", 4242, via)
    behind = _behind(row["chain"])

    async def slowly(request: Request) -> Any:
        bench.clock.advance(0.000123456)
        return await behind(request)

    if row["chain"] == "nothing":
        with pytest.raises(Exception, match="no next plugin found"):
            await plugin.serve(request, slowly)
    else:
        await plugin.serve(request, slowly)
    assert bench.lines == [row["line"]]
