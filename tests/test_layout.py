"""The conventions of the tree, checked: sizes, opening sentences, who imports whom, the shape of a plugin.

What a module does is tested beside it; here only where things stand and what they look like.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
FOLDERS = ("corefile", "pydns_host", "plugins")
MAX_MODULE = 300  # lines
MAX_FUNCTION = 40
PLUGIN_SECTIONS = ("Name", "Description", "Syntax", "Examples", "See Also")


def _sources(*folders: str) -> list[Path]:
    found = [path for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))]
    return [path for path in found if (ROOT / "pydns_host" / "plugins") not in path.parents]


def _name(path: Path) -> str:
    return str(path.relative_to(ROOT))


every_source = pytest.mark.parametrize("path", _sources(*FOLDERS), ids=_name)
plugin_folders = sorted(path for path in (ROOT / "plugins").iterdir() if (path / "__init__.py").exists())
every_plugin = pytest.mark.parametrize("folder", plugin_folders, ids=_name)


@every_source
def test_a_module_is_at_most_300_lines(path: Path) -> None:
    assert len(path.read_text().splitlines()) <= MAX_MODULE


@every_source
def test_a_module_opens_with_what_lives_here_and_what_does_not(path: Path) -> None:
    docstring = ast.get_docstring(ast.parse(path.read_text()))
    assert docstring
    assert len(re.findall(r"[.?!](?=\s|$)", docstring)) >= 2


@every_source
def test_a_function_is_at_most_40_lines(path: Path) -> None:
    long = [
        f"{node.name} ({(node.end_lineno or 0) - node.lineno + 1} lines)"
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or 0) - node.lineno + 1 > MAX_FUNCTION
    ]
    assert not long


def test_the_median_module_is_about_100_lines() -> None:
    sizes = sorted(len(path.read_text().splitlines()) for path in _sources(*FOLDERS))
    assert sizes[len(sizes) // 2] <= 120


def _imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


@pytest.mark.parametrize("path", _sources("corefile"), ids=_name)
def test_the_language_knows_nothing_of_dns_or_the_host(path: Path) -> None:
    assert not [name for name in _imports(path) if re.match(r"(dns|pydns_host|plugins)\b", name)]


@pytest.mark.parametrize("path", _sources("plugins"), ids=_name)
def test_a_plugin_imports_neither_the_hosts_inside_nor_a_sibling(path: Path) -> None:
    inside = r"pydns_host\.(server|assemble|listener|transports|cli|registry)\b"
    relative = path.relative_to(ROOT / "plugins")
    own = (
        rf"pydns_host\.plugins\.(?!{relative.parts[0]}\b)\w+"
        if len(relative.parts) > 1
        else r"pydns_host\.plugins\.\w+"
    )
    assert not [name for name in _imports(path) if re.match(inside, name) or re.match(own, name)]


@pytest.mark.parametrize("path", _sources("pydns_host"), ids=_name)
def test_the_host_loads_plugins_by_name_only(path: Path) -> None:
    assert not [name for name in _imports(path) if name.startswith(("pydns_host.plugins", "plugins"))]


@pytest.mark.parametrize("path", _sources(*FOLDERS), ids=_name)
def test_nothing_that_must_be_unpredictable_comes_from_random(path: Path) -> None:
    assert "random" not in set(_imports(path))


@every_plugin
def test_a_plugin_has_the_shape_of_all_plugins(folder: Path) -> None:
    assert (folder / "README.md").exists()
    assert (ROOT / "tests" / "plugins" / folder.name).is_dir()
    assert (folder / "config.py").exists()
    init = ast.parse((folder / "__init__.py").read_text())
    assert [type(node) for node in init.body] == [ast.Expr]  # a docstring: what checks loads nothing that serves


@every_plugin
def test_a_plugins_readme_has_the_sections_of_a_manual_page(folder: Path) -> None:
    headings = re.findall(r"^## (.+)$", (folder / "README.md").read_text(), re.M)
    assert [section for section in PLUGIN_SECTIONS if section not in headings] == []


@every_plugin
def test_a_plugin_has_its_place_in_the_order(folder: Path) -> None:
    from pydns_host.order import ORDER

    assert folder.name in ORDER


def test_no_file_names_a_path_of_a_machine_or_a_registry() -> None:
    words = re.compile(r"/(?:root|home|work|tmp)/|pypi\.org|pythonhosted|proxy\.golang|deb\.debian")
    suffixes = {".py", ".md", ".toml", ".yml", ".cfg", ".lark", ".zone", ".example", ".sh", ""}
    skipped = {
        ".git",
        ".venv",
        ".mypy_cache",
        ".ruff_cache",
        ".pytest_cache",
        ".hypothesis",
        "node_modules",
        "out",
        "data",
    }
    named = []
    for path in ROOT.rglob("*"):
        inside = path.relative_to(ROOT)
        if not path.is_file() or path.suffix not in suffixes or skipped & set(inside.parts) or path == Path(__file__):
            continue
        if words.search(path.read_text(errors="replace")):
            named.append(str(inside))
    assert named == []
