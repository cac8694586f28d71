"""The one style: what it looks like, that it loses nothing, and that it stays as it is when formatted again.

data/format has texts before and after; the property tests take those of all the other tests and mutants of them.
"""

from __future__ import annotations

import json
from itertools import count
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corefile import CorefileError, formatter
from corefile.formatter import Unproven, formatted
from tests.corefile.texts import ENVIRONMENT, corefiles

_DATA = Path(__file__).with_name("data")
_ROOT = Path(__file__).parent.parent.parent
PAIRS = sorted((_DATA / "format").glob("*.before"))
WILD = sorted((_ROOT / "tests").rglob("*.Corefile")) + sorted((_ROOT / "tests" / "conformance").rglob("Corefile"))


def _recorded() -> list[str]:
    """All Corefiles that the tests have, each once."""
    found = [path.read_text(encoding="utf-8", errors="replace") for path in WILD]
    for path in sorted((_ROOT / "tests").rglob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").rstrip().split("\n"):
            case = json.loads(line)
            if isinstance(case, dict) and isinstance(case.get("corefile"), str):
                found.append(case["corefile"])
    return list(dict.fromkeys(found))


RECORDED = _recorded()
_PIECES = ["", " ", "\n", "\n\n", "\t", "\r", "{", "}", "\n}\n", ". {", "(s) {\nlog\n}\n", "import s\n", " # c\n", "#x",
           '"', "\\", ",", "a.b", "{$A}", "{$LINES}", "\ufeff"]  # fmt: skip
_ENV = ENVIRONMENT | {"LINES": "x\ny"}


@pytest.mark.parametrize("before", PAIRS, ids=lambda path: path.stem)
def test_a_text_is_formatted_as_recorded(before: Path) -> None:
    after = before.with_suffix(".after").read_bytes().decode()
    assert formatted(before.read_bytes().decode(), "Corefile", {}) == after
    assert formatted(after, "Corefile", {}) == after


def _is_formatted_or_refused(text: str) -> None:
    """`formatted` proves by itself that the same is meant and raises `Unproven` if not; no text may make it so."""
    try:
        once = formatted(text, "Corefile", _ENV)
    except CorefileError:
        return
    assert formatted(once, "Corefile", _ENV) == once


def test_every_corefile_of_the_tests_is_formatted_or_refused() -> None:
    assert len(RECORDED) > 200
    for text in RECORDED:
        _is_formatted_or_refused(text)


@given(corefiles)
def test_every_text_is_formatted_or_refused(text: str) -> None:
    _is_formatted_or_refused(text)


@given(st.sampled_from(RECORDED), st.data())
def test_every_mutant_of_a_corefile_is_formatted_or_refused(text: str, data: st.DataObject) -> None:
    for _ in range(data.draw(st.integers(1, 4), "cuts")):
        start = data.draw(st.integers(0, len(text)), "start")
        end = start + data.draw(st.integers(0, 5), "length")
        text = text[:start] + data.draw(st.sampled_from(_PIECES), "piece") + text[end:]
    _is_formatted_or_refused(text)


def test_the_example_of_the_documentation_is_formatted() -> None:
    shown = (_ROOT / "docs" / "fmt.md").read_text().partition("```corefile\n")[2].partition("```")[0]
    assert shown
    assert formatted(shown, "Corefile", {}) == shown


def test_a_text_with_mistakes_is_refused_with_all_of_them() -> None:
    with pytest.raises(CorefileError) as refused:
        formatted("a {\n  import\n  log\n", "Corefile", {})
    assert [found.message for found in refused.value.diagnostics] == [
        "Wrong argument count or unexpected line ending after 'import'",
        "Syntax error: Unexpected token 'log', expecting '}'",
    ]


def test_an_import_that_another_machine_has_stands_in_no_way(tmp_path: Path) -> None:
    text = formatted("a {\nimport nowhere/*.conf\nimport nowhere\n}\n", str(tmp_path / "Corefile"), {})
    assert text == "a {\n    import nowhere/*.conf\n    import nowhere\n}\n"


def test_braces_stay_where_moving_them_would_mean_something_else() -> None:
    # Both occurrences of log are on one line, so that `b log a` are three zones of one.
    text = "(s) { log a } x.org { log b\nimport s\n}\n"
    assert formatted(text, "Corefile", {}) == "(s) { log a } x.org { log b\n    import s\n}\n"


def test_a_formatter_that_changed_words_would_be_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(formatter, "_line", lambda row: " ".join(piece.text for piece in row if piece.text != "log"))
    with pytest.raises(Unproven, match="would change what it means"):
        formatted(".\nlog\n", "Corefile", {})


def test_a_formatter_that_did_not_settle_would_be_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    written, times = formatter._written, count()
    monkeypatch.setattr(formatter, "_written", lambda rows: "\n" * next(times) + written(rows))
    with pytest.raises(Unproven, match="twice"):
        formatted(".\nlog\n", "Corefile", {})


def test_empty_lines_stay_where_a_variable_has_lines_that_make_them_count() -> None:
    text = ". {\nlog {$LINES}\n\n\n\n}\n"
    assert formatted(text, "Corefile", _ENV) == ". {\n    log {$LINES}\n\n\n\n}\n"
    assert formatted(text, "Corefile", {"LINES": "one"}) == ". {\n    log {$LINES}\n}\n"
