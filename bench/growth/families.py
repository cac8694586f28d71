"""The families: server blocks, cached names, clusters, forwards in flight, TCP connections, and kubeadm's Corefile.

Each is a function that plays one size for one server, and a row of the table at the end; nothing is judged here.
"""

from __future__ import annotations

import time
from dataclasses import replace

from bench.growth.family import Column, Family
from bench.growth.world import CLUSTERS, SERVICES, World, names, service, shuffled
from bench.load import Pace
from bench.measure import Server
from bench.probe import Question
from bench.scorecard import memory

_MIB = 1024
_NAMES = 1_000  # asked for where names are not what grows
_SLOW_PORT = 5399
_IN_FLIGHT_RATE = 8_000  # a second; the upstream is so slow that this keeps the asked number in flight
_GATHERED_UNDER_WAY = 10  # with more, 64 clusters' sub-queries overflow the upstream's receive buffer
_ONCE = Pace(once=True)
_CACHE = ".:53 {\n  cache 3600 {\n    success 2000000 3600\n  }\n  forward . 10.8.0.1:53\n}\n"


def _blocks(world: World, server: Server, size: int) -> dict[str, float]:
    corefile = "".join(f"zone-{number:04}.test.:53 {{\n  whoami\n}}\n" for number in range(size))
    questions = [Question(f"host-{number:04}.zone-{number % size:04}.test.", "A") for number in range(_NAMES)]
    with world.serving(server, corefile, questions[-1]) as running:
        figures = world.cost(running, questions)
        return {**figures, "first": 1000 * running.first_answer, "memory": running.peak / _MIB}


def _cached(world: World, server: Server, size: int) -> dict[str, float]:
    wanted = names(size)
    with world.serving(server, _CACHE, wanted[0]) as running:
        world.ask(wanted[:10], seconds=0.5)
        before = running.resident
        filled = world.ask(wanted, _ONCE)
        figures = world.cost(running, shuffled(wanted))
        figures["memory"] = running.resident / _MIB
        figures["wrong"] += filled.sent - filled.good
        if size >= _NAMES:  # with fewer, it is pages and not entries that are counted
            figures["entry"] = 1024 * (running.resident - before) / size
        return figures


def _clusters(world: World, server: Server, size: int) -> dict[str, float]:
    lines = "".join(f"    cluster-{number:02}.local. c{number:02}-\n" for number in range(size))
    gathering = f"  gathersrv distributed.local. {{\n{lines}  }}\n  forward . 127.0.0.1:5300\n"
    corefile = f"distributed.local. {{\n{gathering}}}\n" + "".join(
        f"cluster-{number:02}.local.:5300 {{\n  forward . 10.8.0.1:53\n}}\n" for number in range(size)
    )
    questions = [Question(service(number, "distributed.local."), "A", answers=size) for number in range(SERVICES)]
    # Asked without EDNS, the first question would be cut with many clusters.
    first = Question(f"c00-{questions[0].name}", "A", answers=1)
    with world.serving(server, corefile, first) as running:
        pace = Pace(_GATHERED_UNDER_WAY, edns=True)
        world.ask(questions, replace(pace, once=True))  # with many clusters the warm-up does not get round
        figures = world.cost(running, questions, pace)
        return {**figures, "each": figures["cpu"] / size, "memory": running.peak / _MIB}


def _flights(world: World, server: Server, size: int) -> dict[str, float]:
    delay = size / _IN_FLIGHT_RATE
    wanted = names(20 * _NAMES)  # so many that no two equal ones are in flight
    corefile = f".:53 {{\n  forward . 10.8.0.1:{_SLOW_PORT}\n}}\n"
    with world.slow(_SLOW_PORT, delay), world.serving(server, corefile, wanted[0]) as running:
        before = running.resident
        figures = world.cost(running, wanted, Pace(under_way=size, patience=8.0), max(world.seconds, 4 * delay))
        figures["memory"] = running.peak / _MIB
        if size >= 100:
            figures["entry"] = (running.peak - before) / size
        return figures


def _connections(world: World, server: Server, size: int) -> dict[str, float]:
    questions = [Question(f"host-{number:04}.test.", "A") for number in range(_NAMES)]
    with world.serving(server, ".:53 {\n  whoami\n}\n", questions[0]) as running:
        before = running.resident
        figures = world.cost(running, questions, Pace(mode="tcp", sockets=size))
        figures["memory"] = running.peak / _MIB
        if size >= 100:
            figures["entry"] = (running.peak - before) / size
        return figures


def _kubeadm(world: World, server: Server, size: int) -> dict[str, float]:
    resolv = world.folder / "resolv.conf"
    resolv.write_text("nameserver 10.8.0.1\n")
    corefile, _ = memory.corefile(str(resolv), server.plugins().__contains__)
    wanted = names(max(1, size))
    with world.serving(server, corefile, wanted[0]) as running:
        time.sleep(2.0)  # idle: what a start leaves to be given back, and the periodic work of the plugins
        if not size:
            return {"memory": running.resident / _MIB}
        filled = world.ask(wanted, _ONCE)
        figures = world.cost(running, wanted)
        return {**figures, "wrong": figures["wrong"] + filled.sent - filled.good, "memory": running.peak / _MIB}


_CPU = Column("cpu", "CPU us/q")
_MEMORY = Column("memory", "MiB")

FAMILIES = (
    Family(
        "blocks",
        "Server blocks, each with whoami; 1,000 names over all of them",
        "server blocks",
        (1, 10, 1_000),
        (_CPU, Column("first", "first answer ms", ".0f"), _MEMORY),
        _blocks,
        frozenset({"whoami"}),
    ),
    Family(
        "cached",
        "Names in the cache, then asked for in another order",
        "cached names",
        (10, 100, 1_000, 10_000, 100_000, 1_000_000),
        (_CPU, Column("memory", "MiB", log=True), Column("entry", "octets an entry", ",.0f", log=True)),
        _cached,
        frozenset({"cache", "forward"}),
    ),
    Family(
        "clusters",
        "Addresses gathered from all clusters, one of each",
        "clusters in gathersrv",
        (2, 4, 8, 16, 32, CLUSTERS),
        (Column("cpu", "CPU us/q", log=True), Column("each", "CPU us/q a cluster"), _MEMORY),
        _clusters,
        frozenset({"gathersrv", "forward"}),
    ),
    Family(
        "flights",
        "Forwards in flight at an upstream that answers late",
        "forwards in flight",
        (1, 10, 100, 1_000, 10_000),
        (_CPU, _MEMORY, Column("entry", "KiB a forward")),
        _flights,
        frozenset({"forward"}),
    ),
    Family(
        "connections",
        "TCP connections with whoami; 100 questions under way over all of them",
        "TCP connections",
        (1, 10, 100, 1_000),
        (_CPU, _MEMORY, Column("entry", "KiB a connection")),
        _connections,
        frozenset({"whoami"}),
    ),
    Family(
        "kubeadm",
        "kubeadm's chain: errors, health, ready, prometheus, forward, cache, loop, reload, loadbalance",
        "cached names",
        (0, 10_000),
        (_CPU, _MEMORY),
        _kubeadm,
        frozenset({"cache", "forward"}),
        drawn=False,
    ),
)
