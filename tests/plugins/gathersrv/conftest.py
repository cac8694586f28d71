"""Each test here runs for each way in which the host asks the plugin. What the ways are is `clusters`' business."""

from __future__ import annotations

import pytest

from tests.plugins.gathersrv.clusters import Gather


@pytest.fixture(autouse=True, params=["with coroutines", "at once", "begun"])
def _way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Gather, "way", request.param)
