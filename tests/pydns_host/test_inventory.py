"""The list of directives: their places, where they come from, what becomes of them and what they need."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import pytest

from pydns_host.errors import StartError
from pydns_host.inventory import BROKEN, CHECKED, DONE, SERVED, UNKNOWN, USAGE, Entry, inventory, main
from pydns_host.order import ORDER
from pydns_host.registry import Registry
from tests.pydns_host.test_registry import Site, site, source

__all__ = ["site"]  # a fixture

ROOT = Path(__file__).parents[2]
REFUSE_ANY = str(ROOT / "examples" / "plugins" / "refuse_any.py")


@pytest.fixture(autouse=True)
def _no_plugins_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PYDNS_HOST_PLUGINS", raising=False)


def _entry(name: str, *paths: str) -> Entry:
    return next(entry for entry in inventory(Registry(paths)) if entry.directive == name)


def test_every_directive_has_its_place_in_the_order_of_execution() -> None:
    found = inventory(Registry())
    assert [(entry.order, entry.directive) for entry in found] == list(enumerate(ORDER, 1))


def test_what_is_served_and_what_is_only_understood_are_told_apart() -> None:
    folders = {path.parent.name for path in (ROOT / "plugins").glob("*/config.py")}
    served = {path.parent.name for path in (ROOT / "plugins").glob("*/plugin.py")}
    for entry in inventory(Registry()):
        status = SERVED if entry.directive in served else CHECKED if entry.directive in folders else UNKNOWN
        assert (entry.directive, entry.status) == (entry.directive, status)


def test_a_plugin_of_a_file_is_named_with_the_file() -> None:
    entry = _entry("refuse_any", REFUSE_ANY)
    assert (entry.origin, entry.place, entry.status) == ("file", REFUSE_ANY, SERVED)
    assert entry.order == ORDER.index("log") + 2


def test_an_installed_plugin_is_named_with_its_object(site: Site) -> None:
    site.install("mine", source("mine"))
    entry = _entry("mine")
    assert (entry.origin, entry.place, entry.status) == ("entry point", "site_mine:Mine", SERVED)


def test_an_installed_plugin_that_is_broken_takes_no_other_with_it(site: Site) -> None:
    site.install("mine", "import nowhere_to_be_found\n")
    *others, entry = inventory(Registry())
    assert (entry.directive, entry.order, entry.status) == ("mine", None, BROKEN)
    assert "nowhere_to_be_found" in (entry.error or "")
    assert len(others) == len(ORDER)


def test_the_extras_that_directives_need_are_extras_of_the_package() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    named = {extra for entry in inventory(Registry()) for extra in entry.extras}
    assert "https" in named
    assert named <= project["optional-dependencies"].keys()


def test_the_list_is_printed_as_a_table(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--plugin", REFUSE_ANY]) == DONE
    head, *rows = capsys.readouterr().out.splitlines()
    assert head.split() == ["order", "directive", "here", "from", "extra"]
    assert [row.split()[1] for row in rows if "refuse_any" not in row] == list(ORDER)
    assert ["23", "gathersrv", "served", "built", "in"] in [row.split() for row in rows]


def test_the_list_is_printed_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--json"]) == DONE
    found = json.loads(capsys.readouterr().out)["plugins"]
    assert next(entry for entry in found if entry["directive"] == "forward")["extras"].keys() == {"https"}


def test_a_file_that_has_no_plugin_is_wrong_usage(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(StartError):
        Registry(["nowhere.py"])
    assert main(["--plugin", "nowhere.py"]) == USAGE
    assert capsys.readouterr().err.startswith("pydns-host plugins: plugin nowhere.py: ")
