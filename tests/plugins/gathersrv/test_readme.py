"""The README: its examples are read without a warning, and its questions are answered as it says."""

from __future__ import annotations

import re
from pathlib import Path

import dns.zone

import corefile
import pydns_host.plugins.gathersrv
from corefile.options import Reader
from pydns_host.plugins.gathersrv.config import parse
from pydns_host.testing import block, rows
from tests.plugins.gathersrv.clusters import DIRECTIVE, Clusters, Gather

README = Path(pydns_host.plugins.gathersrv.__file__).with_name("README.md").read_text()
EXAMPLES = Path(__file__).parents[3] / "examples"
FENCE = re.compile(r"^```(corefile|query|answer)\n((?:.*\n)*?)```$", re.M)


def _fences(kind: str) -> list[str]:
    return [text for found, text in FENCE.findall(README) if found == kind]


def _lines(letter: str) -> list[str]:
    zone = dns.zone.from_file(str(EXAMPLES / f"cluster-{letter}.local.zone"), relativize=False)
    return zone.to_text(relativize=False).splitlines()


def test_each_example_gathers_and_warns_of_nothing() -> None:
    examples = _fences("corefile")
    assert examples
    for text in examples:
        words = Reader(corefile.loads(text, "Corefile", env={}).blocks[0].directives["gathersrv"], "gathersrv")
        assert parse(words, block("distributed.local.")) == Gather(DIRECTIVE).plugin.config
        assert words.diagnostics == []


def test_each_question_is_answered_as_it_says() -> None:
    gather = Gather(clusters=Clusters(*_lines("a"), *_lines("b")))
    queries, answers = _fences("query"), _fences("answer")
    assert queries
    for query, answer in zip(queries, answers, strict=True):
        assert rows(gather.ask(*query.split()).answer) == answer.splitlines()
