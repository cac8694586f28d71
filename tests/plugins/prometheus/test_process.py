"""A metrics port that another process has: the server says so, and serves on without metrics."""

from __future__ import annotations

import socket
from pathlib import Path

import dns.rcode

from tests.pydns_host.process.running import running


def test_a_taken_port_is_told_and_queries_are_answered(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        address = f"127.0.0.1:{taken.getsockname()[1]}"
        corefile = f"a.test:PORT {{\n  bind 127.0.0.1\n  prometheus {address}\n  whoami\n}}\n"
        with running(tmp_path, corefile) as server:
            server.until(f"[ERROR] plugin/prometheus: Failed to start metrics handler: listen tcp {address}: bind: ")
            assert server.ask("a.test.").rcode() == dns.rcode.NOERROR
            assert server.end()[0] == 0
