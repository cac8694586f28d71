"""Which files a pattern names, as Go's globs do."""

from __future__ import annotations

from pathlib import Path

import pytest

from corefile.globs import BadPattern, find

FILES = ["a.conf", "b.conf", ".hidden.conf", "a*", "sub/a.conf", "sub/deep/a.conf", "other/a.conf", "[x"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with some files."""
    for name in FILES:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("")
    return tmp_path


@pytest.mark.parametrize(
    ("pattern", "found"),
    [
        ("a.conf", ["a.conf"]),
        ("nowhere", []),
        ("*.conf", [".hidden.conf", "a.conf", "b.conf"]),
        ("?.conf", ["a.conf", "b.conf"]),
        ("a\\*", ["a*"]),
        ("*/a.conf", ["other/a.conf", "sub/a.conf"]),
        ("s*/d*/a.conf", ["sub/deep/a.conf"]),
        ("nowhere/*", []),
        ("a.conf/*", []),
        ("\\[x", ["[x"]),
        ("*b", ["sub"]),
    ],
)
def test_a_pattern_names_files_in_order(folder: Path, pattern: str, found: list[str]) -> None:
    assert find(f"{folder}/{pattern}") == [f"{folder}/{name}" for name in found]


@pytest.mark.parametrize("pattern", ["[", "a[b", "a\\", "a\\/b"])
def test_a_bad_pattern_is_refused(folder: Path, pattern: str) -> None:
    with pytest.raises(BadPattern, match="syntax error in pattern"):
        find(f"{folder}/{pattern}")
