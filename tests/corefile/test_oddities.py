"""What is accepted and odd: each oddity has a warning at its place, and what is usual has none.

That oddities are accepted as the reference does is `test_language`'s.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given

import corefile
from corefile import CorefileError
from corefile.directives import DIRECTIVES
from tests.corefile.complaints import findings
from tests.corefile.texts import ENVIRONMENT, corefiles


def _warnings(text: str, file: str = "Corefile") -> list[tuple[str, int, int]]:
    resolved = corefile.loads(text, file, env={}, directives=DIRECTIVES)
    return [(found.code, found.span.line, found.span.column) for found in resolved.warnings if found.span]


ODD = {
    "surplus-brace": (". {\n log\n}\n}\n", [("CF030", 4, 1)]),
    "brace-glued-to-a-key": ("host:1053{\n whoami\n}\n", [("CF031", 1, 1)]),
    "empty-braces": (". {\n log {}\n}\n", [("CF031", 2, 6)]),
    "two-braces-at-once": (". {\n log {\n  class all\n }\n whoami a}\n}\n", [("CF031", 5, 9)]),
    "key-behind-a-brace": ("a {\n log\n} b {\n log\n}\n", [("CF032", 3, 3)]),
    "argument-behind-a-brace": (". {\n log {\n  class all\n } a.org\n}\n", [("CF032", 4, 4)]),
    "hash-within-a-word": (". {\n log a#b c\n}\n", [("CF033", 2, 6)]),
    "quote-over-lines": ('. {\n log "a\n errors\n cache 30\n"\n}\n', [("CF034", 2, 6)]),
    "snippet-twice": ("(s) {\n log\n}\n. {\n import s\n import s\n}\n", [("CF036", 6, 9)]),
}


@pytest.mark.parametrize(("text", "warnings"), ODD.values(), ids=ODD.keys())
def test_what_is_odd_is_told_at_its_place(text: str, warnings: list[tuple[str, int, int]]) -> None:
    assert _warnings(text) == warnings


USUAL = {
    "blocks": "(s) {\n log\n}\na, b {\n import s\n forward . 192.0.2.1 {\n  policy random\n }\n}\nc {\n import s\n}\n",
    "comments": "# a\n. { # b\n log # c\n} # d\n",
    "quoted-hash": '. {\n log "a#b"\n}\n',
    "placeholders": ". {\n log . {remote} {type}\n}\n",
    "templates": ". {\n template IN A {\n  answer {{ .Name }} 60 IN A 192.0.2.1\n }\n}\n",
    "repetition-in-a-pattern": ". {\n rewrite name regex ^a{2}$ b\n}\n",
    "quoted-brace": '. {\n log "a{"\n}\n',
    "text-over-lines": '. {\n log "one\ntwo"\n}\n',
    "snippet-in-two-options": "(s) {\n except a\n}\n. {\n"
    " forward a 192.0.2.1 {\n  import s\n }\n forward b 192.0.2.1 {\n  import s\n }\n}\n",
}


@pytest.mark.parametrize("text", USUAL.values(), ids=USUAL.keys())
def test_what_is_usual_is_not_warned_of(text: str) -> None:
    assert _warnings(text) == []


def test_an_oddity_in_an_imported_file_is_told_at_its_place_there(tmp_path: Path) -> None:
    (tmp_path / "inner").write_text("\nlog a#b\n")
    (warning,) = corefile.loads(". {\n import inner\n}\n", str(tmp_path / "Corefile"), env={}).warnings
    assert warning.span is not None
    assert (warning.span.file, warning.span.line, warning.span.column) == (str(tmp_path / "inner"), 2, 5)


def test_a_snippet_that_hides_a_file_is_told_where_it_is_imported(tmp_path: Path) -> None:
    (tmp_path / "common").write_text("errors\n")
    text = "(common) {\n log\n}\n. {\n import common\n}\n"
    assert _warnings(text, str(tmp_path / "Corefile")) == [("CF035", 5, 9)]


def test_a_directive_that_is_unknown_for_a_glued_brace_says_so() -> None:
    with pytest.raises(CorefileError) as refused:
        corefile.loads(". {\n forward . 192.0.2.1{\n  policy random\n }\n}\n", "Corefile", directives=DIRECTIVES)
    assert refused.value.diagnostics[0].hint == "put a space before the '{' of '192.0.2.1{'"


@given(corefiles)
def test_every_warning_has_a_place_and_no_text_is_too_odd(text: str) -> None:
    if not findings(text, ENVIRONMENT, None):
        for found in corefile.loads(text, "Corefile", env=ENVIRONMENT).warnings:
            assert found.span is not None
            assert found.render()
