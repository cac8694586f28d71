"""From a directive to its plugin: built in, installed, in a file; and where one from elsewhere stands in the order."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from pydns_host.chain import Plugin
from pydns_host.errors import StartError
from pydns_host.order import ORDER
from pydns_host.registry import Registry, paths_from_environment

EXAMPLES = Path(__file__).parents[2] / "examples" / "plugins"


def plugin(title: str, **place: str) -> type[Plugin]:
    return type(title.title(), (Plugin,), {"name": title, **place})


def source(title: str, place: str = 'after = "log"') -> str:
    return (
        f"from pydns_host.chain import Plugin\n\n\nclass {title.title()}(Plugin):\n    name = {title!r}\n    {place}\n"
    )


class Site:
    """A folder on the module path in which packages are installed; each has a row in the group of entry points."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def install(self, title: str, text: str, target: str = "") -> None:
        metadata = self.folder / f"site_{title}-1.0.dist-info"
        metadata.mkdir()
        (metadata / "METADATA").write_text(f"Metadata-Version: 2.1\nName: site-{title}\nVersion: 1.0\n")
        row = f"{title} = {target or f'site_{title}:{title.title()}'}"
        (metadata / "entry_points.txt").write_text(f"[pydns_host.plugins]\n{row}\n")
        (self.folder / f"site_{title}.py").write_text(text)
        importlib.invalidate_caches()


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    monkeypatch.syspath_prepend(tmp_path)
    yield Site(tmp_path)
    for name in [name for name in sys.modules if name.startswith("site_")]:
        del sys.modules[name]


def neighbours(registry: Registry, name: str) -> tuple[str, str]:
    index = registry.order.index(name)
    return registry.order[index - 1], registry.order[index + 1]


def test_without_others_the_order_is_coredns_s() -> None:
    assert tuple(Registry().order) == ORDER


def test_every_built_in_plugin_can_be_had_and_is_called_as_its_folder() -> None:
    registry = Registry()
    found = [registry.get(name) for name in registry.served()]
    assert [one.name for one in found if one is not None] == registry.served()


def test_a_directive_that_nobody_serves_is_none() -> None:
    assert Registry().get("nosuchthing") is None


@pytest.mark.parametrize(
    ("place", "around"),
    [
        ({"after": "log"}, ("log", "dnstap")),
        ({"before": "log"}, ("errors", "log")),
        ({"before": ORDER[0]}, (ORDER[-1], ORDER[0])),
        ({"after": "log", "before": "whoami"}, ("log", "dnstap")),
    ],
    ids=["after", "before", "before the first", "after counts when both are given"],
)
def test_a_plugin_stands_beside_the_one_that_it_names(place: dict[str, str], around: tuple[str, str]) -> None:
    registry = Registry(plugins=[plugin("mine", **place)])
    index = registry.order.index("mine")
    order = registry.order
    assert (order[index - 1], order[(index + 1) % len(order)]) == around


def test_plugins_from_elsewhere_may_stand_beside_each_other_whatever_comes_first() -> None:
    registry = Registry(plugins=[plugin("alpha", after="beta"), plugin("beta", after="log")])
    assert neighbours(registry, "beta") == ("log", "alpha")


@pytest.mark.parametrize(
    ("place", "reason"),
    [
        ({}, "plugin mine: say where it stands by `before` or `after`; it names neither"),
        ({"after": "nosuchthing"}, "`before` or `after`; 'nosuchthing' is no known directive"),
        ({"after": "mine"}, "`before` or `after`; 'mine' is no known directive"),
    ],
    ids=["neither", "nobody", "itself"],
)
def test_a_plugin_without_a_place_cannot_be_used(place: dict[str, str], reason: str) -> None:
    with pytest.raises(StartError, match=reason):
        Registry(plugins=[plugin("mine", **place)])


def test_two_plugins_that_name_only_each_other_cannot_be_used() -> None:
    with pytest.raises(StartError, match="is no known directive"):
        Registry(plugins=[plugin("alpha", after="beta"), plugin("beta", after="alpha")])


def test_a_plugin_of_a_built_in_one_s_name_stands_in_for_it_at_its_place() -> None:
    mine = plugin("whoami")
    registry = Registry(plugins=[mine])
    assert registry.get("whoami") is mine
    assert tuple(registry.order) == ORDER


# Installed ones.


def test_an_installed_plugin_is_loaded_when_a_corefile_names_it(site: Site) -> None:
    site.install("mine", source("mine"))
    registry = Registry()
    assert "mine" in registry.served()
    assert "mine" not in registry.order
    registry.admit(["whoami", "mine", "nosuchthing"])
    assert neighbours(registry, "mine") == ("log", "dnstap")
    assert registry.get("mine") is not None


def test_an_installed_plugin_brings_the_one_that_it_stands_beside_into_the_order(site: Site) -> None:
    site.install("alpha", source("alpha", 'before = "beta"'))
    site.install("beta", source("beta"))
    registry = Registry()
    registry.admit(["alpha"])
    assert neighbours(registry, "alpha") == ("log", "beta")


@pytest.mark.parametrize(
    ("text", "target", "reason"),
    [
        ("import nosuchmodule\n", "", r"plugin mine \(site_mine:Mine\): ModuleNotFoundError: .*nosuchmodule"),
        ("Mine = 1 / 0\n", "", "plugin mine .*: ZeroDivisionError"),
        ("Mine = 5\n", "", "not a subclass of pydns_host.chain.Plugin of that name"),
        (source("other"), "site_mine:Other", "not a subclass of pydns_host.chain.Plugin of that name"),
        ("from pydns_host.chain import Plugin as Mine\n", "", "not a subclass of pydns_host.chain.Plugin of that name"),
    ],
    ids=["cannot be imported", "fails", "no class", "of another name", "without a name"],
)
def test_a_broken_package_is_told_only_when_a_corefile_names_it(
    site: Site, text: str, target: str, reason: str
) -> None:
    site.install("mine", text, target)
    registry = Registry()
    registry.admit(["whoami"])
    with pytest.raises(StartError, match=reason):
        registry.admit(["mine"])


# Files and folders.


def test_the_example_in_one_file_serves() -> None:
    registry = Registry([str(EXAMPLES / "refuse_any.py")])
    assert neighbours(registry, "refuse_any") == ("log", "dnstap")


def test_a_folder_has_a_plugin_in_each_file(tmp_path: Path) -> None:
    (tmp_path / "one.py").write_text(source("alpha"))
    (tmp_path / "two.py").write_text(source("beta"))
    (tmp_path / "notes.txt").write_text("no Python")
    assert {"alpha", "beta"} <= set(Registry([str(tmp_path)]).served())


def test_a_package_may_have_several_modules(tmp_path: Path) -> None:
    package = tmp_path / "wrapped"
    package.mkdir()
    (package / "__init__.py").write_text('from .inner import Alpha\n\n__all__ = ["Alpha"]\n')
    (package / "inner.py").write_text(source("alpha"))
    assert Registry([str(package)]).get("alpha") is not None


def test_what_a_file_merely_imports_is_not_its_plugin(tmp_path: Path) -> None:
    (tmp_path / "mine.py").write_text(
        "from pydns_host.plugins.whoami.plugin import Whoami\n\n\n"
        'class Mine(Whoami):\n    name = "mine"\n    before = "whoami"\n'
    )
    registry = Registry([str(tmp_path / "mine.py")])
    whoami = registry.get("whoami")
    assert whoami is not None
    assert whoami.__module__.startswith("pydns_host.plugins.")
    assert registry.get("mine") is not None


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (None, "FileNotFoundError"),
        ("def broken(:\n", "SyntaxError"),
        ("raise ValueError('no')\n", "ValueError: no"),
        ("x = 1\n", "no subclass of pydns_host.chain.Plugin with a `name` in it"),
    ],
    ids=["missing", "no Python", "raises", "without a plugin"],
)
def test_a_file_that_cannot_be_used_is_told(tmp_path: Path, text: str | None, reason: str) -> None:
    path = tmp_path / "mine.py"
    if text is not None:
        path.write_text(text)
    with pytest.raises(StartError, match=reason) as caught:
        Registry([str(path)])
    assert str(path) in str(caught.value)


def test_a_file_that_is_no_python_file_is_told(tmp_path: Path) -> None:
    path = tmp_path / "mine.txt"
    path.write_text(source("mine"))
    with pytest.raises(StartError, match="not a Python file"):
        Registry([str(path)])


@pytest.mark.parametrize(
    ("value", "paths"),
    [(None, []), ("", []), ("a.py", ["a.py"]), ("a.py::b", ["a.py", "b"])],
    ids=["unset", "empty", "one", "several"],
)
def test_the_variable_has_paths_as_in_path(value: str | None, paths: list[str]) -> None:
    assert paths_from_environment(value) == paths
