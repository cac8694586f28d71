"""Who is told which server answered."""

from __future__ import annotations

import socket

import pytest

from pydns_host.message import Edns, Request, Response, ede_option
from pydns_host.plugins.nsid.plugin import Nsid
from pydns_host.testing import answering, ask, make

ASKS = Edns(1232, options=b"\0\3\0\0")


async def options(directive: str, edns: Edns | None, has: bytes | None = None) -> bytes | None:
    async def behind(query: Request) -> Response:
        return Response(options=has)

    return (await ask(make(Nsid, directive), "a.test.", next=behind, edns=edns)).options


async def test_who_asks_is_told() -> None:
    assert await options("nsid rack 7", ASKS) == b"\0\3\0\6rack 7"


async def test_without_data_it_is_the_machines_name() -> None:
    assert (await options("nsid", ASKS) or b"")[4:] == socket.gethostname().encode()


@pytest.mark.parametrize("edns", [None, Edns(1232)], ids=["no EDNS", "no NSID"])
async def test_who_does_not_ask_is_not_told(edns: Edns | None) -> None:
    assert await options("nsid x", edns) is None


async def test_other_options_stay_and_another_servers_name_goes() -> None:
    error = ede_option(3, "stale")
    assert await options("nsid x", ASKS, error + b"\0\3\0\3abc") == error + b"\0\3\0\1x"


async def test_an_answer_without_question_for_it_is_the_very_same() -> None:
    response = await ask(make(Nsid, "nsid x"), "a.test.", next=answering("a.test. 60 IN A 192.0.2.1"))
    assert response.options is None
