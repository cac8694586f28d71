"""Metrics behind what the file of `tls` says: what a scraper gets. What the file may say is tested beside this."""

from __future__ import annotations

import asyncio
import base64
import ssl
from contextlib import suppress
from pathlib import Path

import pytest
import trustme
import yaml

from pydns_host.testing import Served, serving

ADDRESS = "localhost:9153"
TLS = "tls_server_config:\n  cert_file: own.pem\n  key_file: own.key\n"
HASH = "$2b$04$IfcBQNVLeYDxbiYpItQLJOnbUI.hxe9Gg8F4FLw5rcBTxXa5kwGF."  # of "secret"
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

    def client(self, *identities: str) -> ssl.SSLContext:
        """A scraper that trusts the CA, with a certificate for these names or without."""
        context = ssl.create_default_context()
        self.ca.configure_trust(context)
        if identities:
            self.ca.issue_cert(*identities).configure_cert(context)
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
        assert "coredns_build_info{" in (await scraped(served, authority.client("scraper.test")))[0]
        assert await refused(served, authority.client())


async def test_a_reload_may_ask_for_certificates(tmp_path: Path) -> None:
    authority = Authority(tmp_path, TLS)
    async with serving(authority.corefile) as served:
        await scraped(served, authority.client())
        authority.file.write_text(MUTUAL)
        await served.reload(authority.corefile)
        assert await refused(served, authority.client())
        await scraped(served, authority.client("scraper.test"))


async def test_who_does_not_speak_tls_is_refused(tmp_path: Path) -> None:
    authority = Authority(tmp_path, TLS)
    async with serving(authority.corefile) as served:
        reader, writer = await asyncio.open_connection("127.0.0.1", served.http.port(ADDRESS))
        writer.write(b"GET /metrics HTTP/1.1\r\nConnection: close\r\n\r\n")
        assert b"coredns" not in await reader.read()
        writer.close()
        assert "coredns_build_info{" in (await scraped(served, authority.client()))[0]


@pytest.mark.parametrize("file", ["own.pem", "web.yml"])
async def test_what_has_changed_counts_from_the_next_connection_on(tmp_path: Path, file: str) -> None:
    authority = Authority(tmp_path, TLS)
    async with serving(authority.corefile) as served:
        _, before = await scraped(served, authority.client())
        if file == "own.pem":
            authority.renew()
            assert (await scraped(served, authority.client()))[1] != before
        else:
            authority.file.write_text(MUTUAL)
            assert await refused(served, authority.client())
            assert not await refused(served, authority.client("scraper.test"))


@pytest.mark.parametrize(
    ("config", "said"),
    [("a: b\n", "a is unknown"), ("", "asks for TLS no more"), (f"{TLS}  max_version: x\n", "unknown TLS version: x")],
    ids=["no setting", "no TLS", "no such version"],
)
async def test_a_file_that_has_become_wrong_is_logged_once_and_closes_the_door(
    tmp_path: Path, config: str, said: str
) -> None:
    authority = Authority(tmp_path, TLS)
    async with serving(authority.corefile) as served:
        authority.file.write_text(config)
        for _ in range(2):
            assert await refused(served, authority.client())
        errors = [line for line in served.lines if "ERROR" in line]
        assert len(errors) == 1
        assert said in errors[0]
        assert str(authority.file) in errors[0]
        authority.file.write_text(TLS)
        assert not await refused(served, authority.client())


async def test_a_reload_without_tls_brings_back_plain_http(tmp_path: Path) -> None:
    authority = Authority(tmp_path, TLS)
    async with serving(authority.corefile) as served:
        assert not await refused(served, authority.client())
        await served.reload(".:53 {\nprometheus\nwhoami\n}\n")
        assert (await served.get(ADDRESS, "/metrics"))[0] == 200


@pytest.mark.parametrize(
    ("names", "policy", "welcome"),
    [
        (("scraper.test",), "RequireAndVerifyClientCert", True),
        (("other.test", "192.0.2.7"), "RequireAndVerifyClientCert", True),
        (("2001:db8::7",), "RequireAndVerifyClientCert", True),
        (("ann@scraper.test",), "RequireAndVerifyClientCert", True),
        (("other.test",), "RequireAndVerifyClientCert", False),
        (("a.scraper.test",), "VerifyClientCertIfGiven", False),
        ((), "VerifyClientCertIfGiven", False),
        ((), "NoClientCert", True),
    ],
)
async def test_only_clients_with_an_allowed_name_are_let_in(
    tmp_path: Path, names: tuple[str, ...], policy: str, welcome: bool
) -> None:
    authority = Authority(tmp_path, MUTUAL.replace("RequireAndVerifyClientCert", policy))
    config = yaml.safe_load(authority.file.read_text())
    settings = config["tls_server_config"]
    settings["client_allowed_sans"] = ["scraper.test", "192.0.2.7", "2001:db8::7", "ann@scraper.test"]
    if policy == "NoClientCert":
        del settings["client_ca_file"]
    authority.file.write_text(yaml.safe_dump(config))
    async with serving(authority.corefile) as served:
        assert await refused(served, authority.client(*names)) is not welcome


async def test_certificates_may_stand_in_the_file(tmp_path: Path) -> None:
    authority = Authority(tmp_path, "")
    files = {"cert": "own.pem", "key": "own.key", "client_ca": "ca.pem"}
    settings = {name: (tmp_path / file).read_text() for name, file in files.items()}
    settings["client_auth_type"] = "RequireAndVerifyClientCert"
    authority.file.write_text(yaml.safe_dump({"tls_server_config": settings}))
    async with serving(authority.corefile) as served:
        assert not await refused(served, authority.client("scraper.test"))
        assert await refused(served, authority.client())


async def asked(served: Served, path: str = "/metrics", credentials: str | None = None) -> tuple[str, dict[str, str]]:
    """The status and the headers of an answer in plain HTTP."""
    reader, writer = await asyncio.open_connection("127.0.0.1", served.http.port(ADDRESS))
    given = base64.b64encode((credentials or "").encode()).decode()
    header = "" if credentials is None else f"Authorization: Basic {given}\r\n"
    writer.write(f"GET {path} HTTP/1.1\r\nConnection: close\r\n{header}\r\n".encode())
    first, *lines = (await reader.read()).decode().partition("\r\n\r\n")[0].split("\r\n")
    writer.close()
    return first.split()[1], dict(line.split(": ", 1) for line in lines)


async def test_users_need_their_password_for_every_path(tmp_path: Path) -> None:
    authority = Authority(tmp_path, f"basic_auth_users:\n  ann: {HASH}\n")
    async with serving(authority.corefile) as served:
        for path, welcome in (("/metrics", "200"), ("/none", "404")):
            assert (await asked(served, path, "ann:secret"))[0] == welcome
            for wrong in (None, "ann:Secret", "ann", "bob:secret", "", ":"):
                status, headers = await asked(served, path, wrong)
                assert (status, headers["WWW-Authenticate"]) == ("401", "Basic")
        authority.file.write_text(f"basic_auth_users:\n  bob: {HASH}\n")
        assert [(await asked(served, credentials=f"{user}:secret"))[0] for user in ("ann", "bob")] == ["401", "200"]
        authority.file.write_text("basic_auth_users: x\n")
        assert (await asked(served, credentials="bob:secret"))[0] == "500"


async def test_headers_go_with_every_answer(tmp_path: Path) -> None:
    config = "http_server_config:\n  headers:\n    X-Frame-Options: deny\n    X-XSS-Protection: 0\n"
    authority = Authority(tmp_path, f"{config}basic_auth_users:\n  ann: {HASH}\n")
    async with serving(authority.corefile) as served:
        for path, credentials in (("/metrics", "ann:secret"), ("/none", "ann:secret"), ("/metrics", None)):
            _, headers = await asked(served, path, credentials)
            assert (headers["X-Frame-Options"], headers["X-XSS-Protection"]) == ("deny", "0")


async def test_beyond_the_limit_requests_are_refused(tmp_path: Path) -> None:
    authority = Authority(tmp_path, "rate_limit:\n  interval: 1h\n  burst: 3\n")
    async with serving(authority.corefile) as served:
        assert [(await asked(served))[0] for _ in range(5)] == ["200"] * 3 + ["429"] * 2


async def test_a_connection_that_was_open_before_a_reload_is_not_let_past_the_new_guard(tmp_path: Path) -> None:
    authority = Authority(tmp_path, f"basic_auth_users:\n  ann: {HASH}\n")
    async with serving(".:53 {\nprometheus\nwhoami\n}\n") as served:
        reader, writer = await asyncio.open_connection("127.0.0.1", served.http.port(ADDRESS))
        await served.reload(authority.corefile)
        writer.write(b"GET /metrics HTTP/1.1\r\n\r\n")
        assert await reader.read() == b""
        writer.close()


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


@pytest.mark.parametrize("order", [1, -1], ids=["first", "last"])
async def test_of_several_blocks_with_one_address_any_brings_the_guard(tmp_path: Path, order: int) -> None:
    authority = Authority(tmp_path, f"basic_auth_users:\n  ann: {HASH}\n")
    blocks = [authority.corefile, "a.test:53 {\nprometheus\nwhoami\n}\n"]
    async with serving("".join(blocks[::order])) as served:
        assert (await asked(served))[0] == "401"


@pytest.mark.parametrize("order", [1, -1], ids=["first", "last"])
async def test_a_guard_that_cannot_be_had_closes_the_address_for_other_blocks(tmp_path: Path, order: int) -> None:
    blocks = [".:53 {\nprometheus {\ntls /no/such/web.yml\n}\nwhoami\n}\n", "a.test:53 {\nprometheus\nwhoami\n}\n"]
    async with serving("".join(blocks[::order])) as served:
        reader, writer = await asyncio.open_connection("127.0.0.1", served.http.port(ADDRESS))
        writer.write(b"GET /metrics HTTP/1.1\r\n\r\n")
        told = b""
        with suppress(ConnectionResetError):  # since nobody read what was asked
            told = await reader.read()
        assert told == b""
        writer.close()


async def test_a_reload_without_the_file_that_was_wrong_opens_the_address(tmp_path: Path) -> None:
    async with serving(".:53 {\nprometheus {\ntls /no/such/web.yml\n}\nwhoami\n}\n") as served:
        await served.reload(".:53 {\nprometheus\nwhoami\n}\n")
        assert (await served.get(ADDRESS, "/metrics"))[0] == 200
