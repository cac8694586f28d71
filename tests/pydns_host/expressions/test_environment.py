"""The names of every plugin's expressions, for a query."""

from __future__ import annotations

from typing import Any

import pytest

from pydns_host.expressions.environment import NAMES, Environment
from pydns_host.expressions.errors import EvaluationError
from pydns_host.expressions.program import Program
from pydns_host.message import Request, Via
from pydns_host.question import Edns
from pydns_host.testing import request

_ASKED = request("WWW.Example.", "AAAA", edns=Edns(1232, True)).question
_REQUEST = Request(_ASKED, 4660, "192.0.2.7", 40212, Via("udp", "dns://:1053", "127.0.0.1", 1053))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("name()", "www.example."),
        ("type()", "AAAA"),
        ("class()", "IN"),
        ("proto()", "udp"),
        ("size()", 40),
        ("client_ip()", "192.0.2.7"),
        ("port()", "40212"),
        ("id()", 4660),
        ("opcode()", 0),
        ("do()", True),
        ("bufsize()", 1232),
        ("server_ip()", "127.0.0.1"),
        ("server_port()", "1053"),
        ("metadata('any/label')", ""),
        ("incidr(client_ip(), '192.0.2.0/24')", True),
        ("incidr(client_ip(), '10.0.0.0/8')", False),
        ("incidr('::ffff:192.0.2.7', '192.0.2.0/24')", True),
        ("incidr('2001:db8::1', '192.0.2.0/24')", False),
        ("$env.own", 5),
        ("own + id()", 4665),
    ],
)
def test_a_query_tells_its_facts(text: str, value: Any) -> None:
    program = Program(text, {**NAMES, "own": Program("5", {}).type})
    assert program.evaluate(Environment(_REQUEST, {"own": 5})) == value


@pytest.mark.parametrize("text", ["incidr('nobody', '10.0.0.0/8')", "incidr('10.0.0.1', '10.0.0.0')"])
def test_no_address_is_in_no_network(text: str) -> None:
    with pytest.raises(EvaluationError):
        Program(text, NAMES).evaluate(Environment(_REQUEST))


def test_all_names_are_there() -> None:
    assert set(Environment(_REQUEST, {"own": 5})) == {*NAMES, "own"}
    assert len(Environment(_REQUEST)) == len(NAMES)
