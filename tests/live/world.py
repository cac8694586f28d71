"""The page's set-up on real parts: the server and its clients on one side of a veth, the clusters' DNS on the other.

What is asked, and what has to come back, stands in the tests.
"""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench import knot
from bench.namespaces import Namespace, join, stop
from bench.probe import NoAnswer, Question, wait_for
from tests.live.dig import Seen, dig

ROOT = Path(__file__).parents[2]
DATA = Path(__file__).parent / "data"
TOOLS = ("dig", "ip", "knotd", "mount", "nsenter", "setpriv", "taskset", "unshare")

# Another server to play the tests against, for example a CoreDNS binary: its command, `{corefile}` for the file.
COMMAND = os.environ.get("PYDNS_HOST_SERVER") or f"{shlex.quote(sys.executable)} -m pydns_host -conf {{corefile}}"

_AS_RESOLVER = """
mount --bind "$1" /etc/resolv.conf
[ ! -e /etc/nsswitch.conf ] || mount --bind "$2" /etc/nsswitch.conf
shift 2
exec "$@"
"""


@dataclass(frozen=True)
class Cluster:
    """One cluster: where its DNS answers, from where it is asked, and the zone it has."""

    address: str
    client: str
    zone: str

    @property
    def text(self) -> str:
        """Its zone as the tests have it in data/."""
        return (DATA / f"{self.zone}zone").read_text()

    @property
    def empty(self) -> str:
        """A zone with nothing in it: every name below does not exist."""
        return f"$TTL 30\n@ SOA ns hostmaster 1 7200 1800 86400 30\n@ NS ns\nns A {self.address}\n"


CLUSTERS = {
    "a": Cluster("10.8.0.1", "10.8.0.2", "cluster-a.local."),
    "b": Cluster("10.9.0.1", "10.9.0.2", "cluster-b.local."),
}


class World:
    """Two namespaces, a knotd for each cluster, and the server with one Corefile; a context manager.

    `zones` replaces what a cluster's knotd serves, by the cluster's letter: zone -> text.
    """

    def __init__(self, folder: Path, corefile: str, zones: Mapping[str, Mapping[str, str]] | None = None) -> None:
        self._folder = folder
        self.corefile = corefile
        self._zones = zones or {}
        self._knots: dict[str, subprocess.Popen[bytes]] = {}
        self._near, self._far = Namespace(), Namespace()

    def __enter__(self) -> World:
        try:
            join(self._near, self._far, {cluster.client: cluster.address for cluster in CLUSTERS.values()})
            for letter in CLUSTERS:
                self.start_cluster(letter)
            self._start_server()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self._near.__exit__(None, None, None)
        self._far.__exit__(None, None, None)

    def _start_server(self) -> None:
        argv = [word.replace("{corefile}", str(DATA / self.corefile)) for word in shlex.split(COMMAND)]
        log = self._folder / "server.log"
        with open(log, "wb") as out:
            server = self._near.start(argv, cwd=ROOT, stdout=out, stderr=out)
        try:
            # Any answer will do: which answers are right is what the tests are about.
            wait_for(self._near, "127.0.0.1", Question("distributed.local.", "SOA"), server, accepts=lambda _: True)
        except NoAnswer as error:
            raise AssertionError(f"{error}\n{log.read_text()}") from None

    def start_cluster(self, letter: str) -> None:
        """Start the DNS of a cluster (again); it answers when this returns."""
        cluster = CLUSTERS[letter]
        zones = self._zones.get(letter, {cluster.zone: cluster.text})
        self._knots[letter] = knot.start(self._far, self._folder / f"knot-{letter}", [cluster.address], zones)

    def kill(self, letter: str) -> None:
        """End the DNS of a cluster: its port is closed, and whoever asks is told so at once."""
        self._knots[letter].kill()
        stop(self._knots[letter])

    def silence(self, letter: str) -> None:
        """Let nothing of what a cluster's DNS says arrive: whoever asks hears nothing."""
        self._far.ip(f"route add blackhole {CLUSTERS[letter].client}/32")

    def dig(self, *words: str) -> Seen:
        """Ask the server as a user would, on port 53."""
        return dig(self._near.run, "@127.0.0.1", *words)

    def wait_for(self, question: Question) -> None:
        """Ask until the answer is right; fails when it does not become so."""
        wait_for(self._near, "127.0.0.1", question, self._knots["a"])

    def run_as_client(self, argv: Sequence[str]) -> str:
        """The output of a program whose only resolver is the server; fails if the program does."""
        resolv, switch = self._folder / "resolv.conf", self._folder / "nsswitch.conf"
        resolv.write_text("nameserver 127.0.0.1\n")
        # Without this a machine with mDNS would not ask DNS for names in `.local`.
        switch.write_text("hosts: dns\n")
        done = self._near.run(["unshare", "--mount", "sh", "-ec", _AS_RESOLVER, "sh", str(resolv), str(switch), *argv])
        if done.returncode:
            raise AssertionError(f"{' '.join(argv)} ended with {done.returncode}:\n{done.stdout}{done.stderr}")
        return done.stdout
