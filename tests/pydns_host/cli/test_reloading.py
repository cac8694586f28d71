"""What a reload says and does, right or wrong, and that plugins have one made by others."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from types import SimpleNamespace

import pytest

import corefile
from corefile import CorefileError, Diagnostic, Severity
from pydns_host.cli.reloading import Asked, Reloading, reload
from pydns_host.configuration import failures
from pydns_host.errors import StartError
from pydns_host.testing import Served, serving

from ..doubles import Says
from .given import NEW, OLD, Given

WRONG = CorefileError(
    Diagnostic(corefile.Span("Corefile", line, 2, line, 3), Severity.ERROR, "CF1", f"wrong {line}") for line in (3, 5)
)


@pytest.fixture
async def served() -> AsyncIterator[Served]:
    async with serving(OLD, plugins=[Says]) as one:
        yield one


async def _text(served: Served) -> str:
    text: str = (await served.ask("a.test")).answer[0][0].to_text()
    return text


@pytest.mark.parametrize(
    ("given", "lines", "serves"),
    [
        (NEW, ["[INFO] Reloading", "[INFO] Reloading complete"], '"new"'),
        (
            "\\300. {\n says new\n}\n. {\n says new\n}\n",
            [
                "[INFO] Reloading",
                "[WARNING] Corefile:1:1: no question can ever be for the zone \\300.",
                "[INFO] Reloading complete",
            ],
            '"new"',
        ),
        (
            WRONG,
            [
                "[INFO] Reloading",
                "[ERROR] Restart failed: Corefile:3:2: wrong 3",
                "[ERROR] Restart failed: Corefile:5:2: wrong 5",
            ],
            '"old"',
        ),
        (
            StartError("plugin/a: one\nplugin/b: two"),
            [
                "[INFO] Reloading",
                "[ERROR] Restart failed: plugin/a: one",
                "[ERROR] Restart failed: plugin/b: two",
            ],
            '"old"',
        ),
        (
            OSError(13, "Permission denied"),
            ["[INFO] Reloading", "[ERROR] Restart failed: [Errno 13] Permission denied"],
            '"old"',
        ),
    ],
    ids=["right", "odd", "wrong", "lacking", "unreadable"],
)
async def test_a_reload_says_what_became_of_it(
    served: Served, given: str | Exception, lines: list[str], serves: str
) -> None:
    failed = await reload(served.server, Given(served, given))  # type: ignore[arg-type]
    assert served.lines == lines
    assert failed == [line.removeprefix("[ERROR] Restart failed: ") for line in lines if "ERROR" in line]
    assert failures(served.metrics).values == {(): int(bool(failed))}
    assert await _text(served) == serves


async def test_a_plugin_has_the_corefile_reloaded_by_others() -> None:
    submitted: list[Asked] = []
    loader = SimpleNamespace(fingerprint="tried", read=lambda: "now")
    reloading = Reloading(loader, submitted.append)  # type: ignore[arg-type]
    asked = reloading.reload()
    assert (reloading.fingerprint, reloading.read(), submitted) == ("tried", "now", [asked])
    asked.set_result(["bad"])
    assert await asyncio.wait_for(asked, 1) == ["bad"]
