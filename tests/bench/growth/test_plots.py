"""Figures in, a picture out; how it looks is for eyes. Left out where matplotlib is not installed."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.growth.plots import draw
from tests.bench.growth.made import FAMILY, measured

pytest.importorskip("matplotlib")


def test_a_family_is_drawn_as_png(tmp_path: Path) -> None:
    draw(FAMILY, measured(), tmp_path / "growth" / "hats.png")
    assert (tmp_path / "growth" / "hats.png").read_bytes().startswith(b"\x89PNG")
