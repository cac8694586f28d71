"""A resolved Corefile as one text: the same keys, words and lines without imports, snippets and variables.

data/language.jsonl and data/fuzzed.jsonl have what the reference reads in Corefiles of all kinds.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given

import corefile
from corefile import CorefileError
from corefile.single import Unwritable, single
from tests.corefile.test_language import CASES, load
from tests.corefile.texts import ENVIRONMENT, corefiles

# What a value, a lone snippet's name or an empty key can say, and no word that is written out.
UNWRITABLE = {
    "env/value-close-brace-argument",
    "env/unix-value-not-expanded-as-windows",
    "env/value-open-brace-argument",
    "fuzzed/090",
    "key/comma-blank-before",
    "snippet/key-only-eof",
}
TAKEN = [pytest.param(case.values[0], id=case.id) for case in CASES if case.values[0]["ok"]]  # type: ignore[index]


def _single(text: str, env: dict[str, str] | None = None) -> str:
    return single(corefile.loads(text, "Corefile", env=env or {}), env or {})


@pytest.mark.parametrize("case", TAKEN)
def test_what_the_reference_takes_is_said_by_a_single_text(
    case: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    env = {name: value.replace("$DIR", str(tmp_path)) for name, value in case.get("env", {}).items()}
    resolved = load(case, tmp_path)
    if case["id"] in UNWRITABLE:
        with pytest.raises(Unwritable, match="says something that no single Corefile can say"):
            single(resolved, env)
        return
    text = single(resolved, env)
    again = corefile.loads(text, "Corefile", env={})
    assert [[key.value for key in block.keys] for block in again.blocks] == [each["keys"] for each in case["blocks"]]
    assert len(again.files) == 1
    assert _single(text) == text


@given(corefiles)
def test_every_text_that_is_a_corefile_is_said_again_or_refused(text: str) -> None:
    try:
        once = _single(text, ENVIRONMENT)
    except (CorefileError, Unwritable):
        return
    assert _single(once) == once


def test_imports_snippets_and_variables_are_put_in(tmp_path: Path) -> None:
    (tmp_path / "up.conf").write_text("forward . {$UP} {\n max_fails 3\n}\n")
    (tmp_path / "Corefile").write_text("(c) {\n errors # gone\n}\na.org, b.org {\n import c\n import *.conf\n}\n")
    env = {"UP": "192.0.2.1"}
    assert single(corefile.load(str(tmp_path / "Corefile"), env=env), env) == (
        "a.org b.org {\n    errors\n    forward . 192.0.2.1 {\n        max_fails 3\n    }\n}\n"
    )


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("plain", "plain"),
        ("", '""'),
        ("two words", '"two words"'),
        ('say "yes" now', '"say \\"yes\\" now"'),
        ("a#b", '"a#b"'),
        ("two\nlines", '"two\nlines"'),
        ("\\", "\\"),
    ],
)
def test_a_value_is_quoted_where_it_must_be(value: str, written: str) -> None:
    assert _single(". {\nlog {$X}\n\n}\n", {"X": value}) == f". {{\n    log {written}\n}}\n"


def test_quotes_that_were_there_stay() -> None:
    assert _single('. {\nlog "a"\n}\n') == '. {\n    log "a"\n}\n'


@pytest.mark.parametrize("value", ["{%X%}", "a \\", '# \\" b'])
def test_a_value_that_no_quotes_can_hold_is_refused_at_its_place(value: str) -> None:
    with pytest.raises(Unwritable, match="Corefile:2"):
        _single(". {\nlog {$Y}\n}\n", {"Y": value})


def test_a_directive_named_by_a_variable_has_its_name() -> None:
    assert _single(". {\n{$Y} a\n}\n", {"Y": "log"}) == ". {\n    log a\n}\n"
