"""The examples of the README: served, and what they promise is answered."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import pydns_host.plugins.rewrite
from pydns_host.testing import serving

README = Path(pydns_host.plugins.rewrite.__file__).with_name("README.md")
FENCE = re.compile(r"^```(corefile|zone|query|answer) ?(.*)\n((?:.*\n)*?)```$", re.M)


async def test_the_example_answers_as_it_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    fences = FENCE.findall(README.read_text())
    for kind, name, text in fences:
        if kind == "zone":
            tmp_path.joinpath(name).write_text(text)
    queries = [text.split() for kind, _, text in fences if kind == "query"]
    answers = [text.splitlines() for kind, _, text in fences if kind == "answer"]
    async with serving(next(text for kind, _, text in fences if kind == "corefile")) as served:
        for (name, rtype), answer in zip(queries, answers, strict=True):
            found = await served.ask(name, rtype)
            assert [line for rrset in found.answer for line in rrset.to_text().splitlines()] == answer
    assert len(queries) == 2
