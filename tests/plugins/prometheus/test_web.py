"""Metrics over HTTPS: what the file of `tls` may say, and what a scraper then gets."""

from __future__ import annotations

import asyncio
import ssl
from pathlib import Path

import pytest
import trustme

from pydns_host.errors import StartError
from pydns_host.plugins.prometheus.web import server_context
from pydns_host.testing import Served, serving

ADDRESS = "localhost:9153"
TLS = "tls_server_config:\n  cert_file: own.pem\n  key_file: own.key\n"
MUTUAL = f"{TLS}  client_auth_type: RequireAndVerifyClientCert\n  client_ca_file: ca.pem\n"


class Authority:
    """A CA, and the files of a server that it vouches for."""

    def __init__(self, folder: Path, config: str) -> None:
        self.ca = trustme.CA()
        self.folder = folder
        self.file = folder / "web.yml"
        self.file.write_text(config)
        self.ca.cert_pem.write_to_path(str(folder / "ca.pem"))
        self.renew()

    def renew(self) -> None:
        """Give the server another certificate."""
        own = self.ca.issue_cert("localhost")
        own.private_key_pem.write_to_path(str(self.folder / "own.key"))
        own.cert_chain_pems[0].write_to_path(str(self.folder / "own.pem"))

    @property
    def corefile(self) -> str:
        """One that tells metrics as the file says."""
        return f".:53 {{\nprometheus {{\ntls {self.file}\n}}\nwhoami\n}}\n"

    def client(self, identified: bool = False) -> ssl.SSLContext:
        """A scraper that trusts the CA, with a certificate of its own or without."""
        context = ssl.create_default_context()
        self.ca.configure_trust(context)
        if identified:
            self.ca.issue_cert("scraper.test").configure_cert(context)
        return context


async def scraped(served: Served, client: ssl.SSLContext) -> tuple[str, bytes]:
    """What is told over HTTPS, and the serial number of who told it."""
    port = served.http.port(ADDRESS)
    reader, writer = await asyncio.open_connection("127.0.0.1", port, ssl=client, server_hostname="localhost")
    writer.write(b"GET /metrics HTTP/1.1\r\nConnection: close\r\n\r\n")
    certificate = writer.get_extra_info("ssl_object").getpeercert(True)
    text = (await reader.read()).decode()
    writer.close()
    return text, certificate


async def refused(served: Served, client: ssl.SSLContext) -> bool:
    """Whether a scraper gets nothing; with TLS 1.3 it may learn so only when it reads (RFC 8446 section 4.4.2.4)."""
    try:
        text, _ = await scraped(served, client)
    except OSError:
        return True
    return not text


async def test_metrics_are_told_over_https(tmp_path: Path) -> None:
    authority = Authority(tmp_path, TLS)
    async with serving(authority.corefile) as served:
        text, _ = await scraped(served, authority.client())
    assert text.startswith("HTTP/1.1 200")
    assert "coredns_build_info{" in text


async def test_a_scraper_without_a_certificate_is_refused_where_one_is_asked_for(tmp_path: Path) -> None:
    authority = Authority(tmp_path, MUTUAL)
    async with serving(authority.corefile) as served:
        assert "coredns_build_info{" in (await scraped(served, authority.client(identified=True)))[0]
        assert await refused(served, authority.client())


async def test_a_reload_may_ask_for_certificates(tmp_path: Path) -> None:
    authority = Authority(tmp_path, TLS)
    async with serving(authority.corefile) as served:
        await scraped(served, authority.client())
        authority.file.write_text(MUTUAL)
        await served.reload(authority.corefile)
        assert await refused(served, authority.client())
        await scraped(served, authority.client(identified=True))


async def test_who_does_not_speak_tls_is_refused(tmp_path: Path) -> None:
    authority = Authority(tmp_path, TLS)
    async with serving(authority.corefile) as served:
        reader, writer = await asyncio.open_connection("127.0.0.1", served.http.port(ADDRESS))
        writer.write(b"GET /metrics HTTP/1.1\r\nConnection: close\r\n\r\n")
        assert b"coredns" not in await reader.read()
        writer.close()
        assert "coredns_build_info{" in (await scraped(served, authority.client()))[0]


async def test_a_reload_brings_a_renewed_certificate(tmp_path: Path) -> None:
    authority = Authority(tmp_path, TLS)
    async with serving(authority.corefile) as served:
        _, before = await scraped(served, authority.client())
        authority.renew()
        await served.reload(authority.corefile)
        _, after = await scraped(served, authority.client())
    assert before != after


async def test_a_file_without_tls_leaves_metrics_in_plain_http(tmp_path: Path) -> None:
    authority = Authority(tmp_path, "http_server_config:\n  http2: false\n")
    async with serving(authority.corefile) as served:
        assert (await served.get(ADDRESS, "/metrics"))[0] == 200


async def test_a_file_that_is_wrong_is_logged_and_queries_are_answered(tmp_path: Path) -> None:
    async with serving(".:53 {\nprometheus {\ntls /no/such/web.yml\n}\nwhoami\n}\n") as served:
        text = "Failed to start metrics handler: open /no/such/web.yml: no such file or directory"
        assert text in "\n".join(served.lines)
        assert (await served.ask("a.test.")).rcode() == 0
        with pytest.raises(LookupError):
            served.http.port(ADDRESS)


@pytest.mark.parametrize(
    ("config", "said"),
    [
        ("- a\n", "not a mapping"),
        ("a: [\n", "while parsing"),
        ("tls_server_confg: {}\n", "tls_server_confg is unknown"),
        ("basic_auth_users:\n  ann: x\n", "basic_auth_users is not served"),
        ("http_server_config:\n  headers:\n    X: y\n", "http_server_config is not served"),
        (f"{TLS}  cipher_suites: [x]\n", "cipher_suites is unknown, or not served"),
        ("tls_server_config:\n  cert_file: own.pem\n", "missing key_file"),
        ("tls_server_config:\n  key_file: own.key\n", "missing cert_file"),
        (f"{TLS}  min_version: TLS10\n", "TLS10 is unknown, or not served"),
        (f"{TLS}  client_auth_type: RequireAnyClientCert\n", "RequireAnyClientCert is unknown, or not served"),
        (f"{TLS}  client_ca_file: ca.pem\n", "client_ca_file without a client_auth_type"),
        (TLS.replace("own.pem", "none.pem"), "No such file"),
        (TLS.replace("own.pem", "web.yml"), "web.yml"),
    ],
    ids=range(13),
)
def test_a_setting_that_would_not_be_kept_is_refused(tmp_path: Path, config: str, said: str) -> None:
    authority = Authority(tmp_path, config)
    with pytest.raises(StartError, match=said):
        server_context(str(authority.file))
