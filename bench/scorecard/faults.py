"""F4, F8 and F10: few descriptors, a log that cannot be written, and a plugin that fails in every way.

Faults of upstreams are in `upstreams`, reloads in `reloads`.
"""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress
from dataclasses import dataclass

import dns.exception
import dns.message
import dns.rcode

from bench.load import Load
from bench.measure import Server, cpu_seconds
from bench.namespaces import Output
from bench.scorecard.canary import Tally
from bench.scorecard.outcome import Outcome
from bench.scorecard.setting import Facts, Setting, failures

DESCRIPTORS = 64
BUSY = 0.25  # of a core, with nothing to do but the canary's 20 questions
RATE = 1_000.0  # questions a second, for rows that are not about load
SECONDS = 3.0
PATIENCE = 25.0  # seconds; the host ends a query after 15
LOGGED = ".:53 {\n  log\n  forward . 10.8.0.1:53\n}\n"
FAULTY = ".:53 {\n  faulty\n  forward . 10.8.0.1:53\n}\n"
WAYS = ("raises", "hangs", "allocates")
PLUGIN = '''
import asyncio

from pydns_host.chain import Plugin


class Faulty(Plugin):
    """Fails in the way that the first label of the name says."""

    name = "faulty"
    before = "forward"

    async def serve(self, request, next):
        way = request.text.partition(".")[0]
        if way == "raises":
            raise RuntimeError("as asked")
        if way == "hangs":
            await asyncio.get_running_loop().create_future()
        if way == "allocates":
            bytearray(1 << 62)
        return await next(request)
'''


@dataclass(frozen=True)
class Short:
    """What was seen with few descriptors."""

    descriptors: int  # the most that were open
    busy: float  # share of a core
    canary: Tally


def short(seen: Short) -> Outcome:
    """F4 from what was seen."""
    measured = f"{seen.canary}, {seen.descriptors} descriptors, {seen.busy:.0%} of a core"
    return Outcome(measured, seen.canary.perfect and seen.descriptors <= DESCRIPTORS and seen.busy < BUSY)


def unlogged(seen: Mapping[str, tuple[Load, Tally] | str]) -> Outcome:
    """F8 from its load and canary for each kind of broken stdout, or why there is none."""
    words, fine = [], bool(seen)
    for kind, found in seen.items():
        if isinstance(found, str):
            words.append(f"{kind}: {found}")
            fine = False
        else:
            load, canary = found
            words.append(f"{kind}: {failures(load)} of {load.sent:,} lost, {canary}")
            fine = fine and load.sent > 0 and failures(load) == 0 and canary.perfect
    return Outcome("; ".join(words), fine)


def failing(rcodes: Mapping[str, str], canary: Tally) -> Outcome:
    """F10 from the rcode of each way to fail, and the canary meanwhile."""
    words = [f"{way}: {rcode}" for way, rcode in rcodes.items()]
    return Outcome(f"{', '.join(words)}; {canary}", set(rcodes.values()) == {"SERVFAIL"} and canary.perfect)


def play_descriptors(setting: Setting, server: Server) -> Outcome:
    """F4: 100 TCP connections that ask half a question, where 64 descriptors is all there is."""
    wrap = ["prlimit", f"--nofile={DESCRIPTORS}:{DESCRIPTORS}"]
    with setting.serving(server, wrap=wrap) as process, setting.canary() as canary, ExitStack() as stack:
        for _ in range(100):
            stack.callback(setting.near.inside(_half_asking).close)
        begin, used = time.monotonic(), cpu_seconds(process.pid)
        most = 0
        while (passed := time.monotonic() - begin) < SECONDS:
            most = max(most, Facts.of(process.pid).descriptors)
            time.sleep(0.1)
        busy = (cpu_seconds(process.pid) - used) / passed
    return short(Short(most, busy, canary.tally))


def _half_asking() -> socket.socket:
    sock = socket.create_connection(("127.0.0.1", 53), 5.0)
    with suppress(OSError):  # a server may have turned it away
        sock.sendall(b"\0\x20half")
    return sock


@contextmanager
def _full_disk() -> Iterator[Output]:
    with open("/dev/full", "wb") as full:
        yield full


@contextmanager
def _closed_pipe() -> Iterator[Output]:
    reading, writing = os.pipe()
    os.close(reading)
    with open(writing, "wb", buffering=0) as pipe:
        yield pipe


@contextmanager
def _stopped_reader() -> Iterator[Output]:
    reading, writing = os.pipe()
    try:
        with open(writing, "wb", buffering=0) as pipe:
            yield pipe
    finally:
        os.close(reading)


STDOUTS: Mapping[str, Callable[[], AbstractContextManager[Output]]] = {
    "full disk": _full_disk,
    "closed pipe": _closed_pipe,
    "stopped reader": _stopped_reader,
}


def play_stdout(setting: Setting, server: Server) -> Outcome:
    """F8: every query is logged, and nobody takes the lines."""
    seen: dict[str, tuple[Load, Tally] | str] = {}
    for kind, broken in STDOUTS.items():
        with broken() as stdout, setting.serving(server, LOGGED, stdout=stdout) as process:
            with setting.canary() as canary:
                load = setting.ask(SECONDS, RATE)
            seen[kind] = (load, canary.tally) if process.poll() is None else f"ended with {process.returncode}"
    return unlogged(seen)


def play_plugin(setting: Setting, server: Server) -> Outcome:
    """F10: a plugin from a file raises, hangs and allocates what no machine has, each for a name of its own."""
    path = setting.folder / "faulty.py"
    path.write_text(PLUGIN)
    with setting.serving(server, FAULTY, env={"PYDNS_HOST_PLUGINS": str(path)}), setting.canary() as canary:
        rcodes = {way: _rcode(setting, f"{way}.bench.test.") for way in WAYS}
    return failing(rcodes, canary.tally)


def _rcode(setting: Setting, name: str) -> str:
    with setting.near.udp("127.0.0.1", 53) as sock:
        sock.settimeout(PATIENCE)
        sock.send(dns.message.make_query(name, "A").to_wire())
        try:
            return dns.rcode.to_text(dns.message.from_wire(sock.recv(4096)).rcode())
        except (OSError, dns.exception.DNSException) as error:
            return type(error).__name__
