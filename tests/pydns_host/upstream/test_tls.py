"""DNS over TLS: whose certificates are taken, and what is said of the others."""

from __future__ import annotations

import asyncio
import ssl
from pathlib import Path
from typing import Any

import pytest

from pydns_host.errors import StartError
from pydns_host.testing import request
from pydns_host.upstream import Address, UpstreamError
from pydns_host.upstream.tls import client_context
from tests.pydns_host.upstream.certificates import authority_file, client_files, server_context
from tests.pydns_host.upstream.liar import Liar
from tests.pydns_host.upstream.world import World

QUERY = request("www.example.org")


async def ask(server: ssl.SSLContext, client: ssl.SSLContext, servername: str = "", times: int = 1) -> Liar:
    """Ask a server with this certificate."""
    async with Liar(tls=server) as liar:
        settings: dict[str, Any] = {"tls": client, "servername": servername}
        async with World().endpoint(liar.address, "tls", **settings) as endpoint:
            for _ in range(times):
                assert (await endpoint.exchange(QUERY, "udp")).counts == (1, 0, 0)
    return liar


@pytest.mark.parametrize(
    ("name", "servername"),
    [("dns.example", "dns.example"), ("127.0.0.1", ""), ("*.dns.example", "a.dns.example")],
    ids=["its name", "its address", "a wildcard"],
)
def test_a_certificate_for_the_upstream_is_taken(tmp_path: Path, name: str, servername: str) -> None:
    context = client_context(authorities=authority_file(tmp_path))
    liar = asyncio.run(ask(server_context(name), context, servername, times=3))
    assert {proto for proto, _ in liar.heard} == {"tcp"}
    assert len(set(liar.peers)) == 1


@pytest.mark.parametrize(
    ("server", "servername", "text"),
    [
        ({"names": ["other.example"]}, "dns.example", "x509: certificate is valid for other names, not dns.example"),
        ({"names": ["dns.example"]}, "", "x509: cannot validate certificate for 127.0.0.1"),
        ({"names": ["dns.example"], "expired": True}, "dns.example", "x509: certificate has expired"),
    ],
    ids=["another name", "no address in it", "expired"],
)
def test_any_other_certificate_is_refused(tmp_path: Path, server: dict[str, Any], servername: str, text: str) -> None:
    context = client_context(authorities=authority_file(tmp_path))
    names = server.pop("names")
    with pytest.raises(UpstreamError, match=f"^tls: failed to verify certificate: {text}"):
        asyncio.run(ask(server_context(*names, **server), context, servername))


def test_an_authority_that_is_not_trusted_is_named_so() -> None:
    with pytest.raises(UpstreamError, match="x509: certificate signed by unknown authority"):
        asyncio.run(ask(server_context("dns.example"), client_context(), "dns.example"))


def test_a_client_certificate_is_shown(tmp_path: Path) -> None:
    context = client_context(*client_files(tmp_path), authority_file(tmp_path))
    asyncio.run(ask(server_context("dns.example", client=True), context, "dns.example"))


def test_a_missing_client_certificate_is_the_servers_complaint(tmp_path: Path) -> None:
    context = client_context(authorities=authority_file(tmp_path))
    with pytest.raises(UpstreamError, match=r"^(remote error: tls: .*certificate required|EOF)$"):
        asyncio.run(ask(server_context("dns.example", client=True), context, "dns.example"))


def test_an_upstream_without_tls_is_named_so() -> None:
    async def scene() -> None:
        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await reader.read(64)
            writer.write(b"no TLS here, sorry")
            writer.close()

        server = await asyncio.start_server(serve, "127.0.0.1", 0)
        address = Address(*server.sockets[0].getsockname())
        async with server, World().endpoint(address, "tls", tls=client_context()) as endpoint:
            with pytest.raises(UpstreamError, match=r"^tls: first record does not look like a TLS handshake$"):
                await endpoint.exchange(QUERY, "tcp")

    asyncio.run(scene())


def test_a_handshake_that_never_ends_has_a_deadline(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pydns_host.upstream.dial.DIAL_TIMEOUT", 0.01)

    async def scene() -> None:
        async with Liar() as liar, World().endpoint(liar.address, "tls", tls=client_context()) as endpoint:
            with pytest.raises(UpstreamError, match=r"^dial tcp .*: i/o timeout$"):
                await endpoint.exchange(QUERY, "tcp")

    asyncio.run(scene())


def test_files_that_are_missing_or_of_no_use_are_named(tmp_path: Path) -> None:
    certificate, key = client_files(tmp_path)
    _, other = client_files(tmp_path, "other.example")
    text = tmp_path / "text.pem"
    text.write_text("hello\n")
    with pytest.raises(StartError, match=r"open nosuch\.key: no such file or directory"):
        client_context(certificate, "nosuch.key")
    with pytest.raises(StartError, match="could not load TLS cert: tls: private key does not match public key"):
        client_context(certificate, other)
    with pytest.raises(StartError, match=f"no certificate in {text}"):
        client_context(str(text), key)
    with pytest.raises(StartError, match=f"could not read root certs: no certificate in {text}"):
        client_context(authorities=str(text))
    with pytest.raises(StartError, match=r"error reading nosuch\.pem"):
        client_context(authorities="nosuch.pem")


def test_nothing_older_than_tls_1_2_is_spoken() -> None:
    assert client_context().minimum_version == ssl.TLSVersion.TLSv1_2
