"""What words of a Corefile make together: mistakes, all of them and at their places, warnings, and no other end.

Which Corefiles are accepted, and as what, is `test_language`'s.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given

import corefile
from corefile import CorefileError, Diagnostic
from corefile.directives import DIRECTIVES
from tests.corefile.complaints import findings
from tests.corefile.texts import ENVIRONMENT, corefiles


def _mistakes(text: str, **env: str) -> list[tuple[int, int, str]]:
    return [
        (found.span.line, found.span.column, found.message)
        for found in findings(text, env, DIRECTIVES)
        if found.span is not None
    ]


def _hints(text: str) -> list[str | None]:
    return [found.hint for found in findings(text, {}, DIRECTIVES)]


ARGUMENTS = "Wrong argument count or unexpected line ending after 'import'"
MISTAKES: dict[str, tuple[str, list[tuple[int, int, str]]]] = {
    "unknown-directives": (
        ". {\n  whoareyou\n  log\n  forwrd . 10.0.0.1 {\n    x\n  }\n}\na { proxi }\n",
        [
            (2, 3, "Unknown directive 'whoareyou'"),
            (4, 3, "Unknown directive 'forwrd'"),
            (8, 5, "Unknown directive 'proxi'"),
            (8, 11, "Unexpected '}' because no matching opening brace"),
        ],
    ),
    "imports": (
        "import\nimport a b\n. {\n import nowhere\n import \"\"\n import x*y*\n}\n",
        [
            (1, 1, ARGUMENTS),
            (2, 10, "Import takes only one argument (glob pattern or file)"),
            (4, 9, "File to import not found: nowhere"),
            (5, 9, "Import requires a non-empty filepath"),
        ],
    ),
    "brace-in-a-line": (
        ". {\n log a }\nb {\n nope\n}\n",
        [(2, 8, "Unexpected '}' because no matching opening brace"), (4, 2, "Unknown directive 'nope'")],
    ),
    "block-not-closed": (". {\n log\n", [(2, 2, "Syntax error: Unexpected token 'log', expecting '}'")]),
    "options-not-closed": (". {\n log {\n  class\n", [(3, 3, "Unexpected EOF")]),
    "comma-before-a-brace": ("a, {\n nope\n}", [
        (1, 4, "Expected another address but had '{' - check for extra comma"), (2, 2, "Unknown directive 'nope'"),
    ]),
    "comma-at-the-end": ("a.org,\n", [(1, 1, "Unexpected EOF")]),
    "snippet-without-braces": ("(s)\nlog\n", [(2, 1, "Syntax error: Unexpected token 'log', expecting '{'")]),
    "snippet-not-closed": ("(s) {\n log\n", [(2, 2, "Syntax error: Unexpected token 'log', expecting '}'")]),
    "snippet-twice": ("(s) {\n}\n(s) {\n}\n. {\n nope\n}", [
        (3, 1, "redeclaration of previously declared snippet s"), (6, 2, "Unknown directive 'nope'"),
    ]),
    "snippet-within-itself": ("(s) {\n import s\n}\n", [(2, 9, "maximum snippet import depth (10000) exceeded")]),
}  # fmt: skip


@pytest.mark.parametrize(("text", "mistakes"), MISTAKES.values(), ids=MISTAKES.keys())
def test_every_mistake_is_told_at_its_place(text: str, mistakes: list[tuple[int, int, str]]) -> None:
    found = [(line, column, message) for line, column, message in _mistakes(text) if "Glob" not in message]
    assert found == mistakes


def test_a_glob_with_two_stars_is_told_with_its_whole_path() -> None:
    (found,) = findings(". {\n import x*y*\n}\n", {}, DIRECTIVES)
    assert found.message.startswith("Glob pattern may only contain one wildcard (*), but has others: /")
    assert found.message.endswith("/x*y*")


def test_a_mistake_in_a_snippet_is_told_once_however_often_it_is_imported() -> None:
    assert _mistakes("(s) {\n nope\n}\na {\n import s\n}\nb {\n import s\n}\n") == [(2, 2, "Unknown directive 'nope'")]


def test_a_misspelt_directive_has_the_right_one_as_a_hint() -> None:
    assert _hints(". {\n forwrd\n}\n") == ["did you mean 'forward'?"]


def test_a_misspelt_snippet_has_the_right_one_as_a_hint() -> None:
    assert _hints("(common) {\n}\n. {\n import comon\n}\n") == ["did you mean the snippet 'common'?"]


def test_a_block_that_is_not_closed_says_where_it_began() -> None:
    assert _hints("example.org {\n log\n") == ["the block of example.org opened at Corefile:1 is not closed"]


def test_a_variable_that_contains_itself_is_told_where_it_stands() -> None:
    message = "the value of environment variable 'LOOP' leads back to itself"
    assert _mistakes(". {\n log {$LOOP}\n}\n", LOOP="x{$LOOP}") == [(2, 6, message)]


def test_a_variable_that_is_not_set_is_a_warning_at_its_place() -> None:
    (warning,) = corefile.loads(". {\n log {$NONE}\n}\n", "Corefile", env={}).warnings
    assert warning.line() == "Corefile:2:6: environment variable 'NONE' is not set: it stands for nothing"


def test_a_glob_that_matches_nothing_is_a_warning(tmp_path: Path) -> None:
    (warning,) = corefile.loads("import *.conf\n", str(tmp_path / "Corefile"), env={}).warnings
    assert warning.message == "No files matching import glob pattern: *.conf"


def test_a_word_of_an_imported_file_knows_its_file_and_the_place_in_it(tmp_path: Path) -> None:
    (tmp_path / "inner").write_text("\n  errors nope\n")
    (tmp_path / "outer").write_text("import inner\n")
    (tmp_path / "Corefile").write_text("(s) {\n import outer\n}\n. {\n import s\n}\n")
    resolved = corefile.load(str(tmp_path / "Corefile"), env={})
    word = resolved.blocks[0].directives["errors"][1]
    assert (word.span.file, word.span.line, word.span.column) == (str(tmp_path / "inner"), 2, 10)
    assert resolved.files == tuple(str(tmp_path / name) for name in ("Corefile", "outer", "inner"))


@pytest.mark.parametrize(
    "files",
    [
        {"Corefile": "import Corefile"},
        {"Corefile": "import a", "a": "import b\n", "b": "x {\n}\nimport a\n"},
        {"Corefile": "import a*", "a1": "x {\n}\n", "a2": "import a*"},
        {"Corefile": "(s) {\nimport t\n}\n(t) {\nimport s\n}\n. {\nimport s\n}"},
        {"Corefile": "import a", "a": "import a\nimport a\nimport a\n"},
    ],
    ids=["itself", "each-other", "by-a-pattern", "snippets", "many-times"],
)
def test_imports_without_end_are_refused(files: dict[str, str], tmp_path: Path) -> None:
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    with pytest.raises(CorefileError, match=r"maximum (file|snippet) import depth \(10000\) exceeded"):
        corefile.load(str(tmp_path / "Corefile"), env={})


@pytest.mark.parametrize(("imports", "refused"), [(10_000, False), (10_001, True)], ids=["as-many", "one-more"])
def test_a_snippet_can_be_imported_ten_thousand_times(imports: int, refused: bool) -> None:
    text = "(s) {\n}\n. {\n" + "import s\n" * imports + "}\n"
    messages = ["maximum snippet import depth (10000) exceeded"] if refused else []
    assert [found.message for found in findings(text, {}, DIRECTIVES)] == messages


def test_a_file_may_import_itself_until_a_snippet_takes_its_place(tmp_path: Path) -> None:
    (tmp_path / "again").write_text("(again) {\n}\nimport Corefile\n")
    (tmp_path / "Corefile").write_text("import again\n. {\n log\n}\n")
    assert len(corefile.load(str(tmp_path / "Corefile"), env={}).blocks) == 2


def test_a_corefile_that_is_not_there_is_a_mistake_of_the_machine() -> None:
    with pytest.raises(CorefileError) as refused:
        corefile.load("nowhere/Corefile")
    (found,) = refused.value.diagnostics
    assert found == Diagnostic(
        None, corefile.Severity.ERROR, "CF002", "open nowhere/Corefile: no such file or directory", kind="environment"
    )


@given(corefiles)
def test_every_text_is_read_or_refused_with_a_place(text: str) -> None:
    for found in findings(text, ENVIRONMENT, DIRECTIVES):
        assert found.span is not None
        assert found.render()


@given(corefiles)
def test_known_directives_are_the_only_difference_they_make(text: str) -> None:
    unknown = [found for found in findings(text, {}, DIRECTIVES) if found.code != "CF201"]
    assert unknown == findings(text, {}, None)
