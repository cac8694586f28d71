"""How many connections there may be, and which one goes when there are more. Sockets are tested with `tcp`."""

from __future__ import annotations

import resource

import pytest

from pydns_host.metrics import Metrics
from pydns_host.testing import Clock
from pydns_host.transports import room
from pydns_host.transports.limits import IDLE
from pydns_host.transports.room import Room


class Guest:
    """A connection that notes what is done to it."""

    def __init__(
        self, client: str = "192.0.2.1", *, in_flight: int = 0, stuck: bool = False, late: bool = False
    ) -> None:
        self.client = client
        self.in_flight = in_flight
        self.last = 0.0
        self.done = ""
        self._stuck = stuck
        self._late = late

    def patience(self) -> float:
        return IDLE

    def overdue(self, now: float) -> bool:
        return self._late

    def finish(self) -> None:
        self.done = "finished"

    def abort(self) -> None:
        self.done = "aborted"

    def stuck(self) -> bool:
        return self._stuck


class Bench:
    """A room with a clock, and what it counted."""

    def __init__(self, most: int) -> None:
        self.clock = Clock()
        self.metrics = Metrics()
        self.room = Room(self.metrics, self.clock, most)

    def enter(self, guest: Guest) -> Guest:
        self.room.enter(guest)
        self.room.use(guest)
        return guest

    def counted(self) -> dict[tuple[str, ...], float]:
        return dict(self.metrics.families["pydns_tcp_connections_closed_total"].values)  # type: ignore[attr-defined]


def test_one_client_may_have_half_of_all() -> None:
    bench = Bench(4)
    for _ in range(2):
        assert bench.room.admits("192.0.2.1")
        bench.enter(Guest())
    assert not bench.room.admits("192.0.2.1")
    assert bench.room.admits("192.0.2.2")
    assert bench.counted() == {("client",): 1}


def test_a_client_that_leaves_may_come_back() -> None:
    bench = Bench(2)
    guest = bench.enter(Guest())
    assert not bench.room.admits("192.0.2.1")
    bench.room.leave(guest)
    bench.room.leave(guest)
    assert bench.room.admits("192.0.2.1")
    assert bench.room.clients == {}


def test_a_full_room_closes_the_connection_that_was_idle_for_longest() -> None:
    bench = Bench(3)
    busy = bench.enter(Guest("192.0.2.1", in_flight=1))
    older = bench.enter(Guest("192.0.2.2"))
    newer = bench.enter(Guest("192.0.2.3"))
    bench.room.use(older)
    assert bench.room.admits("192.0.2.4")
    assert (busy.done, older.done, newer.done) == ("", "", "aborted")
    assert bench.counted() == {("pressed",): 1}


def test_a_full_room_without_an_idle_connection_admits_nobody() -> None:
    bench = Bench(2)
    guests = [bench.enter(Guest(f"192.0.2.{number}", in_flight=1)) for number in range(2)]
    assert not bench.room.admits("192.0.2.9")
    assert [guest.done for guest in guests] == ["", ""]
    assert bench.counted() == {("full",): 1}


@pytest.mark.parametrize(
    ("guest", "after", "done"),
    [
        (Guest(), IDLE - 1, ""),
        (Guest(), IDLE + 1, "finished"),
        (Guest(in_flight=1), IDLE + 1, ""),
        (Guest(stuck=True), IDLE + 1, "aborted"),
        (Guest(late=True, in_flight=1), 0, "aborted"),
    ],
    ids=["still in time", "idle", "waiting for an answer", "not reading", "not reading for too long"],
)
def test_an_idle_connection_is_closed_in_the_way_that_it_can_be(guest: Guest, after: float, done: str) -> None:
    bench = Bench(4)
    bench.enter(guest)
    bench.clock.advance(after)
    bench.room.close_idle()
    assert guest.done == done


def test_a_connection_that_is_used_starts_anew() -> None:
    bench = Bench(4)
    used, unused = bench.enter(Guest()), bench.enter(Guest())
    bench.clock.advance(IDLE)
    bench.room.use(used)
    bench.clock.advance(1)
    bench.room.close_idle()
    assert (used.done, unused.done) == ("", "finished")


@pytest.mark.parametrize(
    ("allowed", "most"),
    [(64, 32), (1, 1), (1_000_000, room.MAX_CONNECTIONS), (resource.RLIM_INFINITY, room.MAX_CONNECTIONS)],
    ids=["few descriptors", "one", "many", "without limit"],
)
def test_half_of_the_descriptors_are_for_all_else(monkeypatch: pytest.MonkeyPatch, allowed: int, most: int) -> None:
    monkeypatch.setattr(resource, "getrlimit", lambda which: (allowed, allowed))
    assert room.most_connections() == most
