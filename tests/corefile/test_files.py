"""Reading Corefiles: octets to text, what cannot be read, and what is read once."""

from __future__ import annotations

from pathlib import Path

import pytest

from corefile.files import Files, ImportFailure, NoMatch, decode


@pytest.mark.parametrize(
    ("octets", "text"),
    [
        (b"plain", "plain"),
        ("é".encode(), "é"),
        (b"a\xffb", "a\ufffdb"),
        (b"\xe2\x82a", "\ufffd\ufffda"),
        (b"\xed\xa0\x80", "\ufffd\ufffd\ufffd"),
        (b"\xc3", "\ufffd"),
    ],
    ids=["ascii", "utf-8", "one-octet", "cut-off", "surrogate", "at-the-end"],
)
def test_each_octet_that_is_no_utf_8_becomes_a_replacement_character(octets: bytes, text: str) -> None:
    assert decode(octets) == text


def test_a_path_is_relative_to_the_importing_file(tmp_path: Path) -> None:
    files = Files(str(tmp_path / "Corefile"))
    assert files.path("a", "") == str(tmp_path / "a")
    assert files.path("../a", str(tmp_path / "sub" / "b")) == str(tmp_path / "a")
    assert files.path("/etc//a", "") == "/etc//a"


def test_a_file_is_read_once(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_text("log")
    files = Files("Corefile")
    first = files.words("a", str(path))
    path.write_text("errors")
    assert files.words("a", str(path)) == first
    assert files.read == ("Corefile", str(path))


def test_a_folder_cannot_be_imported(tmp_path: Path) -> None:
    with pytest.raises(ImportFailure, match=r"Could not import .*: is a directory") as failure:
        Files("Corefile").words("a", str(tmp_path))
    assert failure.value.kind == "environment"


def test_a_link_to_nowhere_cannot_be_imported(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to("nowhere")
    with pytest.raises(ImportFailure, match=r"Could not import (.*): open \1: no such file or directory"):
        Files("Corefile").words("link", str(tmp_path / "link"))


def test_a_pattern_without_a_match_is_no_failure(tmp_path: Path) -> None:
    with pytest.raises(NoMatch):
        Files("Corefile").words("*", str(tmp_path / "*.conf"))


@pytest.mark.parametrize("pattern", ["*/*", "??", "[a]"])
def test_a_pattern_with_more_than_one_wildcard_is_refused(pattern: str) -> None:
    with pytest.raises(ImportFailure, match="Glob pattern may only contain one wildcard"):
        Files("Corefile").words(pattern, f"/nowhere/{pattern}")


def test_a_name_with_a_nul_is_not_found() -> None:
    with pytest.raises(ImportFailure, match="File to import not found: a\0b"):
        Files("Corefile").words("a\0b", "/a\0b")
