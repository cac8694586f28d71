"""An explanation as text, JSON, Mermaid and dot: recorded for one Corefile and one question, in data/.

What is in an explanation is tested beside this.
"""

from __future__ import annotations

import json
import shutil
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest

from pydns_host.errors import StartError
from pydns_host.explain import dot, mermaid, picture, text
from pydns_host.explain.cli import FORMATS
from tests.pydns_host.explain.explaining import explained
from tests.tools import require

DATA = Path(__file__).with_name("data")
COREFILE = (DATA / "Corefile").read_text()
RECORDED = [
    ("whole.txt", text.render, None),
    ("question.txt", text.render, "www.example.org AAAA"),
    ("whole.mermaid", mermaid.render, None),
    ("question.mermaid", mermaid.render, "www.example.org AAAA"),
    ("question.dot", dot.render, "www.example.org AAAA"),
]


@pytest.mark.parametrize(("file", "render", "asked"), RECORDED, ids=[each[0] for each in RECORDED])
def test_an_explanation_is_shown_as_recorded(file: str, render: object, asked: str | None) -> None:
    assert callable(render)
    assert render(explained(COREFILE, asked)) == (DATA / file).read_text()


def test_json_has_all_of_an_explanation() -> None:
    found = json.loads(FORMATS["json"](explained(COREFILE, "www.example.org")))
    assert found["version"] == 1
    assert found["question"] == "www.example.org. A"
    assert [each["server"] for each in found["decisions"]] == [0, 1]
    assert [step["directive"] for step in found["servers"][0]["steps"]] == ["bind", "errors", "file", "forward"]


@pytest.mark.parametrize("name", FORMATS)
def test_a_corefile_without_blocks_is_shown_too(name: str) -> None:
    assert FORMATS[name](explained("# nothing\n"))


# What may be in a word that is shown, and means something to HTML, Mermaid or dot.
HOSTILE = '. {\nlog . "<b>&\\"]}|`#;x\\" --> \\\\"\nwhoami\n}\n'


def test_no_word_breaks_out_of_a_mermaid_label() -> None:
    line = next(line for line in mermaid.render(explained(HOSTILE)).splitlines() if "log" in line)
    label = line.partition('["')[2].removesuffix('"]')
    assert not set(label) & set('"<>`')


@pytest.mark.parametrize("corefile", [COREFILE, HOSTILE, "# nothing\n"], ids=["plain", "hostile", "empty"])
def test_graphviz_draws_a_picture_of_every_corefile(corefile: str) -> None:
    require("dot")
    root = ElementTree.fromstring(picture.svg(dot.render(explained(corefile))))
    shown = " ".join(root.itertext())
    assert root.tag.endswith("svg")
    assert corefile != COREFILE or "forward" in shown
    assert corefile != HOSTILE or "<b>&" in shown


def test_without_graphviz_no_picture_is_drawn_and_it_is_said_why(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: None)
    with pytest.raises(StartError, match="Graphviz is not installed"):
        picture.svg("digraph {}")


def test_what_graphviz_does_not_take_is_told() -> None:
    require("dot")
    with pytest.raises(StartError, match=r"Graphviz failed: .*syntax error"):
        picture.svg("no graph")


def test_the_picture_of_the_documentation_is_that_of_the_example() -> None:
    root = Path(__file__).parents[3]
    shown = (root / "docs" / "explain.md").read_text().partition("```mermaid\n")[2].partition("```")[0]
    text = (root / "Corefile.example").read_text()
    assert mermaid.render(explained(text)).replace("Corefile:", "Corefile.example:") == shown
