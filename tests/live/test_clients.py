"""Programs that people run, with the server as their only resolver. What dig shows of it is in `test_page`."""

from __future__ import annotations

import json
import sys
from typing import Any

import pytest

from tests.live.world import World
from tests.tools import require_module

HOST = "mongo.default.svc.distributed.local"

PYMONGO = """
import json, sys
from pymongo.uri_parser import parse_uri
parsed = parse_uri(sys.argv[1])
print(json.dumps({"members": parsed["nodelist"], "options": dict(parsed["options"])}))
"""

GETADDRINFO = """
import json, socket, sys
family = getattr(socket, sys.argv[2])
found = socket.getaddrinfo(sys.argv[1], 8080, family, socket.SOCK_STREAM)
print(json.dumps(sorted({address[0] for *_, address in found})))
"""


def run(world: World, program: str, *words: str) -> Any:
    return json.loads(world.run_as_client([sys.executable, "-c", program, *words]))


def test_pymongo_finds_every_member_and_the_options(world: World) -> None:
    require_module("pymongo")
    parsed = run(world, PYMONGO, f"mongodb+srv://{HOST}/")
    names = [f"{letter}-mongo-{number}.default.svc.distributed.local" for letter in "ab" for number in (0, 1)]
    assert sorted(parsed["members"]) == [[name, 27017] for name in names]
    options = {name.lower(): value for name, value in parsed["options"].items()}
    assert (options["authsource"], options["replicaset"]) == ("admin", "rs0")


@pytest.mark.parametrize("family", ["AF_INET", "AF_UNSPEC"])
@pytest.mark.parametrize(
    ("name", "addresses"),
    [
        (HOST, ["10.8.1.10", "10.8.1.11", "10.9.1.10", "10.9.1.11"]),
        ("demo-service.default.svc.distributed.local", ["10.8.1.2", "10.9.1.2"]),
        ("a-mongo-0.default.svc.distributed.local", ["10.8.1.10"]),
        ("b-mongo-1.default.svc.distributed.local", ["10.9.1.11"]),
    ],
    ids=["service", "page", "pod-a", "pod-b"],
)
def test_libc_resolves_names_to_their_addresses(world: World, name: str, addresses: list[str], family: str) -> None:
    assert run(world, GETADDRINFO, name, family) == addresses


def test_libc_resolves_an_alias(world: World) -> None:
    assert run(world, GETADDRINFO, "alias.default.svc.distributed.local", "AF_INET")


def test_every_member_that_pymongo_finds_resolves(world: World) -> None:
    require_module("pymongo")
    members = run(world, PYMONGO, f"mongodb+srv://{HOST}/")["members"]
    found = [run(world, GETADDRINFO, name, "AF_INET") for name, _ in members]
    assert sorted(found) == [["10.8.1.10"], ["10.8.1.11"], ["10.9.1.10"], ["10.9.1.11"]]
