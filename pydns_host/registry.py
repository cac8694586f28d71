"""From a directive to the plugin that serves it: built in, installed as an entry point, or a file.

Plugins are imported when a Corefile names them, not before. Their order is `order`'s, with those from elsewhere
put in beside the one that they name.
"""

from __future__ import annotations

import importlib
import importlib.metadata
import importlib.util
import inspect
import os
import pkgutil
import sys
from collections.abc import Iterable
from types import ModuleType

from pydns_host.chain import Plugin
from pydns_host.errors import StartError
from pydns_host.order import ORDER

GROUP = "pydns_host.plugins"
VARIABLE = "PYDNS_HOST_PLUGINS"  # paths as in PATH


class Registry:
    """Knows every plugin that can be had here; `order` is the order of execution with all of them in it."""

    def __init__(self, paths: Iterable[str] = ()) -> None:
        """`paths` are files or folders with plugins; raises `StartError` for one that cannot be used."""
        self._builtin = set(_builtin_names())
        self._entry_points = {point.name: point for point in importlib.metadata.entry_points(group=GROUP)}
        self._loaded: dict[str, type[Plugin]] = {}
        self.order: list[str] = list(ORDER)
        for path in paths:
            for found in _from_path(path):
                self._loaded[found.name] = found
        outside = [self._load(name) for name in sorted(self._entry_points) if name not in self._loaded]
        for plugin in (*self._loaded.values(), *outside):
            self._place(plugin)

    def _place(self, plugin: type[Plugin]) -> None:
        if plugin.name in self.order:
            return  # stands in for a built-in plugin, at its place
        beside = plugin.after or plugin.before
        if beside is None or beside not in self.order:
            known = f"{beside!r} is no known directive" if beside else "it names neither"
            raise StartError(f"plugin {plugin.name}: say where it stands by `before` or `after`; {known}")
        self.order.insert(self.order.index(beside) + (1 if plugin.after else 0), plugin.name)

    def _load(self, name: str) -> type[Plugin]:
        point = self._entry_points[name]
        try:
            found = point.load()
        except Exception as error:
            raise StartError(f"plugin {name} ({point.value}): {type(error).__name__}: {error}") from error
        if not (inspect.isclass(found) and issubclass(found, Plugin) and found.name == name):
            raise StartError(f"plugin {name} ({point.value}): not a subclass of pydns_host.chain.Plugin of that name")
        self._loaded[name] = found
        return found

    def get(self, name: str) -> type[Plugin] | None:
        """The plugin for a directive; None when this version has none that serves it."""
        if name not in self._loaded and name in self._builtin:
            module = importlib.import_module(f"pydns_host.plugins.{name}")
            self._loaded[name] = _plugins_in(module)[0]
        return self._loaded.get(name)

    def served(self) -> list[str]:
        """The directives that can be served here, sorted."""
        return sorted(self._builtin | set(self._loaded))


def _builtin_names() -> list[str]:
    package = importlib.import_module("pydns_host.plugins")
    return [module.name for module in pkgutil.iter_modules(package.__path__)]


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
    """The Plugin classes that a module has; those that it merely imported have no place in `__all__`."""
    names = getattr(module, "__all__", None) or vars(module)
    found = [vars(module)[name] for name in names if name in vars(module)]
    return [item for item in found if inspect.isclass(item) and issubclass(item, Plugin) and "name" in vars(item)]
