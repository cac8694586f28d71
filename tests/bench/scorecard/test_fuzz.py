"""B2: a few damaged packets through chains that work and one that does not; and what is made of the figures."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.scorecard import fuzz
from bench.scorecard.fuzz import Fuzzed, block, corpus, fuzzed
from bench.scorecard.malformed import packets
from pydns_host.question import Question
from pydns_host.wire import ingress

WELL = Fuzzed(100, [], 0.0001)


@pytest.mark.parametrize("plugin", ["whoami", "file", "template", "hosts", "cache", "acl"])
async def test_no_packet_gets_an_exception_out_of_a_plugin(plugin: str, tmp_path: Path) -> None:
    zone = tmp_path / "test.zone"
    zone.write_text(fuzz.ZONE)
    seen = await fuzz.fuzz(block(plugin, zone), corpus(60))
    assert (seen.packets, seen.raised) == (120, [])


def test_the_corpus_holds_packets_that_pass_the_door_and_others() -> None:
    passed = [isinstance(ingress(packet), Question) for packet in corpus(200)]
    assert 20 < sum(passed) < 180


def test_half_of_the_corpus_is_that_of_the_door() -> None:
    assert corpus(10)[:5] == list(packets(5))


def test_an_exception_and_a_slow_packet_fail_the_row() -> None:
    assert fuzzed({"whoami": WELL}).ok is True
    assert fuzzed({"whoami": WELL, "file": Fuzzed(1, [], 0.02)}).ok is False
    raised = fuzzed({"whoami": WELL, "file": Fuzzed(1, ["Recovered: a bug"], 0.0)})
    assert raised.ok is False
    assert "file: Recovered: a bug" in raised.measured
