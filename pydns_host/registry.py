"""From a directive to the plugin that serves it: built in, installed as an entry point, or a file.

Plugins are imported when a Corefile names them, not before, and what reads a built-in plugin's directive without
what serves it. Their order is `order`'s, with those from elsewhere put in beside the one that they name.
"""

from __future__ import annotations

import importlib
import importlib.util
import inspect
import os
import pkgutil
import re
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any, NamedTuple

from pydns_host.chain import Plugin
from pydns_host.errors import StartError
from pydns_host.order import ORDER

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

    from corefile.options import Reader
    from pydns_host.block import Block

GROUP = "pydns_host.plugins"
_SECTION = re.compile(rf"^\[{re.escape(GROUP)}\]\s*^[^\[\s]", re.M)
VARIABLE = "PYDNS_HOST_PLUGINS"  # paths as in PATH

Parse = Callable[["Reader", "Block"], Any]


class Origin(NamedTuple):
    """Where a plugin comes from: `kind` is "built in", "entry point" or "file", `place` an object or a path."""

    kind: str
    place: str


class Registry:
    """Knows every plugin that can be had here; `order` is the order of execution with all of them in it."""

    def __init__(self, paths: Iterable[str] = (), plugins: Iterable[type[Plugin]] = ()) -> None:
        """`paths` are files or folders with plugins, `plugins` classes that are at hand already.

        Raises `StartError` for one that cannot be used.
        """
        self._builtin = _builtin()
        self._installed = _installed()
        self.order: list[str] = list(ORDER)
        given = [*plugins, *(plugin for path in paths for plugin in _from_path(path))]
        self._given = {plugin.name: plugin for plugin in given}
        self._loaded = dict(self._given)
        for plugin in given:
            self._place(plugin)

    def admit(self, names: Iterable[str]) -> None:
        """Load those of these directives that are installed plugins; raises `StartError` for one that is broken."""
        for name in names:
            found = self._outside(name)
            if found is not None:
                self._place(found)

    def _outside(self, name: str) -> type[Plugin] | None:
        """The plugin of this name that is not built in."""
        if name not in self._loaded and name in self._installed:
            self._loaded[name] = _from_entry_point(self._installed[name])
        return self._loaded.get(name)

    def _place(self, plugin: type[Plugin], waiting: tuple[str, ...] = ()) -> None:
        """Put a plugin into the order, and before that the one that it stands beside."""
        if plugin.name in self.order:
            return  # its place is there already; it may stand in for a built-in plugin
        beside = plugin.after or plugin.before
        neighbour = self._outside(beside) if beside and beside not in (*waiting, plugin.name) else None
        if neighbour is not None:
            self._place(neighbour, (*waiting, plugin.name))
        if beside is None or beside not in self.order:
            known = f"{beside!r} is no known directive" if beside else "it names neither"
            raise StartError(f"plugin {plugin.name}: say where it stands by `before` or `after`; {known}")
        self.order.insert(self.order.index(beside) + (1 if plugin.after else 0), plugin.name)

    def parser(self, name: str) -> Parse | None:
        """What reads a directive; None when it is understood by nobody. Raises `StartError` for a broken plugin."""
        if name in self._loaded:
            return self._loaded[name].parse
        if name not in self._builtin:
            return None
        parse: Parse = _import(name, "config").parse
        return parse

    def get(self, name: str) -> type[Plugin] | None:
        """The plugin for a directive; None when there is none that serves it. Raises `StartError` for a broken one."""
        if name not in self._loaded and self._builtin.get(name):
            self._loaded[name] = _plugins_in(_import(name, "plugin"))[0]
        return self._loaded.get(name)

    def origin(self, name: str) -> Origin | None:
        """Where the plugin of this name comes from; None when there is none."""
        if name in self._given:
            return Origin("file", inspect.getsourcefile(self._given[name]) or self._given[name].__module__)
        if name in self._installed:
            return Origin("entry point", self._installed[name].value)
        if name in self._builtin:
            return Origin("built in", f"{GROUP}.{name}")
        return None

    def extras(self, name: str) -> dict[str, str]:
        """What a built-in plugin's directive may need beside the package: the extra's name, and what it is for."""
        found: dict[str, str] = getattr(_import(name, "config"), "EXTRAS", {}) if name in self._builtin else {}
        return found

    def known(self) -> list[str]:
        """The directives that can be checked here, sorted."""
        return sorted({*self._builtin, *self._installed, *self._loaded})

    def served(self) -> list[str]:
        """The directives that can be served here, sorted."""
        return [name for name in self.known() if self._builtin.get(name, True) or name in self._loaded]


def _installed() -> dict[str, EntryPoint]:
    """The plugins that installed packages name. What reads all metadata is not loaded where nobody names one."""
    if not any(map(_names_plugins, map(Path, sys.path))):
        return {}
    from importlib.metadata import entry_points

    return {point.name: point for point in entry_points(group=GROUP)}


def _names_plugins(folder: Path) -> bool:
    """Whether a package that is installed in a folder of the path has plugins; of an archive it may."""
    if folder.is_file():
        return True
    return any(_SECTION.search(path.read_text(encoding="utf-8")) for path in folder.glob("*.*-info/entry_points.txt"))


def _from_entry_point(point: EntryPoint) -> type[Plugin]:
    try:
        found = point.load()
    except Exception as error:
        raise StartError(f"plugin {point.name} ({point.value}): {type(error).__name__}: {error}") from error
    if not (inspect.isclass(found) and issubclass(found, Plugin) and getattr(found, "name", None) == point.name):
        raise StartError(f"plugin {point.name} ({point.value}): not a subclass of pydns_host.chain.Plugin of that name")
    return found


def _builtin() -> dict[str, bool]:
    """The built-in directives, and whether each is served: one without a module `plugin` is only understood."""
    package = importlib.import_module("pydns_host.plugins")
    folders = {module.name: Path(package.__path__[0], module.name) for module in pkgutil.iter_modules(package.__path__)}
    return {name: (folder / "plugin.py").exists() for name, folder in folders.items()}


def _import(plugin: str, module: str) -> ModuleType:
    try:
        return importlib.import_module(f"pydns_host.plugins.{plugin}.{module}")
    except ImportError as error:
        raise StartError(f"plugin/{plugin}: {error}") from error


def paths_from_environment(environment: str | None) -> list[str]:
    """The paths of the variable PYDNS_HOST_PLUGINS."""
    return [path for path in (environment or "").split(os.pathsep) if path]


def _from_path(path: str) -> list[type[Plugin]]:
    if os.path.isdir(path) and not os.path.exists(os.path.join(path, "__init__.py")):
        files = sorted(os.path.join(path, name) for name in os.listdir(path) if name.endswith(".py"))
    else:
        files = [path]
    return [plugin for file in files for plugin in _plugins_in(_import_file(file))]


def _import_file(path: str) -> ModuleType:
    source = os.path.join(path, "__init__.py") if os.path.isdir(path) else path
    name = f"pydns_host_plugin_{os.path.splitext(os.path.basename(path))[0]}"
    try:
        spec = importlib.util.spec_from_file_location(name, source)
        if spec is None or spec.loader is None:
            raise ImportError("not a Python file")
        module = importlib.util.module_from_spec(spec)
        sys.modules[name] = module
        spec.loader.exec_module(module)
    except Exception as error:
        raise StartError(f"plugin {path}: {type(error).__name__}: {error}") from error
    if not _plugins_in(module):
        raise StartError(f"plugin {path}: no subclass of pydns_host.chain.Plugin with a `name` in it")
    return module


def _plugins_in(module: ModuleType) -> list[type[Plugin]]:
    """The Plugin classes that a module has: those in its `__all__`, or without one those that it defines itself."""
    public = getattr(module, "__all__", None)
    found = [vars(module)[name] for name in public if name in vars(module)] if public else list(vars(module).values())
    classes = [item for item in found if inspect.isclass(item) and issubclass(item, Plugin) and "name" in vars(item)]
    return classes if public else [item for item in classes if item.__module__ == module.__name__]
