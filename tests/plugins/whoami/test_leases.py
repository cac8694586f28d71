"""To whom whoami's answer may be given again: to a client that asks from the same port, and to nobody else."""

from __future__ import annotations

import dns.message

from pydns_host.chain import build, build_again, build_quick
from pydns_host.drive import Wait
from pydns_host.listener import Listener
from pydns_host.message import Request, Response, Via
from pydns_host.plugins.whoami.plugin import Whoami
from pydns_host.serving import ListedLogs
from pydns_host.testing import Bench, block, make
from pydns_host.zones import Site, Zones

QUERY = dns.message.make_query("a.test.", "A").to_wire()


class Client:
    """Asks a listener with nothing but whoami, and counts how often the plugin was asked."""

    def __init__(self) -> None:
        bench = Bench(block())
        self.asked = 0
        self.answers: list[dns.message.Message] = []
        plugin: Whoami = make(Whoami, "whoami", bench)
        quick = build_quick([plugin])
        assert quick is not None

        def counted(request: Request) -> Response | Wait[Response] | None:
            self.asked += 1
            return quick(request)

        site = Site(b"\0", block(), build([plugin]), True, counted, build_again([plugin]))
        self.via = Via()
        self.listener = Listener("dns://:53", Zones([site]), ListedLogs([]).host, bench.metrics)

    def who(self, peer: tuple[str, int]) -> tuple[str, int]:
        return peer

    def send(self, peer: object, octets: bytes) -> None:
        self.answers.append(dns.message.from_wire(octets))

    def drop(self, peer: object) -> None:
        raise AssertionError("a query without an answer")

    def ask(self, client: str, port: int) -> list[str]:
        """The additional section of the answer."""
        again = self.listener.receive(QUERY[:2], QUERY[2:], self.via, self, (client, port))
        if again is not None:
            self.send((client, port), again)
        return [str(rrset) for rrset in self.answers[-1].additional]


def test_a_client_that_asks_from_the_same_port_is_told_the_same_without_asking() -> None:
    client = Client()
    told = [client.ask("192.0.2.1", 1000) for _ in range(5)]
    assert told == [["a.test. 0 IN A 192.0.2.1", "_udp.a.test. 0 IN SRV 0 0 1000 ."]] * 5
    assert client.asked == 3


def test_another_client_is_told_of_itself() -> None:
    client = Client()
    for _ in range(5):
        client.ask("192.0.2.1", 1000)
    assert client.ask("192.0.2.1", 1001)[1] == "_udp.a.test. 0 IN SRV 0 0 1001 ."
    assert client.ask("192.0.2.2", 1000)[0] == "a.test. 0 IN A 192.0.2.2"
    assert client.ask("192.0.2.1", 1000)[0] == "a.test. 0 IN A 192.0.2.1"
