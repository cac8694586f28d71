"""Which Corefiles count as the same, and that the reference's own number stands for one."""

from __future__ import annotations

from pathlib import Path

import pytest

import corefile
from pydns_host.configuration import fingerprint

TEXT = """(s) {
  whoami
}
test:5391 {$NOPE} {
  bind 127.0.0.1
  import s
  reload 2s 1s
}
b:5392 a.b:5391 {
  bind 127.0.0.1
  template IN A {
    answer "<a> & {{ .Name }} \\"x\\" \u00e9\t\u2028 \x01 \x7f"
  }
  log {$WORD}
}
"""
# What CoreDNS 1.14.7 logged for it, with WORD=class.
RECORDED = (
    "8ba54d96e6eb2d564fbaef565ccf5502fd36323e4a5ad54a8d46dfcb72091db4"
    "4ebb341f3cede17a9041c7ad9932a92d1a4a5e6d2121f60b3fb688e64a6c3ea5"
)


def of(text: str, word: str = "class") -> str:
    return fingerprint(corefile.loads(text, "Corefile", env={"WORD": word}))


def test_the_fingerprint_is_the_references() -> None:
    assert of(TEXT) == RECORDED


@pytest.mark.parametrize(
    ("text", "word", "same"),
    [
        (TEXT.replace("  whoami", "\twhoami  # comment"), "class", True),
        (TEXT + "# comment\n", "class", True),
        (TEXT.replace("2s 1s", "2s 2s"), "class", False),
        (TEXT.replace("(s)", "\n(s)"), "class", False),
        (TEXT, "other", False),
    ],
    ids=["blanks and comments", "a comment at the end", "a word", "a line", "a variable"],
)
def test_words_and_their_lines_make_a_corefile_another(text: str, word: str, same: bool) -> None:
    assert (of(text, word) == RECORDED) is same


def test_what_is_imported_counts(tmp_path: Path) -> None:
    path, imported = tmp_path / "Corefile", tmp_path / "more"
    path.write_text(". {\n import more\n}\n")
    found = set()
    for text in ("whoami", "whoami\nlog", "whoami # as before"):
        imported.write_text(text)
        found.add(fingerprint(corefile.load(str(path), env={})))
    assert len(found) == 2
