"""The process as a whole: flags, banner, signals and exit status. Faults of what is around it are tested beside."""

from __future__ import annotations

import os
import signal
import socket
from pathlib import Path

import dns.message
import dns.query
import dns.rcode
import pytest

from .running import ROOT, SLOW, WHOAMI, free_port, refused, running

EXAMPLES = ROOT / "examples" / "plugins"


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (signal.SIGTERM, "[INFO] SIGTERM: Shutting down servers then terminating"),
        (signal.SIGINT, "[INFO] SIGINT: Shutting down servers then terminating"),
        (signal.SIGQUIT, "[INFO] SIGQUIT: Quitting process immediately"),
    ],
    ids=["SIGTERM", "SIGINT", "SIGQUIT"],
)
def test_a_signal_ends_it_in_order(tmp_path: Path, number: signal.Signals, said: str) -> None:
    with running(tmp_path, WHOAMI, "-pidfile", "run.pid") as server:
        while not (tmp_path / "run.pid").exists():
            assert server.process.poll() is None
        assert (tmp_path / "run.pid").read_text() in ("", f"{server.process.pid}\n")
        status, lines = server.end(number)
    assert status == 0
    assert lines[0] == f"a.test.:{server.port} on 127.0.0.1"
    assert lines[1].startswith("pydns-host-")
    assert lines[-1] == said
    assert not (tmp_path / "run.pid").exists()


def test_quiet_prints_no_banner(tmp_path: Path) -> None:
    with running(tmp_path, WHOAMI, "-quiet") as server:
        assert server.ask().rcode() == dns.rcode.NOERROR
        assert server.end() == (0, ["[INFO] SIGTERM: Shutting down servers then terminating"])


def test_a_name_outside_rfc_1035_s_preferred_syntax_is_warned_of_as_in_the_reference(tmp_path: Path) -> None:
    with running(tmp_path, WHOAMI.replace("a.test", "a_b.test")) as server:
        _, lines = server.end()
    assert lines[:2] == [
        'Warning: Domain "a_b.test." does not follow RFC1035 preferred syntax',
        f"a_b.test.:{server.port} on 127.0.0.1",
    ]


def test_sigusr1_reloads_and_a_broken_corefile_changes_nothing(tmp_path: Path) -> None:
    with running(tmp_path, WHOAMI) as server:
        path = tmp_path / "Corefile"
        good = path.read_text()
        for text, said, rcode in (
            (good.replace("whoami", "nonsense"), "Restart failed: Corefile:3:3", 0),
            (good.replace("a.test", "b.test"), "Reloading complete", dns.rcode.REFUSED),
        ):
            path.write_text(text)
            server.send(signal.SIGUSR1)
            server.until(said)
            assert server.ask().rcode() == rcode
        path.unlink()
        server.send(signal.SIGUSR1)
        server.until("open Corefile: no such file or directory")
        assert server.ask("b.test.").rcode() == dns.rcode.NOERROR


def test_sighup_does_nothing(tmp_path: Path) -> None:
    with running(tmp_path, WHOAMI) as server:
        server.send(signal.SIGHUP)
        assert server.ask().rcode() == dns.rcode.NOERROR
        assert server.end()[0] == 0


def test_a_second_sigint_ends_it_at_once(tmp_path: Path) -> None:
    (tmp_path / "slow.py").write_text(SLOW)
    text = WHOAMI.replace("whoami", "slow\n  whoami")
    with running(tmp_path, text, "-plugin", "slow.py", "-pidfile", "run.pid") as server:
        server.until("pydns-host-")
        with socket.create_connection(("127.0.0.1", server.port)) as client:
            dns.query.send_tcp(client, dns.message.make_query("slowly.a.test.", "A"))
            assert server.ask().rcode() == dns.rcode.NOERROR  # so the slow one has been taken, too
            server.send(signal.SIGINT)
            server.until("SIGINT: Shutting down")
            status, lines = server.end(signal.SIGINT)
    assert (status, lines) == (2, ["[INFO] SIGINT: Force quit"])
    assert not (tmp_path / "run.pid").exists()


def test_a_corefile_in_the_working_directory_is_served_without_flags(tmp_path: Path) -> None:
    with running(tmp_path, WHOAMI) as server:
        assert server.ask().rcode() == dns.rcode.NOERROR


def test_a_corefile_from_standard_input_is_served_and_reloaded(tmp_path: Path) -> None:
    port = free_port()
    (tmp_path / "piped").write_text(WHOAMI.replace("PORT", str(port)))
    with (
        open(tmp_path / "piped", encoding="utf-8") as piped,
        running(tmp_path, "", "-conf", "stdin", port=port, stdin=piped) as server,
    ):
        server.send(signal.SIGUSR1)
        server.until("Reloading complete")
        assert server.ask().rcode() == dns.rcode.NOERROR


def test_a_port_that_is_taken_is_one_line_with_address_port_and_advice(tmp_path: Path) -> None:
    (tmp_path / "run.pid").write_text("1\n")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        status, text = refused(tmp_path, WHOAMI.replace("PORT", str(port)), "-pidfile", "run.pid")
    assert status == 1
    assert text.splitlines() == [
        f"pydns-host: listen tcp 127.0.0.1:{port}: bind: address already in use "
        "(another process has the port: stop it, or choose another with -dns.port or in the key)"
    ]
    assert (tmp_path / "run.pid").read_text() == "1\n"  # another instance's: it is left alone


def test_every_error_of_a_corefile_is_shown_at_its_place_in_one_run(tmp_path: Path) -> None:
    status, text = refused(tmp_path, "a.test {\n  whoami x\n  forwrd . 192.0.2.1\n}\na.test {\n  log\n}\n")
    assert status == 1
    assert text.splitlines() == [
        "stdin:2:10: plugin/whoami: Wrong argument count or unexpected line ending after 'x'",
        "      whoami x",
        "             ^",
        "stdin:3:3: Unknown directive 'forwrd'",
        "      forwrd . 192.0.2.1",
        "      ^^^^^^",
        "    hint: did you mean 'forward'?",
        "stdin:5:1: cannot serve dns://a.test.:53 - it is already defined",
        "    a.test {",
        "    ^^^^^^",
        "    hint: the other one is at stdin:1:1",
    ]


def test_strict_refuses_warnings(tmp_path: Path) -> None:
    text = "d.test:1053 {\n  gathersrv e.test. {\n    c.test. c-\n  }\n  forward . 127.0.0.1:9\n}\n"
    status, message = refused(tmp_path, text, "-strict")
    assert status == 1
    assert message.startswith("stdin:2:13: plugin/gathersrv: no question of this server block")


@pytest.mark.parametrize(
    ("flags", "status"),
    [
        (("-nonsense",), 2),
        (("extra",), 1),
        (("-p", "x"), 2),
        (("-plugin", "nowhere.py"), 1),
        (("-plugins",), 0),
        (("-version",), 0),
    ],
)
def test_wrong_usage_has_its_status(tmp_path: Path, flags: tuple[str, ...], status: int) -> None:
    assert refused(tmp_path, "", *flags)[0] == status


def test_a_plugin_in_a_file_and_one_that_pip_installed_serve(tmp_path: Path) -> None:
    site = tmp_path / "site"
    metadata = site / "pydns_host_greeting-1.0.0.dist-info"
    metadata.mkdir(parents=True)
    (metadata / "METADATA").write_text("Metadata-Version: 2.1\nName: pydns-host-greeting\nVersion: 1.0.0\n")
    (metadata / "entry_points.txt").write_text("[pydns_host.plugins]\ngreeting = pydns_host_greeting:Greeting\n")
    (site / "pydns_host_greeting.py").write_text((EXAMPLES / "greeting" / "pydns_host_greeting.py").read_text())
    text = '.:PORT {\n bind 127.0.0.1\n refuse_any\n greeting "hello there"\n whoami\n}\n'
    path = os.pathsep.join((str(ROOT), str(site)))
    by_flag = ("-plugin", str(EXAMPLES / "refuse_any.py"))
    by_variable = {"PYDNS_HOST_PLUGINS": str(EXAMPLES / "refuse_any.py")}
    for flags, variables in ((by_flag, {}), ((), by_variable)):
        with running(tmp_path, text, *flags, env={"PYTHONPATH": path, **variables}) as server:
            assert server.ask("a.test.", "ANY").rcode() == dns.rcode.REFUSED
            assert str(server.ask("a.test.", "TXT", "udp").answer[0][0]) == '"hello there"'
            assert server.ask("a.test.", "A", "udp").rcode() == dns.rcode.NOERROR


def test_the_package_of_the_example_has_the_row_that_the_host_looks_for() -> None:
    import tomllib

    package = tomllib.loads((EXAMPLES / "greeting" / "pyproject.toml").read_text())
    assert package["project"]["entry-points"]["pydns_host.plugins"] == {"greeting": "pydns_host_greeting:Greeting"}


def test_a_plugin_without_a_known_neighbour_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "lost.py").write_text(SLOW.replace('"whoami"', '"nosuchthing"'))
    status, text = refused(tmp_path, "", "-plugin", "lost.py")
    assert (status, text) == (
        1,
        "pydns-host: plugin slow: say where it stands by `before` or `after`; 'nosuchthing' is no known directive\n",
    )
