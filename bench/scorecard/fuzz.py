"""B2: damaged packets through the door and through a chain with each plugin that is served, in this process.

No socket is between, so that what a packet costs is measured alone; verdicts over sockets are `packets`.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import dns.message

from bench.measure import Server
from bench.scorecard.malformed import DAMAGES, packets
from bench.scorecard.outcome import Outcome
from bench.scorecard.setting import Setting
from pydns_host.message import Via
from pydns_host.testing import Served, serving

MOST = 10e-3  # seconds of processor time for one packet
COUNT = 400  # packets for each plugin and transport
PATIENCE = 20.0  # seconds; the host ends a query after 15
AGAIN = 3  # times that packets are tried where one was slow
_DEAD = "forward . 127.0.0.1:1"  # nobody listens there
ZONE = "$TTL 60\n@ SOA ns h 1 2 3 4 5\n@ NS ns\nns A 192.0.2.1\n* A 192.0.2.2\nwww TXT a\nsub NS ns.sub\n"
# What stands in the server block for each plugin; what is served and not here has no options and needs none.
DIRECTIVES: Mapping[str, str] = {
    "acl": "acl {\n block type ANY net 192.0.2.0/24\n filter type TXT net *\n }",
    "bufsize": "bufsize 1232",
    "cache": "cache 30 {\n serve_stale\n }",
    "cancel": "cancel 1s",
    "erratic": "erratic {\n drop 3\n }",
    "file": "file {zone} test",
    "forward": _DEAD,
    "gathersrv": "gathersrv test. {\n a.test. a-\n b.test. b-\n }",
    "header": "header {\n response set ra aa\n }",
    "hosts": "hosts {\n 192.0.2.1 www.example.org a.test\n fallthrough\n }",
    "local": "local",
    "log": "log . {combined} {>do} {rsize}",
    "nsid": "nsid here",
    "prometheus": "prometheus 127.0.0.1:0",
    "rewrite": "rewrite name suffix .org .test",
    "template": 'template ANY ANY {\n match "(.*)[.]test[.]"\n answer "{{ .Name }} 60 IN TXT a"\n fallthrough\n }',
}
# These change the process or the start, not answers.
APART = frozenset({"bind", "reload", "root", "health", "ready", "pprof"})


@dataclass(frozen=True)
class Fuzzed:
    """What was seen with one plugin: packets, exceptions that nobody caught, the slowest packet in seconds."""

    packets: int
    raised: Sequence[str]
    slowest: float


def fuzzed(seen: Mapping[str, Fuzzed]) -> Outcome:
    """B2 from what was seen with each plugin."""
    count = sum(found.packets for found in seen.values())
    raised = {plugin: found.raised for plugin, found in seen.items() if found.raised}
    plugin, slowest = max(((name, found.slowest) for name, found in seen.items()), key=lambda pair: pair[1])
    measured = (
        f"{count:,} packets through {len(seen)} plugins: {sum(map(len, raised.values()))} uncaught, "
        f"the slowest {1e3 * slowest:.2f} ms ({plugin})"
    )
    told = "; ".join(f"{name}: {lines[0]}" for name, lines in raised.items())
    return Outcome(f"{measured}; {told}" if told else measured, not raised and slowest <= MOST and count > 0)


def corpus(count: int) -> list[bytes]:
    """Half of them damaged anyhow, half with a whole header, so that most pass the door."""
    chance = random.Random(7)
    made = list(packets(count // 2))
    while len(made) < count:
        query = dns.message.make_query(f"x{len(made)}.test.", chance.choice(["A", "SRV", "ANY", "TXT"]), use_edns=0)
        packet = bytearray(query.to_wire())
        body = chance.choice(DAMAGES)(chance, bytearray(packet))
        made.append(bytes(packet[:12] + body[12:]))
    return made


class _Nobody:
    """A sender that sends nothing."""

    def who(self, peer: Any) -> tuple[str, int]:
        """A client on this machine."""
        return "127.0.0.1", 5353

    def send(self, peer: Any, octets: bytes) -> None:
        """Take an answer."""

    def drop(self, peer: Any) -> None:
        """Take silence."""


async def fuzz(corefile: str, made: Sequence[bytes]) -> Fuzzed:
    """All packets to a server with this Corefile, over UDP and TCP in turn."""
    sender = _Nobody()
    async with serving(corefile) as served:
        listener = next(iter(served.server.endpoints.values())).udp[0].listener
        slowest = 0.0
        for proto in ("udp", "tcp"):
            via = Via(proto, listener.label, "127.0.0.1", 53)
            for packet in made:
                begin = time.thread_time()
                listener.receive(packet[:2], packet[2:], via, sender, None)
                slowest = max(slowest, time.thread_time() - begin)
                await asyncio.sleep(0)
        end = time.monotonic() + PATIENCE
        while listener.in_flight and time.monotonic() < end:
            await asyncio.sleep(0.01)
        return Fuzzed(2 * len(made), _raised(served, len(listener.in_flight)), slowest)


def _raised(served: Served, stuck: int) -> list[str]:
    told = [line for line in served.lines if "Recovered from an exception" in line]
    return told + ([f"{stuck} queries never ended"] if stuck else [])


def block(plugin: str, zone: Path) -> str:
    """A Corefile whose chain has this plugin, and an end."""
    directive = DIRECTIVES.get(plugin, plugin).replace("{zone}", str(zone))
    end = "" if plugin in ("forward", "whoami", "erratic") else "\n whoami"
    return f". {{\n {directive}{end}\n}}\n"


def play(setting: Setting, server: Server) -> Outcome:
    """B2: each plugin that the server has; played in this process, whatever the server's command is."""
    zone = setting.folder / "test.zone"
    zone.write_text(ZONE)
    made = corpus(COUNT)
    plugins = sorted(server.plugins() - APART)
    return fuzzed({plugin: _settled(block(plugin, zone), made) for plugin in plugins})


def _settled(corefile: str, made: Sequence[bytes]) -> Fuzzed:
    """As `fuzz`; a slow packet is slow in each new server, a collection of garbage falls on another one each time."""
    runs = [asyncio.run(fuzz(corefile, made))]
    while runs[-1].slowest > MOST and len(runs) < AGAIN:
        runs.append(asyncio.run(fuzz(corefile, made)))
    raised = [line for run in runs for line in run.raised]
    return Fuzzed(sum(run.packets for run in runs), raised, min(run.slowest for run in runs))
