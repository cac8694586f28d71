"""A server with a Corefile of a folder, and what it forwards to: a resolver and a cluster's DNS, both knotd.

What is asked, and what has to come back, stands in each folder's `expect.toml`.
"""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import threading
import tomllib
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO, Any

from bench import knot
from bench.namespaces import Namespace, join
from bench.probe import NoAnswer, Question, wait_for
from tests.live.dig import Seen, dig
from tests.live.world import COMMAND, DATA, ROOT

SHAPES = DATA / "shapes"
UPSTREAM = DATA / "upstream"
RESOLVER, CLUSTER = "10.8.0.1", "10.9.0.1"
_SECONDS = 10.0  # for an answer over HTTP
_PATIENCE = 60.0  # seconds for all that is waited for in the log

_WITH_RESOLVER = 'mount --bind "$1" /etc/resolv.conf; shift; exec "$@"'


def zones(folder: str) -> dict[str, str]:
    """What a knotd serves: its own zones and those that both have."""
    files = [*(UPSTREAM / "both").iterdir(), *(UPSTREAM / folder).iterdir()]
    return {path.name.removesuffix("zone"): path.read_text() for path in files}


class Shape:
    """A Corefile's folder, served from a copy of it in a world of its own; a context manager."""

    def __init__(self, name: str, folder: Path) -> None:
        self.folder = folder / "served"
        shutil.copytree(SHAPES / name, self.folder)
        self.corefile = self.folder / "Corefile"
        self.expected: dict[str, Any] = tomllib.loads((self.folder / "expect.toml").read_text())
        self.log = folder / "server.log"
        self.resolv = folder / "resolv.conf"
        self.resolv.write_text(f"nameserver {RESOLVER}\n")
        self._knots = folder
        self._ended = ExitStack()

    def __enter__(self) -> Shape:
        with ExitStack() as stack:
            self.near, self.far = stack.enter_context(Namespace()), stack.enter_context(Namespace())
            join(self.near, self.far, {"10.8.0.2": RESOLVER, "10.9.0.2": CLUSTER})
            for address in self.expected.get("loopback", ()):
                self.near.ip(f"address add {address}/32 dev lo")
            for letter, address in (("resolver", RESOLVER), ("cluster", CLUSTER)):
                knot.start(self.far, self._knots / letter, [address], zones(letter))
            self.server = self._start()
            self._ended = stack.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.close()

    def _start(self) -> subprocess.Popen[bytes]:
        argv = [word.replace("{corefile}", str(self.corefile)) for word in shlex.split(COMMAND)]
        wrapped = ["unshare", "--mount", "sh", "-ec", _WITH_RESOLVER, "sh", str(self.resolv), *argv]
        env = {"PYTHONPATH": str(ROOT), **self.expected.get("env", {})}
        with open(self.log, "wb") as out:
            server = self.near.start(wrapped, cwd=self.folder, env=env, stdout=out, stderr=out)
        words = self.expected["asked"][0]["words"].split()
        port = int(words[words.index("-p") + 1]) if "-p" in words else 53
        try:
            # Any answer will do: which ones are right is what the tests are about.
            somewhere = Question("up.test.", "A")
            wait_for(self.near, words[0][1:], somewhere, server, accepts=lambda _: True, port=port)
        except NoAnswer as error:
            raise AssertionError(f"{error}\n{self.log.read_text()}") from None
        return server

    @contextmanager
    def following(self) -> Iterator[Callable[[str], str]]:
        """Reads what the server logs from now on; what is given waits for a line that holds a text."""
        argv = ["tail", "--follow", "--lines=0", str(self.log)]
        with subprocess.Popen(argv, stdout=subprocess.PIPE, text=True) as tail:
            lines = tail.stdout
            assert lines is not None
            late = threading.Timer(_PATIENCE, tail.kill)
            late.start()
            try:
                yield lambda text: _until(lines, text)
            finally:
                late.cancel()
                tail.kill()

    def dig(self, *words: str) -> Seen:
        """Ask as a user would."""
        return dig(self.near.run, *words)

    def get(self, url: str) -> tuple[int, str]:
        """Status and body of what is answered over HTTP."""

        def got() -> tuple[int, str]:
            try:
                with urllib.request.build_opener(_NO_PROXY).open(url, timeout=_SECONDS) as response:
                    return response.status, response.read().decode()
            except urllib.error.HTTPError as refused:
                return refused.code, refused.read().decode()

        return self.near.inside(got)


def _until(lines: IO[str], text: str) -> str:
    seen = []
    for line in lines:
        if text in line:
            return line
        seen.append(line)
    raise AssertionError(f"nothing was logged with {text!r}, but:\n{''.join(seen)}")


_NO_PROXY = urllib.request.ProxyHandler({})


def records(rows: list[str]) -> list[str]:
    """Records without class and TTL, which counts down in caches, in an order of their own."""
    return sorted(" ".join((owner, *rest)) for owner, _ttl, _class, *rest in (row.split() for row in rows))


def names() -> list[str]:
    """The folders that there are."""
    return sorted(os.listdir(SHAPES))
