"""Network namespaces of one's own, joined by veth, and the processes that run inside them.

The host's network is never touched, and nothing outlives this process: a namespace lives as long as its holder.
"""

from __future__ import annotations

import ctypes
import os
import socket
import subprocess
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from types import TracebackType
from typing import IO, TypeVar

_CLONE_NEWNET = 0x40000000
_libc = ctypes.CDLL(None, use_errno=True)

Output = int | IO[bytes] | None
T = TypeVar("T")


class Namespace:
    """A network namespace with its loopback up; a context manager, since leaving it ends what runs inside.

    A `cat` holds it: when this process dies, however it dies, the pipe closes, `cat` ends, and the kernel takes
    the namespace and its links away. Needs root.
    """

    def __init__(self) -> None:
        self._holder = subprocess.Popen(
            ["unshare", "--net", "cat"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0
        )
        self._started: list[subprocess.Popen[bytes]] = []
        assert self._holder.stdin is not None
        assert self._holder.stdout is not None
        self._holder.stdin.write(b".")
        # The echo comes only from inside: from here on the namespace exists.
        if self._holder.stdout.read(1) != b".":
            self._holder.wait()
            raise OSError("unshare could not make a network namespace (it needs root)")
        self.ip("link set lo up")

    @property
    def pid(self) -> int:
        """The process by which tools such as `ip link ... netns PID` name this namespace."""
        return self._holder.pid

    def command(self, argv: Sequence[str], core: int | None = None) -> list[str]:
        """The words that run `argv` in here, on one core if given; every wrapper execs, so the pid stays."""
        pinned = [] if core is None else ["taskset", "--cpu-list", str(core)]
        inside = ["nsenter", "--target", str(self.pid), "--net", "--"]
        return [*inside, "setpriv", "--pdeathsig", "KILL", *pinned, *argv]

    def run(self, argv: Sequence[str], core: int | None = None) -> subprocess.CompletedProcess[str]:
        """Run to the end and give back what it said, whatever its exit status."""
        return subprocess.run(self.command(argv, core), capture_output=True, text=True, check=False)

    def ip(self, words: str) -> None:
        """One ip(8) command; raises `OSError` with its message when it fails."""
        done = self.run(["ip", *words.split()])
        if done.returncode:
            raise OSError(f"ip {words}: {done.stderr.strip()}")

    def start(
        self,
        argv: Sequence[str],
        core: int | None = None,
        env: Mapping[str, str] | None = None,
        cwd: str | os.PathLike[str] | None = None,
        stdout: Output = subprocess.DEVNULL,
        stderr: Output = subprocess.DEVNULL,
    ) -> subprocess.Popen[bytes]:
        """Start a server in a session of its own (so that its children are found); ended on leaving at the latest."""
        process = subprocess.Popen(
            self.command(argv, core),
            env={**os.environ, **(env or {})},
            cwd=cwd,
            stdin=subprocess.DEVNULL,
            stdout=stdout,
            stderr=stderr,
            start_new_session=True,
        )
        self._started.append(process)
        return process

    def inside(self, work: Callable[[], T]) -> T:
        """What `work` returns, done in a thread that is in here: its sockets belong to this namespace for good."""
        with ThreadPoolExecutor(1, initializer=self._enter) as thread:
            return thread.submit(work).result()

    def udp(self, address: str, port: int) -> socket.socket:
        """A datagram socket in here, connected."""

        def connected() -> socket.socket:
            made = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            made.connect((address, port))
            return made

        return self.inside(connected)

    def _enter(self) -> None:
        with open(f"/proc/{self.pid}/ns/net", "rb") as handle:
            if _libc.setns(handle.fileno(), _CLONE_NEWNET):
                raise OSError(ctypes.get_errno(), "setns")

    def __enter__(self) -> Namespace:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for process in self._started:
            stop(process)
        self._holder.communicate()


def join(near: Namespace, far: Namespace, pairs: Mapping[str, str]) -> None:
    """One veth between two namespaces; `pairs` are the near and far addresses of each /24 on it."""
    near.ip(f"link add clusters type veth peer name clients netns {far.pid}")
    for near_address, far_address in pairs.items():
        near.ip(f"address add {near_address}/24 dev clusters")
        far.ip(f"address add {far_address}/24 dev clients")
    near.ip("link set clusters up")
    far.ip("link set clients up")


def stop(process: subprocess.Popen[bytes], seconds: float = 10.0) -> int:
    """End a process that `Namespace.start` started: SIGTERM, and SIGKILL if it does not go; its exit status."""
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            process.kill()
    return process.wait()
