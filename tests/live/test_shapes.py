"""Corefiles of the shapes that people run, started as they run them: kubeadm's, NodeLocal DNSCache's, k3s's and others.

Each stands in a folder of data/shapes, with what is asked of it and has to come back.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.live.shape import Shape, names, records
from tests.live.world import TOOLS
from tests.tools import require


@pytest.fixture(scope="module", params=names())
def shape(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shape]:
    require(*TOOLS, root=True)
    with Shape(request.param, tmp_path_factory.mktemp(request.param)) as made:
        yield made


@pytest.mark.parametrize("transport", ["+notcp", "+tcp"])
def test_every_server_block_answers(shape: Shape, transport: str) -> None:
    for asked in shape.expected["asked"]:
        seen = shape.dig(*asked["words"].split(), transport)
        assert (asked["words"], seen.status, records(seen.answer)) == (
            asked["words"],
            asked["status"],
            sorted(asked["answer"]),
        )


def test_its_endpoints_tell_what_they_should(shape: Shape) -> None:
    for probe in shape.expected.get("http", ()):
        status, body = shape.get(probe["url"])
        assert (probe["url"], status) == (probe["url"], 200)
        assert probe["has"] in body


def test_nothing_goes_wrong_on_the_way(shape: Shape) -> None:
    said = shape.log.read_text()
    assert "[WARNING]" not in said
    assert "[PANIC]" not in said
    assert "exception" not in said
