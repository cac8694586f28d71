"""A server process takes up what its Corefile and imported files say; what is broken changes nothing."""

from __future__ import annotations

import socket
from pathlib import Path

import dns.rcode

from tests.pydns_host.process.running import running

FIRST = "a.test:PORT {\n  bind 127.0.0.1\n  reload 2s 0\n  import zone\n}\n"


def test_a_changed_import_is_taken_up_and_a_broken_corefile_or_taken_port_is_not(tmp_path: Path) -> None:
    (tmp_path / "zone").write_text("whoami\n")
    with running(tmp_path, FIRST) as server, socket.socket() as taken:
        path = tmp_path / "Corefile"
        text = path.read_text()
        assert server.ask("a.test.").rcode() == dns.rcode.NOERROR

        (tmp_path / "zone").write_text("erratic {\n drop 0\n}\n")
        server.until("[INFO] plugin/reload: Running configuration SHA512 = ")
        server.until("[INFO] Reloading complete")
        assert server.ask("a.test.", "TXT").rcode() == dns.rcode.SERVFAIL

        path.write_text(text.replace("bind", "nonsense"))
        server.until("[ERROR] Restart failed: Corefile:2:3: Unknown directive 'nonsense'")
        failed = "[ERROR] plugin/reload: Corefile changed but reload failed: starting with listener file descriptors: "
        server.until(f"{failed}Corefile:2:3: Unknown directive 'nonsense'")
        assert server.ask("a.test.", "TXT").rcode() == dns.rcode.SERVFAIL

        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        path.write_text(f"{text}b.test:{port} {{\n  bind 127.0.0.1\n  whoami\n}}\n")
        assert "address already in use" in server.until(failed)
        assert server.ask("a.test.", "TXT").rcode() == dns.rcode.SERVFAIL

        path.write_text(text.replace("a.test", "b.test"))
        server.until("[INFO] Reloading complete")
        assert server.ask("a.test.").rcode() == dns.rcode.REFUSED
        assert server.end()[0] == 0
