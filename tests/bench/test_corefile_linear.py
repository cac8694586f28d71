"""The Corefile that the benchmark of reading grows; how long that takes is no test's business."""

from __future__ import annotations

import corefile
from bench.corefile_linear import text


def test_the_corefile_of_the_benchmark_has_as_many_blocks_as_are_asked_for() -> None:
    resolved = corefile.loads(text(12), "Corefile", env={"POLICY": "random"})
    assert [block.keys[0].value for block in resolved.blocks[::11]] == [
        "zone00000.example.org:1053",
        "zone00011.example.org:1053",
    ]
    assert list(resolved.blocks[0].directives) == ["errors", "log", "forward"]
    assert resolved.warnings == ()
