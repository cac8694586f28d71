"""The command line as Go's flags read it. What the flags do is tested on a running process."""

from __future__ import annotations

import pytest

from pydns_host.cli import flags


@pytest.mark.parametrize(
    ("arguments", "facts"),
    [
        pytest.param("", {"conf": "", "port": 53, "plugin": [], "quiet": False, "strict": False}, id="none"),
        pytest.param("-conf Corefile", {"conf": "Corefile"}, id="one dash"),
        pytest.param("--conf Corefile", {"conf": "Corefile"}, id="two dashes"),
        pytest.param("-conf=Corefile", {"conf": "Corefile"}, id="an equals sign"),
        pytest.param("--conf=a=b", {"conf": "a=b"}, id="an equals sign in the value"),
        pytest.param("-conf -", {"conf": "-"}, id="standard input"),
        pytest.param("-conf stdin", {"conf": "stdin"}, id="standard input by name"),
        pytest.param("-dns.port 1053", {"port": 1053}, id="port"),
        pytest.param("-p 1053", {"port": 1053}, id="port in short"),
        pytest.param("-p=0", {"port": 0}, id="a port that the system chooses"),
        pytest.param("-quiet -strict -version -plugins", {"quiet": True, "strict": True}, id="switches"),
        pytest.param("-quiet=true -strict=0", {"quiet": True, "strict": False}, id="switches with a value"),
        pytest.param("-plugin a.py --plugin b", {"plugin": ["a.py", "b"]}, id="a flag that may be repeated"),
        pytest.param("-pidfile run.pid", {"pidfile": "run.pid"}, id="pidfile"),
        pytest.param("serve -quiet", {"extra": ["serve"]}, id="an argument that is no flag"),
    ],
)
def test_flags_are_read(arguments: str, facts: dict[str, object]) -> None:
    read = vars(flags.parse(arguments.split()))
    assert {name: read[name] for name in facts} == facts


@pytest.mark.parametrize(
    "arguments",
    ["-nosuch", "-con Corefile", "-conf", "-p x", "-p -1", "-p 65536", "-quiet=maybe", "-p ٣"],
)
def test_a_flag_that_is_none_ends_with_status_2_and_a_line(arguments: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        flags.parse(arguments.split())
    assert ended.value.code == 2
    assert capsys.readouterr().err.startswith("pydns-host: ")


@pytest.mark.parametrize("argument", ["-h", "-help", "--help"])
def test_help_is_no_mistake(argument: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        flags.parse([argument])
    assert ended.value.code == 0
    assert "-conf FILE" in capsys.readouterr().out
