"""A question that is run through the chains of a Corefile without sockets: who answered, after what, and with what."""

from __future__ import annotations

import json
import socket
from pathlib import Path

import pytest

import corefile
from pydns_host.explain.cli import DONE, USAGE, main
from pydns_host.explain.model import Answer
from pydns_host.explain.query import Asker, run
from pydns_host.registry import Registry
from pydns_host.understand import understand
from tests.pydns_host.explain.explaining import question

ROOT = Path(__file__).parents[3]
ZONE = "@ 60 IN SOA ns admin 1 3600 600 86400 60\n@ 60 IN NS ns\nwww 60 IN A 192.0.2.80\n"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("PYDNS_HOST_PLUGINS", raising=False)
    (tmp_path / "db").write_text(ZONE)
    return tmp_path


def ran(text: str, asked: str, asker: Asker | None = None, *paths: str) -> Answer:
    registry = Registry(paths)
    understood = understand(corefile.loads(text, "Corefile", env={}), registry, 53)
    return run(understood, registry, question(asked), asker or Asker())


def outcomes(answer: Answer) -> list[tuple[str, int | None, str]]:
    return [(hop.directive, hop.inside, hop.outcome) for hop in answer.hops]


def test_the_plugins_that_a_question_comes_to_are_told_in_order() -> None:
    found = ran("a.org {\nfile db\nerrors\nlog\nwhoami\n}\n", "www.a.org")
    assert outcomes(found) == [
        ("errors", None, "passes on NOERROR, 2 records"),
        ("log", 0, "passes on NOERROR, 2 records"),
        ("file", 1, "answers NOERROR, 2 records"),
    ]
    assert [hop.place for hop in found.hops] == ["Corefile:3", "Corefile:4", "Corefile:2"]
    assert found.hops[0].microseconds >= found.hops[1].microseconds >= found.hops[2].microseconds >= 0


def test_the_answer_is_told() -> None:
    found = ran("a.org {\nfile db\nlog\n}\n", "www.a.org")
    assert (found.listener, found.rcode, found.flags) == ("dns://:53", "NOERROR", ("aa", "rd"))
    assert found.answer == ("www.a.org. 60 IN A 192.0.2.80",)
    assert found.authority == ("a.org. 60 IN NS ns.a.org.",)
    assert (found.notes, len(found.log)) == ((), 1)


def test_a_question_is_followed_through_forwards_to_the_same_corefile() -> None:
    text = ".:1053 {\nforward . 127.0.0.1:1054\n}\na.org:1054 {\nfile db\n}\n"
    found = ran(text, "www.a.org")
    assert outcomes(found) == [
        ("forward", None, "answers NOERROR, 2 records"),
        ("file", 0, "answers NOERROR, 2 records"),
    ]


def test_each_sub_query_of_gathersrv_is_told_where_it_belongs() -> None:
    text = "d.local {\ngathersrv d.local. {\na.local. a-\nb.local. b-\n}\nerrors\nforward . 127.0.0.1:1054\n}\n"
    text += "a.local:1054 {\nfile db\n}\nb.local:1054 {\nfile db\n}\n"
    found = ran(text, "www.d.local")
    first, *others = found.hops
    assert first.outcome == "asks www.a.local. A and www.b.local. A; answers NOERROR, 1 record"
    for cluster in ("a.local.", "b.local."):
        ways = [hop for hop in others if hop.question == f"www.{cluster} A"]
        assert [hop.directive for hop in ways] == ["errors", "forward", "file"]
        assert [found.hops.index(way) for way in ways[:2]] == [way.inside for way in ways[1:]]


def test_no_socket_is_opened_for_an_upstream_and_that_is_said() -> None:
    found = ran(".:1053 {\nerrors\nforward . 192.0.2.1\n}\n", "a.org")
    assert found.rcode == "SERVFAIL"
    assert "operation not permitted" in found.hops[0].outcome
    assert found.notes == ("a UDP socket was wanted, and not given; --send allows it",)


def test_sockets_can_be_had_again_afterwards() -> None:
    ran(".:1053 {\nwhoami\n}\n", "a.org")
    socket.socket(socket.AF_INET, socket.SOCK_DGRAM).close()


def test_an_upstream_is_asked_when_that_is_allowed() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
    found = ran(f".:1053 {{\nerrors\nforward . 127.0.0.1:{port}\n}}\n", "a.org", Asker(send=True))
    assert "connection refused" in found.hops[0].outcome
    assert found.notes == ()


def test_who_asks_and_over_what_can_be_said() -> None:
    found = ran(".:1053 {\nwhoami\n}\n", "a.org", Asker(client="192.0.2.7", proto="tcp"))
    assert found.additional[0] == "a.org. 0 IN A 192.0.2.7"
    assert "_tcp.a.org." in found.additional[1]


@pytest.mark.parametrize(("at", "listener"), [(None, "dns://:1053"), (1054, "dns://:1054")])
def test_the_first_listener_that_takes_it_is_asked_or_the_one_that_is_named(at: int | None, listener: str) -> None:
    text = "b.org:1052 {\nwhoami\n}\n.:1053 {\nwhoami\n}\n.:1054 {\nwhoami\n}\n"
    assert ran(text, "a.org", Asker(at=at)).listener == listener


def test_a_question_that_nobody_takes_is_refused() -> None:
    found = ran("b.org {\nwhoami\n}\n", "a.org")
    assert (found.rcode, found.hops) == ("REFUSED", ())


def test_a_query_that_is_dropped_gets_nothing() -> None:
    found = ran(". {\nerratic {\ndrop 1\n}\n}\n", "a.org")
    assert found.rcode is None
    assert outcomes(found) == [("erratic", None, "sends nothing")]


def test_a_plugin_that_fails_is_named(folder: Path) -> None:
    source = "from pydns_host.chain import Plugin\n\n\nclass Bad(Plugin):\n    name = 'bad'\n    after = 'log'\n\n"
    (folder / "bad.py").write_text(source + "    async def serve(self, request, next):\n        return 1 // 0\n")
    found = ran(". {\nbad\n}\n", "a.org", None, "bad.py")
    assert found.rcode == "SERVFAIL"
    assert outcomes(found)[0][2] == "ZeroDivisionError: integer division or modulo by zero"


def test_a_plugin_that_cannot_start_and_one_that_is_not_known_are_noted_and_left_out(folder: Path) -> None:
    source = "from pydns_host.chain import Plugin\n\n\nclass Bad(Plugin):\n    name = 'bad'\n    after = 'log'\n\n"
    (folder / "bad.py").write_text(source + "    async def start(self):\n        raise OSError('no disk')\n")
    found = ran(". {\nbad\nfanout\nwhoami\n}\n", "a.org", None, "bad.py")
    assert found.notes == (
        "fanout (Corefile:3) is not known, and left out",
        "bad (Corefile:2) did not start, and is left out: no disk",
    )
    assert [hop.directive for hop in found.hops] == ["whoami"]


def test_extended_errors_are_told() -> None:
    text = ". {\ntemplate IN A {\nrcode NXDOMAIN\nederror 15 blocked\n}\n}\n"
    assert ran(text, "a.org").errors == ("15 blocked",)


def test_the_command_runs_a_question(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "Corefile").write_text("a.org {\nfile db\n}\n")
    assert main(["--query", "Corefile", "www.a.org"]) == DONE
    shown = capsys.readouterr().out.splitlines()
    assert shown[:3] == ["www.a.org. A", "", "asked at dns://:53"]
    assert shown[3].endswith(" ms  file (Corefile:2): answers NOERROR, 2 records")
    assert shown[5:] == ["", "NOERROR  aa rd", "answer", "    www.a.org. 60 IN A 192.0.2.80", "authority",
                         "    a.org. 60 IN NS ns.a.org."]  # fmt: skip


def test_the_command_shows_it_as_json(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "Corefile").write_text("a.org {\nfile db\n}\n")
    assert main(["--query", "--format", "json", "Corefile", "www.a.org"]) == DONE
    assert json.loads(capsys.readouterr().out)["ran"]["rcode"] == "NOERROR"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--client", "me", "Corefile", "a.org"], "'me' does not appear to be an IPv4 or IPv6 address"),
        (["--at", "99", "Corefile", "a.org"], "nothing listens on port 99"),
    ],
)
def test_what_cannot_be_asked_is_told(
    arguments: list[str], said: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "Corefile").write_text("a.org {\nwhoami\n}\n")
    assert main(["--query", *arguments]) == USAGE
    assert said in capsys.readouterr().err


def test_a_query_needs_a_name() -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--query", "Corefile"])
    assert ended.value.code == USAGE
