"""A project's settings: `pydns-host.toml`, or `[tool.pydns-host]` in pyproject.toml, in a file's folder or one above.

What the settings do is `settings`' and `adjust`'s business; the command line's own are put on top here.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache
from typing import Any

from corefile import Severity
from corefile.suggest import one_of
from pydns_host.check.settings import Settings, codes, plugins_from, version

OWN_FILE, SHARED_FILE, TABLE = "pydns-host.toml", "pyproject.toml", "pydns-host"


class BadProject(Exception):
    """A project file that is wrong: the text is for people."""


def settings_for(file: str) -> Settings:
    """What the nearest project file at or above a file says; the defaults where there is none. Raises `BadProject`."""
    return _of_folder(os.path.dirname(os.path.abspath(file)))


@cache
def _of_folder(folder: str) -> Settings:
    own, shared = os.path.join(folder, OWN_FILE), os.path.join(folder, SHARED_FILE)
    if os.path.isfile(own):
        return read(own, _load(own))
    if _mentions_us(shared):
        table = _load(shared).get("tool", {})
        found = table.get(TABLE) if isinstance(table, dict) else None
        if found is not None:
            return read(shared, found)
    above = os.path.dirname(folder)
    return Settings() if above == folder else _of_folder(above)


def _mentions_us(path: str) -> bool:
    """Whether it is worth while to read a pyproject.toml; one that cannot be read says nothing."""
    try:
        with open(path, "rb") as file:
            return TABLE.encode() in file.read()
    except OSError:
        return False


def _load(path: str) -> dict[str, Any]:
    import tomllib

    try:
        with open(path, "rb") as file:
            return tomllib.load(file)
    except (OSError, ValueError) as error:
        raise BadProject(f"{path}: {error}") from None


def read(path: str, table: Any) -> Settings:
    """The settings that a table says; `path` is its file. Raises `BadProject`."""
    if not isinstance(table, dict):
        raise BadProject(f"{path}: {TABLE} is not a table")
    settings = Settings()
    for key, value in table.items():
        reader = _KEYS.get(key)
        if reader is None:
            raise BadProject(f"{path}: unknown setting {key!r}: {one_of(key, _KEYS)}")
        try:
            settings = replace(settings, **{key.replace("-", "_").removesuffix("_from"): reader(value, path)})
        except (ValueError, OSError) as error:
            raise BadProject(f"{path}: {key}: {error}") from None
    return settings


def _texts(value: Any, path: str) -> list[str]:
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        raise ValueError("a list of strings is expected")
    return value


def _table(value: Any) -> Mapping[str, str]:
    if not isinstance(value, dict) or not all(isinstance(each, str) for each in value.values()):
        raise ValueError("a table of strings is expected")
    return value


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError("a string is expected")
    return value


def severity(text: str) -> Severity:
    """A severity by its name; raises ValueError."""
    known = [each.value for each in Severity]
    if text not in known:
        raise ValueError(f"{text!r} is no severity: {one_of(text, known)}")
    return Severity(text)


def _severities(value: Any, path: str) -> dict[str, Severity]:
    found = _table(value)
    codes(list(found))
    return {code: severity(text) for code, text in found.items()}


def _plugins(value: Any, path: str) -> frozenset[str]:
    with open(os.path.join(os.path.dirname(path), _text(value)), encoding="utf-8") as file:
        return plugins_from(file.read())


_KEYS: dict[str, Callable[[Any, str], Any]] = {
    "ignore": lambda value, path: codes(_texts(value, path)),
    "severity": _severities,
    "env": lambda value, path: dict(_table(value)),
    "directives": lambda value, path: frozenset(_texts(value, path)),
    "plugins-from": _plugins,
    "coredns": lambda value, path: version(_text(value)),
    "fail-on": lambda value, path: severity(_text(value)),
}
