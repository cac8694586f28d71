"""What a Corefile may say about erratic, and what it then means."""

from __future__ import annotations

from typing import Any

import pytest

from corefile.durations import MILLISECOND, SECOND
from pydns_host.plugins.erratic.config import Config
from pydns_host.plugins.erratic.plugin import Erratic
from pydns_host.testing import configure
from tests.plugins.verdicts import agree, cases, findings


@pytest.mark.parametrize("case", cases(__file__))
def test_the_verdict_is_the_references(case: dict[str, Any]) -> None:
    agree(Erratic, case)


@pytest.mark.parametrize(
    ("options", "config"),
    [
        ("", Config(drop=2)),
        ("drop", Config(drop=2)),
        ("drop 3", Config(drop=3)),
        ("drop 0", Config(drop=0)),
        ("drop 3\ndrop", Config(drop=3)),
        ("drop 3\ndrop 4", Config(drop=4)),
        ("delay", Config(drop=0, delay=2)),
        ("drop\ndelay", Config(drop=0, delay=2)),
        ("drop 2\ndelay", Config(drop=2, delay=2)),
        ("delay 0", Config(drop=2, delay=0)),
        ("delay 3 1s", Config(drop=0, delay=3, duration=SECOND)),
        ("delay 3 1s\ndelay", Config(drop=0, delay=2, duration=100 * MILLISECOND)),
        ("truncate", Config(drop=0, truncate=2)),
        ("truncate 5", Config(drop=0, truncate=5)),
        ("truncate 5\ntruncate", Config(drop=0, truncate=2)),
        ("large", Config(drop=2, large=True)),
    ],
    ids=lambda value: value.replace("\n", ", ") or "none" if isinstance(value, str) else "",
)
def test_options_mean_amounts(options: str, config: Config) -> None:
    assert configure(Erratic, f"erratic {{\n{options}\n}}") == config


def test_occurrences_add_up() -> None:
    directive = "erratic {\ndrop 5\n}\nerratic {\nlarge\n}"
    assert configure(Erratic, directive) == Config(drop=5, large=True)


def test_a_word_that_is_not_read_is_told() -> None:
    (found,) = findings(Erratic, ". {\nerratic now\n}\n")
    assert found.message == "plugin/erratic: 'now' is not read: erratic has no arguments"


def test_every_mistake_is_told_at_its_place() -> None:
    found = findings(Erratic, ". {\nerratic {\ndrop x\ndelay 1 y\ntruncate 99999999999\nlarg\n}\n}\n")
    assert [(one.span.line, one.span.column, one.message) for one in found if one.span] == [
        (3, 6, 'plugin/erratic: strconv.ParseInt: parsing "x": invalid syntax'),
        (4, 9, 'plugin/erratic: time: invalid duration "y"'),
        (5, 10, 'plugin/erratic: strconv.ParseInt: parsing "99999999999": value out of range'),
        (6, 1, "plugin/erratic: unknown property 'larg'"),
    ]
