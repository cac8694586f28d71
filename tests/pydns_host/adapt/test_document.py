"""A resolved Corefile as a JSON document, in the shape that its published schema gives."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

import corefile
from corefile import CorefileError
from pydns_host.adapt.cli import SCHEMA
from pydns_host.adapt.document import document
from pydns_host.order import ORDER
from tests.corefile.test_language import CASES, load

VALIDATOR = jsonschema.Draft202012Validator(json.loads(SCHEMA.read_text()))
TAKEN = [pytest.param(case.values[0], id=case.id) for case in CASES if case.values[0]["ok"]]  # type: ignore[index]


def _document(text: str, env: dict[str, str] | None = None) -> dict[str, Any]:
    found = document("Corefile", corefile.loads(text, "Corefile", env=env or {}), ORDER, 53, env or {})
    VALIDATOR.validate(found)
    return found


def test_the_schema_is_one() -> None:
    jsonschema.Draft202012Validator.check_schema(VALIDATOR.schema)


@pytest.mark.parametrize("case", TAKEN)
def test_the_words_are_those_that_the_reference_reads(
    case: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    resolved = load(case, tmp_path)
    try:
        found = document("Corefile", resolved, ORDER, 53, {})
    except CorefileError as refused:  # a key that only a plugin's set-up finds wrong
        assert {each.code for each in refused.diagnostics} == {"CF101"}  # noqa: PT017
        return
    VALIDATOR.validate(found)
    assert [
        {
            "keys": [key["value"] for key in server["keys"]],
            "directives": {
                each["name"]: [word["line"] for line in each["lines"] for word in line] for each in server["directives"]
            },
        }
        for server in found["servers"]
    ] == [
        {
            "keys": block["keys"],
            "directives": {name: [line for _, line, _ in words] for name, words in block["directives"].items()},
        }
        for block in case["blocks"]
    ]


def test_directives_stand_in_the_order_of_execution_and_unknown_ones_last() -> None:
    (server,) = _document(". {\nmine\nwhoami\nlog\nerrors\n}\n")["servers"]
    assert [each["name"] for each in server["directives"]] == ["errors", "log", "whoami", "mine"]
    assert [each["order"] for each in server["directives"]] == [*map(_rank, ("errors", "log", "whoami")), None]


def _rank(name: str) -> int:
    return ORDER.index(name) + 1


def test_a_key_tells_what_it_stands_for() -> None:
    (server,) = _document("tls://Example.ORG 10.0.0.0/23:1053 {\n}\n")["servers"]
    assert [key["listeners"] for key in server["keys"]] == [
        [{"transport": "tls", "zone": "example.org.", "port": 853}],
        [
            {"transport": "dns", "zone": "0.0.10.in-addr.arpa.", "port": 1053},
            {"transport": "dns", "zone": "1.0.10.in-addr.arpa.", "port": 1053},
        ],
    ]


def test_a_word_tells_where_it_comes_from_and_how_it_is_written_there() -> None:
    text = '(s) {\n  forward . {$UP} "a b"\n}\n. {\n  import s\n}\n'
    (server,) = _document(text, {"UP": "192.0.2.1"})["servers"]
    (line,) = server["directives"][0]["lines"]
    assert line[2] == {
        "value": "192.0.2.1",
        "written": "{$UP}",
        "file": "Corefile",
        "line": 2,
        "column": 13,
        "end_line": 2,
        "end_column": 18,
    }
    assert (line[3]["value"], line[3]["written"]) == ("a b", '"a b"')


def test_lines_are_kept_with_their_braces_and_over_all_occurrences() -> None:
    (server,) = _document(". {\nlog a {\n class all\n}\nerrors\nlog b\n}\n")["servers"]
    log = next(each for each in server["directives"] if each["name"] == "log")
    values = [[word["value"] for word in line] for line in log["lines"]]
    assert values == [["log", "a", "{"], ["class", "all"], ["}"], ["log", "b"]]


def test_a_key_that_cannot_be_one_is_refused_at_its_place() -> None:
    with pytest.raises(CorefileError) as refused:
        _document(". {\n}\n:1053 {\n}\n")
    assert [found.line()[:13] for found in refused.value.diagnostics] == ["Corefile:3:1:"]
