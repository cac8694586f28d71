"""Addresses on which HTTP is answered: their bounds, and who answers."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing, suppress

import pytest

from pydns_host.errors import StartError
from pydns_host.http import endpoints
from pydns_host.http.endpoints import Endpoints, Joint, Mount
from pydns_host.http.messages import HttpRequest, HttpResponse
from pydns_host.transports.addresses import open_tcp

ADDRESS = "127.0.0.1:0"
GET = b"GET /x HTTP/1.1\r\n\r\n"


def says(text: str) -> endpoints.Handler:
    """A handler with this body."""

    def handler(request: HttpRequest) -> HttpResponse:
        return HttpResponse(body=text.encode())

    return handler


@asynccontextmanager
async def mounted() -> AsyncIterator[tuple[Endpoints, Mount]]:
    """An address that answers /x with "old"."""
    http = Endpoints()
    mount = await http.mount(ADDRESS, "/x", says("old"))
    try:
        yield http, mount
    finally:
        await mount.close()


async def send(port: int, octets: bytes, host: str = "127.0.0.1") -> bytes:
    """Everything that comes back until the other end closes."""
    reader, writer = await asyncio.open_connection(host, port)
    with closing(writer):
        writer.write(octets)
        writer.write_eof()
        return await reader.read()


async def test_the_latest_handler_of_a_path_answers_until_it_is_closed() -> None:
    async with mounted() as (http, mount):
        later = await http.mount(ADDRESS, "/x", says("new"))
        assert later.port == mount.port
        assert (await send(mount.port, GET)).endswith(b"new")
        await later.close()
        assert (await send(mount.port, GET)).endswith(b"old")


async def told(http: Endpoints) -> bytes:
    """What is answered where each worker has a part."""
    joint = Joint(lambda: "own", lambda request, parts: HttpResponse(body=",".join(map(str, parts)).encode()))
    mount = await http.mount(ADDRESS, "/x", joint)
    try:
        return (await send(mount.port, GET)).rpartition(b"\r\n")[2]
    finally:
        await mount.close()


async def test_a_joint_answer_is_made_of_the_own_part_where_there_are_no_workers() -> None:
    assert await told(Endpoints()) == b"own"


async def test_a_joint_answer_is_made_of_what_all_workers_say() -> None:
    asked: list[tuple[str, str]] = []

    async def everywhere(address: str, path: str) -> list[str | None]:
        asked.append((address, path))
        return [http.part(address, path), None, "other", http.part(address, "/y"), http.part(":1", path)]

    http = Endpoints(everywhere=everywhere)
    assert await told(http) == b"own,None,other,None,None"
    assert asked == [(ADDRESS, "/x")]


async def test_addresses_are_known_as_they_were_asked_for() -> None:
    async with mounted() as (http, _):
        assert http.keys() == [("127.0.0.1", 0)]
    assert http.keys() == []


async def test_an_address_goes_on_when_its_first_handler_goes() -> None:
    async with mounted() as (http, mount):
        later = await http.mount(ADDRESS, "/x", says("new"))
        await mount.close()
        assert (await send(later.port, GET)).endswith(b"new")
        await later.close()


async def test_requests_may_follow_each_other() -> None:
    async with mounted() as (_, mount):
        assert (await send(mount.port, GET + GET)).count(b"200 OK") == 2


@pytest.mark.parametrize(
    ("octets", "status"),
    [
        (b"\r\n\r\n", b"400"),
        (b"GET /x HTTP/1.1\r\na: " + b"b" * endpoints.HEAD * 2 + b"\r\n\r\n", b"431"),
        (b"GET /y HTTP/1.1\r\n\r\n", b"404"),
    ],
    ids=["malformed", "too large", "no such path"],
)
async def test_a_request_is_refused(octets: bytes, status: bytes) -> None:
    async with mounted() as (_, mount):
        assert (await send(mount.port, octets)).split()[1] == status


async def test_half_a_request_gets_nothing() -> None:
    async with mounted() as (_, mount):
        assert await send(mount.port, GET[:-2]) == b""


async def test_who_says_nothing_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(endpoints, "TIMEOUT", 0.01)
    async with mounted() as (_, mount):
        reader, writer = await asyncio.open_connection("127.0.0.1", mount.port)
        assert await reader.read() == b""
        writer.close()


async def test_connections_have_a_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(endpoints, "CONNECTIONS", 1)
    async with mounted() as (_, mount):
        first = await asyncio.open_connection("127.0.0.1", mount.port)
        first[1].write(GET)
        await first[0].readuntil(b"old")
        second = await asyncio.open_connection("127.0.0.1", mount.port)
        with suppress(ConnectionError):
            assert await second[0].read() == b""
        for _, writer in (first, second):
            writer.close()


async def test_an_address_that_was_closed_can_be_had_again() -> None:
    async with mounted() as (http, mount):
        address = f"127.0.0.1:{mount.port}"
    again = await http.mount(address, "/x", says("again"))
    assert (await send(again.port, GET)).endswith(b"again")
    await again.close()


@pytest.mark.parametrize("address", ["127.0.0.1:65536", "127.0.0.1:nosuchservice", "192.0.2.1:0"])
async def test_an_address_that_cannot_be_had_is_a_start_error(address: str) -> None:
    with pytest.raises(StartError, match="listen tcp"):
        await Endpoints().mount(address, "/x", says(""))


async def test_a_name_stands_for_its_address() -> None:
    http = Endpoints()
    mount = await http.mount("localhost:0", "/x", says("ok"))
    assert (await send(mount.port, GET)).endswith(b"ok")
    await mount.close()


async def test_no_host_is_every_address() -> None:
    http = Endpoints(lambda host, port, own: open_tcp("127.0.0.1" if host == "" else "", port))
    mount = await http.mount(":0", "/x", says("ok"))
    assert (await send(mount.port, GET)).endswith(b"ok")
    await mount.close()


@pytest.mark.parametrize(
    ("first", "second"),
    [("localhost", "127.0.0.1"), ("127.1", "localhost"), ("", "0.0.0.0"), ("[::]", "")],
    ids=["name and address", "short and name", "none and zeros", "zeros and none"],
)
async def test_two_spellings_of_an_address_are_one(first: str, second: str) -> None:
    asked: list[str] = []

    async def everywhere(address: str, path: str) -> list[str]:
        asked.append(address)
        return [http.part(address, path)]

    http = Endpoints(everywhere=everywhere)
    joint = Joint(lambda: "own", lambda request, parts: HttpResponse(body=parts[0].encode()))
    mounts = [await http.mount(f"{first}:0", "/x", joint), await http.mount(f"{second}:0", "/y", says("other"))]
    assert len(http.keys()) == 1
    port = http.port(f"{second}:0")
    assert (await send(port, GET)).endswith(b"own")
    assert (await send(port, GET.replace(b"/x", b"/y"))).endswith(b"other")
    assert asked == [":0" if first in ("", "[::]") else "127.0.0.1:0"], "one name, whichever worker asks"
    for mount in mounts:
        await mount.close()
    with pytest.raises(LookupError):
        http.port(f"{second}:0")


@pytest.mark.parametrize("hosts", [("", "127.0.0.2"), ("127.0.0.2", "")], ids=["all first", "one first"])
async def test_one_address_beside_all_of_the_machine_answers_for_itself(hosts: tuple[str, str]) -> None:
    http, said = Endpoints(), {"": "all", "127.0.0.2": "one"}
    first = await http.mount(f"{hosts[0]}:0", "/x", says(said[hosts[0]]))
    second = await http.mount(f"{hosts[1]}:{first.port}", "/x", says(said[hosts[1]]))
    assert [(await send(first.port, GET, host))[-3:] for host in ("127.0.0.1", "127.0.0.2")] == [b"all", b"one"]
    for mount in (first, second):
        await mount.close()
