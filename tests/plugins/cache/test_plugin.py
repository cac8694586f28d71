"""What is given again, for how long, and what is done when it is too old."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

import pytest

from pydns_host.drive import Wait
from pydns_host.errors import QueryError
from pydns_host.header import AA, AD, CD, NXDOMAIN, RA, RD, REFUSED, SERVFAIL, TC
from pydns_host.message import Edns, Request, Response
from pydns_host.plugins.cache import renewal
from pydns_host.plugins.cache.plugin import Cache
from pydns_host.testing import Bench, ask, block, make, record, request, rows

FOUND = ("a.test. 60 IN A 192.0.2.1",)
SOA = "test. 30 IN SOA ns.test. hm.test. 1 7200 1800 86400 10"


class Behind:
    """The next plugin: says what it is told to, and counts how often it is asked."""

    def __init__(self, *answer: str, rcode: int = 0, authority: Sequence[str] = (), flags: int = 0) -> None:
        self.asked: list[Request] = []
        self.error: QueryError | None = None
        self.gate: asyncio.Event | None = None
        self.say(*answer, rcode=rcode, authority=authority, flags=flags)

    def say(self, *answer: str, rcode: int = 0, authority: Sequence[str] = (), flags: int = 0) -> None:
        self._answer = Response(rcode, flags, [record(line) for line in answer], [record(line) for line in authority])

    async def __call__(self, query: Request) -> Response | None:
        self.asked.append(query)
        if self.gate is not None:
            await self.gate.wait()
        if self.error is not None:
            raise self.error
        return self._answer


class Cached:
    """A cache in front of `Behind`, and a clock."""

    def __init__(self, behind: Behind, options: str = "") -> None:
        self.bench = Bench(block("."))
        self.behind = behind
        self.cache: Cache = make(Cache, f"cache {{\n{options}\n}}" if options else "cache", self.bench)

    async def ask(self, name: str = "a.test.", type: str = "A", **facts: Any) -> Response:
        return await ask(self.cache, name, type, self.behind, **facts)

    async def shown(self, name: str = "a.test.", **facts: Any) -> list[str]:
        return rows((await self.ask(name, **facts)).answer)

    @property
    def times(self) -> int:
        return len(self.behind.asked)

    def counted(self, family: str) -> float:
        return sum(self.bench.counted(f"coredns_cache_{family}").values())


async def test_an_answer_is_given_again_with_its_ttl_counted_down_until_it_is_over() -> None:
    cached = Cached(Behind("a.test. 60 IN A 192.0.2.1", "a.test. 90 IN A 192.0.2.2"))
    assert await cached.shown() == ["a.test. 60 IN A 192.0.2.1", "a.test. 60 IN A 192.0.2.2"]
    cached.bench.clock.advance(59.5)
    assert await cached.shown() == ["a.test. 1 IN A 192.0.2.1", "a.test. 1 IN A 192.0.2.2"]
    assert cached.times == 1
    cached.bench.clock.advance(0.5)
    await cached.ask()
    assert cached.times == 2
    assert (cached.counted("requests_total"), cached.counted("hits_total"), cached.counted("misses_total")) == (3, 1, 2)


async def test_spelling_comes_from_the_question_and_does_not_matter_to_the_store() -> None:
    cached = Cached(Behind(*FOUND))
    await cached.ask()
    query = request("A.TesT.")
    found = await ask(cached.cache, "A.TesT.", next=cached.behind)
    assert [rrset.to_text() for rrset in found.message(query).answer] == ["A.TesT. 60 IN A 192.0.2.1"]
    assert cached.times == 1


@pytest.mark.parametrize(
    "facts",
    [{"type": "AAAA"}, {"name": "b.test."}, {"rclass": 3}, {"flags": RD | CD}, {"edns": Edns(1232, do=True)}],
    ids=["type", "name", "class", "CD", "DO"],
)
async def test_questions_that_differ_in_this_are_answered_apart(facts: dict[str, Any]) -> None:
    cached = Cached(Behind(*FOUND))
    await cached.ask()
    await cached.ask(**facts)
    assert cached.times == 2


async def test_edns_without_do_the_id_and_rd_do_not_matter() -> None:
    cached = Cached(Behind(*FOUND, flags=RA))
    await cached.ask()
    found = await cached.ask(edns=Edns(4096), id=7, flags=0)
    assert cached.times == 1
    assert found.flags == AA | RA


async def test_ad_is_asked_of_upstreams_and_shown_to_who_asks_for_it() -> None:
    cached = Cached(Behind(*FOUND, flags=AD | RD))
    first = await cached.ask()
    assert cached.behind.asked[0].flags & AD
    assert not first.flags & AD
    assert not (await cached.ask()).flags & AD
    assert (await cached.ask(flags=AD | RD)).flags == AA | AD | RD
    assert (await cached.ask(edns=Edns(1232, do=True))).flags & AD


@pytest.mark.parametrize(
    ("behind", "times"),
    [
        (Behind(rcode=NXDOMAIN, authority=[SOA]), 1),
        (Behind(authority=[SOA]), 1),
        (Behind(rcode=SERVFAIL), 1),
        (Behind(), 1),
        (Behind("a.test. 60 IN CNAME b.test.", authority=[SOA]), 1),
        (Behind("a.test. 60 IN CNAME b.test.", "b.test. 60 IN A 192.0.2.1"), 1),
        (Behind(rcode=NXDOMAIN), 2),
        (Behind(rcode=REFUSED), 2),
        (Behind(*FOUND, flags=TC), 2),
        (Behind("a.test. 60 IN CNAME b.test."), 2),
        (Behind("a.test. 60 IN CNAME b.test.", "b.test. 60 IN CNAME a.test.", "a.test. 60 IN A 192.0.2.1"), 2),
        (Behind("x.test. 60 IN A 192.0.2.1"), 2),
    ],
    ids=[
        "NXDOMAIN with SOA", "NODATA with SOA", "SERVFAIL", "nothing at all", "alias to nothing with SOA", "alias",
        "NXDOMAIN without SOA", "REFUSED", "truncated", "alias to nothing", "loop of aliases", "another's records",
    ],
)  # fmt: skip
async def test_what_is_kept(behind: Behind, times: int) -> None:
    behind.asked.clear()
    cached = Cached(behind)
    await cached.ask()
    await cached.ask()
    assert cached.times == times


@pytest.mark.parametrize(
    ("behind", "options", "seconds"),
    [
        (Behind(*FOUND), "", 60),
        (Behind("a.test. 9000 IN A 192.0.2.1"), "", 3600),
        (Behind("a.test. 0 IN A 192.0.2.1"), "", 5),
        (Behind("a.test. 0 IN A 192.0.2.1"), "success 2000 60 2", 2),
        (Behind("a.test. 90 IN A 192.0.2.1"), "success 2000 10", 10),
        (Behind(authority=[SOA.replace("30", "9000", 1)]), "", 1800),
        (Behind(authority=[SOA]), "denial 2000 20", 20),
        (Behind(rcode=SERVFAIL), "", 5),
        (Behind(rcode=SERVFAIL), "servfail 2m", 120),
        (Behind(), "", 5),
    ],
    ids=[
        "its TTL",
        "most",
        "least",
        "own least",
        "own most",
        "most denial",
        "own denial",
        "failure",
        "own failure",
        "none",
    ],
)
async def test_how_long_it_is_kept(behind: Behind, options: str, seconds: int) -> None:
    behind.asked.clear()
    cached = Cached(behind, options)
    await cached.ask()
    cached.bench.clock.advance(seconds - 0.1)
    await cached.ask()
    assert cached.times == 1
    cached.bench.clock.advance(0.1)
    await cached.ask()
    assert cached.times == 2


@pytest.mark.parametrize("options", ["servfail 0", "disable denial", "disable denial test"])
async def test_failures_are_not_kept_where_options_say_so(options: str) -> None:
    cached = Cached(Behind(rcode=SERVFAIL), options)
    await cached.ask()
    await cached.ask()
    assert cached.times == 2


async def test_a_failure_does_not_hide_a_good_answer_from_before() -> None:
    cached = Cached(Behind(*FOUND), "serve_stale 1h immediate 30s 10s")
    await cached.ask()
    cached.bench.clock.advance(100)
    cached.behind.say(rcode=SERVFAIL)
    assert await cached.shown() == ["a.test. 30 IN A 192.0.2.1"]


async def test_what_is_raised_is_not_kept() -> None:
    cached = Cached(Behind(*FOUND))
    cached.behind.error = QueryError("unreachable")
    for _ in range(2):
        with pytest.raises(QueryError):
            await cached.ask()
    assert cached.times == 2


async def test_zones_outside_and_other_opcodes_pass_by() -> None:
    bench = Bench(block("."))
    cache: Cache = make(Cache, "cache a.test", bench)
    behind = Behind(*FOUND)
    for _ in range(2):
        await ask(cache, "b.test.", next=behind)
        await ask(cache, "a.test.", next=behind, opcode=4)
    assert len(behind.asked) == 4


async def test_with_keepttl_ttls_stay() -> None:
    cached = Cached(Behind(*FOUND), "keepttl")
    await cached.ask()
    cached.bench.clock.advance(50)
    assert await cached.shown() == list(FOUND)


async def test_the_oldest_goes_when_there_is_no_room() -> None:
    cached = Cached(Behind(authority=[SOA]), "denial 1024")
    for number in range(1025):
        await cached.ask(f"n{number}.test.")
    assert cached.counted("evictions_total") == 1
    await cached.ask("n1.test.")
    assert cached.times == 1025
    await cached.ask("n0.test.")
    assert cached.times == 1026


async def settle(cached: Cached) -> None:
    """Wait for the renewals that are under way."""
    while cached.cache._renewal._running:
        await asyncio.gather(*cached.cache._renewal._running)


async def test_a_stale_answer_is_given_at_once_and_renewed_behind() -> None:
    cached = Cached(Behind(*FOUND), "serve_stale 10m")
    await cached.ask()
    cached.bench.clock.advance(61)
    cached.behind.say("a.test. 60 IN A 192.0.2.9")
    assert await cached.shown() == ["a.test. 0 IN A 192.0.2.1"]
    await settle(cached)
    assert await cached.shown() == ["a.test. 60 IN A 192.0.2.9"]
    assert (cached.times, cached.counted("served_stale_total"), cached.counted("prefetch_total")) == (2, 1, 1)


async def test_many_questions_for_a_stale_answer_renew_it_once() -> None:
    cached = Cached(Behind(*FOUND), "serve_stale")
    await cached.ask()
    cached.bench.clock.advance(61)
    cached.behind.gate = asyncio.Event()
    for _ in range(5):
        await cached.ask()
    cached.behind.gate.set()
    await settle(cached)
    assert cached.times == 2


async def test_an_answer_that_is_stale_for_too_long_is_asked_for() -> None:
    cached = Cached(Behind(*FOUND), "serve_stale 1m")
    await cached.ask()
    cached.bench.clock.advance(120)
    assert await cached.shown() == list(FOUND)
    assert cached.times == 2


@pytest.mark.parametrize("rcode", [SERVFAIL, REFUSED])
async def test_with_verify_only_a_good_answer_takes_a_stale_ones_place(rcode: int) -> None:
    cached = Cached(Behind(*FOUND), "serve_stale 1h verify 0 30s")
    await cached.ask()
    cached.bench.clock.advance(61)
    cached.behind.say(rcode=rcode)
    assert await cached.shown() == ["a.test. 30 IN A 192.0.2.1"]
    cached.behind.error = QueryError("unreachable")
    assert await cached.shown() == ["a.test. 30 IN A 192.0.2.1"]
    cached.behind.error = None
    cached.behind.say(rcode=NXDOMAIN, authority=[SOA])
    assert (await cached.ask()).rcode == NXDOMAIN


async def test_a_failed_renewal_is_not_tried_again_before_its_time() -> None:
    cached = Cached(Behind(*FOUND), "serve_stale 1h verify 0 30s 30s")
    await cached.ask()
    cached.bench.clock.advance(61)
    cached.behind.say(rcode=SERVFAIL)
    await cached.ask()
    await cached.ask()
    assert cached.times == 2
    cached.bench.clock.advance(30)
    await cached.ask()
    assert cached.times == 3


async def test_a_verification_that_takes_too_long_goes_on_behind_the_stale_answer() -> None:
    cached = Cached(Behind(*FOUND), "serve_stale 1h verify 1ms")
    await cached.ask()
    cached.bench.clock.advance(61)
    cached.behind.say("a.test. 60 IN A 192.0.2.9")
    cached.behind.gate = asyncio.Event()
    assert await cached.shown() == ["a.test. 0 IN A 192.0.2.1"]
    cached.behind.gate.set()
    await settle(cached)
    assert await cached.shown() == ["a.test. 60 IN A 192.0.2.9"]


async def test_with_prefer_positive_a_denial_does_not_hide_a_stale_answer() -> None:
    cached = Cached(Behind(*FOUND), "serve_stale 1h\nserve_stale_policy prefer_positive")
    await cached.ask()
    cached.bench.clock.advance(61)
    cached.behind.say(rcode=NXDOMAIN, authority=[SOA])
    for _ in range(2):
        assert await cached.shown() == ["a.test. 0 IN A 192.0.2.1"]
        await settle(cached)
    cached.behind.say()  # no answer, and no denial: the good one stays behind it
    assert await cached.shown() == ["a.test. 0 IN A 192.0.2.1"]
    await settle(cached)
    assert await cached.shown() == ["a.test. 0 IN A 192.0.2.1"]


async def test_what_is_asked_for_often_is_renewed_before_its_end() -> None:
    cached = Cached(Behind(*FOUND), "prefetch 2 1m 20%")
    for _ in range(3):
        await cached.ask()
    assert cached.times == 1
    cached.bench.clock.advance(48)
    await cached.ask()
    await settle(cached)
    assert cached.times == 2
    assert await cached.shown() == list(FOUND)


async def test_what_is_asked_for_seldom_is_not_renewed() -> None:
    cached = Cached(Behind(*FOUND), "prefetch 2 10s 20%")
    await cached.ask()
    for _ in range(2):
        cached.bench.clock.advance(25)
        await cached.ask()
    await settle(cached)
    assert cached.times == 1


async def test_an_answer_on_its_way_is_kept_without_a_coroutine() -> None:
    cached = Cached(Behind(*FOUND))
    coming: Wait[Response] = Wait()
    begun = cached.cache.quick(request("a.test."), lambda _: coming)
    assert isinstance(begun, Wait)
    coming.set(Response(0, 0, [record(FOUND[0])]))
    assert begun.value is not None
    assert rows(begun.value.answer) == list(FOUND)
    assert await cached.shown() == list(FOUND)
    assert cached.times == 0


async def test_an_answer_on_its_way_that_fails_is_asked_for_again() -> None:
    cached = Cached(Behind(*FOUND))
    coming: Wait[Response] = Wait()
    query = request("a.test.")
    begun = cached.cache.quick(query, lambda _: coming)
    assert isinstance(begun, Wait)
    coming.fail(QueryError("lost"))
    assert begun.error is not None
    found = await cached.cache.serve(query, cached.behind)
    assert found is not None
    assert rows(found.answer) == list(FOUND)
    assert cached.counted("requests_total") == 1


async def test_renewals_are_asked_for_as_over_tcp() -> None:
    cached = Cached(Behind(*FOUND), "serve_stale")
    await cached.ask()
    cached.bench.clock.advance(61)
    await cached.ask()
    await settle(cached)
    assert [query.proto for query in cached.behind.asked] == ["udp", "tcp"]


async def test_an_answer_after_a_denial_that_has_ended_takes_its_place() -> None:
    cached = Cached(Behind(rcode=NXDOMAIN, authority=[SOA]), "serve_stale 1h verify")
    await cached.ask()
    cached.bench.clock.advance(61)
    cached.behind.say(*FOUND)
    for _ in range(3):
        assert await cached.shown() == list(FOUND)
    assert cached.times == 2


async def test_renewals_in_the_background_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(renewal, "MAX_RUNNING", 1)
    cached = Cached(Behind(authority=[SOA]), "serve_stale")
    for name in ("a.test.", "b.test."):
        await cached.ask(name)
    cached.bench.clock.advance(61)
    cached.behind.gate = asyncio.Event()
    for name in ("a.test.", "b.test."):
        await cached.ask(name)
    cached.behind.gate.set()
    await settle(cached)
    assert cached.times == 3


async def test_a_renewal_that_never_ends_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(renewal, "LIMIT", 0.0)
    cached = Cached(Behind(*FOUND), "serve_stale")
    await cached.ask()
    cached.bench.clock.advance(61)
    cached.behind.gate = asyncio.Event()
    await cached.ask()
    await settle(cached)
    cached.behind.gate.set()
    await cached.ask()
    await settle(cached)
    assert cached.times == 3
