"""What is known about a Corefile: blocks, listeners, and directives in the order of execution."""

from __future__ import annotations

from pathlib import Path

import pytest

from pydns_host.registry import Registry
from tests.pydns_host.explain.explaining import explained, step

REFUSE_ANY = str(Path(__file__).parents[3] / "examples" / "plugins" / "refuse_any.py")


def test_directives_stand_in_the_order_of_execution_with_their_places() -> None:
    (server,) = explained(". {\nwhoami\nlog\nerrors\n}\n").servers
    assert [(each.directive, each.place) for each in server.chain] == [
        ("errors", "Corefile:4"),
        ("log", "Corefile:3"),
        ("whoami", "Corefile:2"),
    ]


def test_settings_are_no_links_of_the_chain() -> None:
    (server,) = explained(". {\nbind 127.0.0.1\nroot x\ntls a b\ndebug\nwhoami\n}\n").servers
    assert [each.directive for each in server.chain] == ["whoami"]
    assert {each.directive for each in server.steps if each.setting} == {"bind", "root", "tls", "debug"}


def test_a_directive_is_shown_as_it_is_written_an_occurrence_a_line() -> None:
    found = step('. {\nlog {$A} "b c" {\nclass all\n}\nlog d\n}\n', "log")
    assert found.written == ('log {$A} "b c" { class all }', "log d")


@pytest.mark.parametrize(
    ("directive", "status", "about"),
    [
        ("errors", "served", "logs why queries failed"),
        ("fanout", "not known", ""),
    ],
)
def test_what_becomes_of_a_directive_and_what_it_is_for_is_told(directive: str, status: str, about: str) -> None:
    found = step(f". {{\n{directive}\n}}\n", directive)
    assert (found.status, found.about) == (status, about)


def test_a_plugin_from_elsewhere_is_told_by_its_docstring() -> None:
    (server,) = explained(". {\nrefuse_any\n}\n", None, REFUSE_ANY).servers
    assert server.chain[0].about.startswith("Keeps amplification small")


def test_listeners_are_told_by_transport_address_and_port() -> None:
    found = explained("a.org tls://b.org {\nbind 127.0.0.1 ::1\n}\nc.org:1053 {\n}\nb.org {\n}\n").listeners
    assert [(each.name, each.zones) for each in found] == [
        ("dns://127.0.0.1:53", (("a.org.", 0),)),
        ("tls://127.0.0.1:853", (("b.org.", 0),)),
        ("dns://[::1]:53", (("a.org.", 0),)),
        ("tls://[::1]:853", (("b.org.", 0),)),
        ("dns://:1053", (("c.org.", 1),)),
        ("dns://:53", (("b.org.", 2),)),
    ]


@pytest.mark.parametrize(
    ("asked", "mine", "says"),
    [
        (None, None, "for names in a.org., b.org."),
        ("x.b.org", True, "x.b.org. is in b.org."),
        ("c.org", False, "c.org. is not in a.org., b.org.: the question goes on"),
    ],
)
def test_whether_a_question_is_in_a_plugins_zones_is_told(asked: str | None, mine: bool | None, says: str) -> None:
    found = step(". {\ndnssec a.org b.org\n}\n", "dnssec", asked)
    assert (found.mine, found.says) == (mine, (says,))


def test_what_this_version_only_checks_is_told() -> None:
    registry = Registry()
    for name in sorted({*registry.known()} - {*registry.served()}):
        assert step(f". {{\n{name}\n}}\n", name).status == "checked"
