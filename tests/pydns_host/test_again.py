"""Answers that are given again without asking the chain: for how long, to whom, and who is told."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import dns.message
import pytest

from pydns_host.again import Again, Lease, Told
from pydns_host.chain import Next, Plugin, Quick, build, build_again, build_quick
from pydns_host.drive import Wait
from pydns_host.listener import Listener
from pydns_host.message import Request, Response, Via
from pydns_host.serving import ListedLogs
from pydns_host.testing import Bench, block, record, serving
from pydns_host.zones import Site, Zones

QUERY = dns.message.make_query("a.test.", "A", id=0).to_wire()
UDP, TCP = Via("udp"), Via("tcp")


class Leasing(Plugin):
    """Answers at once, under a lease of one second."""

    name = "leasing"
    inline = True

    def __init__(self, bench: Bench) -> None:
        super().__init__((), bench.services(self.name))
        self.asked = 0
        self.lease = Lease(0.0, self)
        self._response = Response()

    async def serve(self, request: Request, next: Next) -> Response | None:
        return self.quick(request, lambda request: None)

    def quick(self, request: Request, next: Quick) -> Response:
        self.asked += 1
        now = self.services.clock()
        if self.lease.until <= now:
            self.lease = Lease(now + 1, self)
            self._response = request.reply(answer=[record("a.test. 60 IN A 192.0.2.1")]).restated(lease=self.lease)
        return self._response

    def again(self, request: Request, response: Response, next: Again) -> Told | None:
        return () if response.lease is not None and response.lease.owner is self else None


class Watching(Plugin):
    """Notes who asks."""

    name = "watching"
    inline = True
    observes = True

    def __init__(self) -> None:
        super().__init__((), None)  # type: ignore[arg-type]
        self.seen: list[tuple[str, int, int]] = []

    def quick(self, request: Request, next: Quick) -> Response | Wait[Response] | None:
        self.seen.append((request.client, request.port, request.id))
        return next(request)

    def again(self, request: Request, response: Response, next: Again) -> Told | None:
        def tell(client: str, port: int, id: int, seconds: float) -> None:
            self.seen.append((client, port, id))

        told = next(request, response)
        return None if told is None else (tell, *told)


class Failing(Watching):
    """Fails when it is told."""

    name = "failing"

    def again(self, request: Request, response: Response, next: Again) -> Told | None:
        def tell(client: str, port: int, id: int, seconds: float) -> None:
            raise ZeroDivisionError("told")

        return (tell,)


class Choosing(Plugin):
    """Passes on what is known at once, and says nothing of answers given again."""

    name = "choosing"
    inline = True

    def quick(self, request: Request, next: Quick) -> Response | Wait[Response] | None:
        return next(request)


class WatchingOtherwise(Watching):
    """Changes `quick` and leaves `again` as it was."""

    name = "otherwise"

    def quick(self, request: Request, next: Quick) -> Response | Wait[Response] | None:
        return next(request)


class Asked:
    """A listener in front of plugins, the last of them one that grants leases."""

    def __init__(self, plugins: Sequence[Plugin] = ()) -> None:
        self.bench = Bench(block())
        self.leasing = Leasing(self.bench)
        chain = [*plugins, self.leasing]
        site = Site(b"\0", block(), build(chain), True, build_quick(chain), build_again(chain))
        self.lines: list[str] = []
        self.zones = Zones([site])
        log = ListedLogs(self.lines).host
        self.listener = Listener("dns://:53", self.zones, log, self.bench.metrics, self.bench.clock)
        self.answers: list[bytes] = []

    def who(self, peer: Any) -> tuple[str, int]:
        return f"192.0.2.{peer}", 1000 + peer

    def send(self, peer: Any, octets: bytes) -> None:
        self.answers.append(octets)

    def drop(self, peer: Any) -> None:
        raise AssertionError("a query without an answer")

    def ask(self, times: int = 1, query: bytes = QUERY, via: Via = UDP) -> int:
        """Ask so many times, each time with another ID; how often the chain was asked."""
        before = self.leasing.asked
        for _ in range(times):
            id = len(self.answers)
            again = self.listener.receive(id.to_bytes(2, "big"), query[2:], via, self, id)
            if again is not None:
                self.send(id, again)
        return self.leasing.asked - before


def test_an_answer_under_a_lease_goes_out_again_under_each_ones_id() -> None:
    asked = Asked()
    assert asked.ask(5) == 2  # it is kept when it comes for the second time
    assert [int.from_bytes(answer[:2], "big") for answer in asked.answers] == [0, 1, 2, 3, 4]
    assert len({answer[2:] for answer in asked.answers}) == 1


def test_the_chain_is_asked_anew_when_the_lease_is_over() -> None:
    asked = Asked()
    asked.ask(3)
    asked.bench.clock.advance(1)
    assert asked.ask(3) == 1  # it was kept before, so it is kept at once


def test_the_chain_is_asked_anew_when_the_owner_has_ended_the_lease() -> None:
    asked = Asked()
    asked.ask(3)
    asked.leasing.lease.until = 0.0
    assert asked.ask() == 1


@pytest.mark.parametrize(
    ("query", "via"),
    [
        (dns.message.make_query("a.test.", "A", flags=0).to_wire(), UDP),
        (dns.message.make_query("A.test.", "A").to_wire(), UDP),
        (dns.message.make_query("a.test.", "A", use_edns=0).to_wire(), UDP),
        (QUERY, TCP),
    ],
    ids=["another flag", "another spelling", "with EDNS", "over another transport"],
)
def test_another_query_is_asked_on_its_own(query: bytes, via: Via) -> None:
    asked = Asked()
    asked.ask(3)
    assert asked.ask(1, query, via) == 1


def test_nothing_of_the_configuration_before_is_given_after_a_reload() -> None:
    asked = Asked()
    asked.ask(3)
    asked.listener.serve(asked.zones)
    assert asked.ask() == 1


@pytest.mark.parametrize("plugin", [Choosing((), None), WatchingOtherwise()], ids=lambda plugin: plugin.name)  # type: ignore[arg-type]
def test_behind_a_plugin_that_has_to_see_each_query_the_chain_is_asked_each_time(plugin: Plugin) -> None:
    assert Asked([plugin]).ask(5) == 5


def test_a_plugin_that_observes_is_told_of_every_query() -> None:
    watching = Watching()
    Asked([watching]).ask(4)
    assert watching.seen == [(f"192.0.2.{id}", 1000 + id, id) for id in range(4)]


def test_a_plugin_that_fails_when_it_is_told_costs_a_line_and_no_answer() -> None:
    asked = Asked([Failing()])
    asked.ask(3)
    assert len(asked.answers) == 3
    assert asked.bench.counted("coredns_panics_total") == {(): 1}
    [line] = asked.lines
    assert "a.test. A" in line
    assert "told" in line


class Opaque(Choosing):
    """Stands in front of all, so that every query is asked."""

    name = "opaque"
    before = "metadata"


COREFILE = """
.:53 {{
  {opaque}
  prometheus localhost:9153
  errors
  log . {format}
  loadbalance
  cache {{
    {options}
  }}
  hosts {{
    192.0.2.1 a.test
  }}
}}
"""
_VARYING = re.compile(r"127\.0\.0\.1:\d+ - \d+|\b0(\.[0-9]+)?s\b")
_TIMES = ("duration", "pydns_")


@pytest.mark.parametrize("options", ["", "keepttl"])
@pytest.mark.parametrize("format", ["{common}", "{combined}", '"{name} {rcode} {>rflags}"'])
async def test_counters_and_lines_are_those_of_queries_that_were_asked(format: str, options: str) -> None:
    seen = []
    for opaque in ("", "opaque"):
        text = COREFILE.format(opaque=opaque, format=format, options=options)
        async with serving(text, plugins=[Opaque]) as served:
            for name in ("a.test.", "a.test.", "b.test.", "a.test.", "b.test.", "b.test.", "a.test."):
                await served.ask(name)
            families = served.metrics.families
            counts = {name: served.counted(name) for name in families if not any(part in name for part in _TIMES)}
            counts.pop("coredns_plugin_enabled", None)
            seen.append(([_VARYING.sub("", line) for line in served.lines], counts))
    assert seen[0] == seen[1]
    assert len(seen[0][0]) == 7
