"""What forward makes of its words at the start: files, names, ports, certificates, settings."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from pydns_host.errors import StartError
from pydns_host.testing import Bench, ask, block
from pydns_host.upstream import Settings
from tests.plugins.forward.fakes import Stage
from tests.pydns_host.upstream.certificates import authority_file, client_files
from tests.pydns_host.upstream.liar import Liar
from tests.pydns_host.upstream.test_lookup import both_families


async def names(directive: str) -> list[str]:
    """The upstreams that a directive comes to."""
    stage = await Stage(directive).start()
    return [upstream.name for upstream in stage.forward.upstreams]


async def test_addresses_keep_their_order_and_come_once() -> None:
    words = "10.0.0.2 10.0.0.1:1053 10.0.0.2:53 [::1]:53 dns://10.0.0.1:1053"
    assert await names(f"forward . {words}") == ["10.0.0.2:53", "10.0.0.1:1053", "[::1]:53"]


async def test_a_file_gives_its_name_servers(tmp_path: Path) -> None:
    file = tmp_path / "resolv.conf"
    file.write_text("# mine\nsearch example.org\nnameserver 10.0.0.1 ignored\n nameserver\tfd00::1\nnameserver\n")
    words = f"{file} 10.0.0.1 10.0.0.9"
    assert await names(f"forward . {words}") == ["10.0.0.1:53", "[fd00::1]:53", "10.0.0.9:53"]


@pytest.mark.parametrize("content", [None, "", "# nothing\n"], ids=["a directory", "empty", "comments"])
async def test_files_without_a_name_server_are_no_upstreams(tmp_path: Path, content: str | None) -> None:
    file = tmp_path / "conf"
    if content is None:
        file.mkdir()
    else:
        file.write_text(content)
    assert await names(f"forward . {file} 10.0.0.9") == ["10.0.0.9:53"]
    with pytest.raises(StartError, match=r"^plugin/forward: no valid upstream addresses found$"):
        await names(f"forward . {file}")


@pytest.mark.parametrize(
    ("word", "text"),
    [
        ("/nosuch/file.conf", 'failed to resolve "/nosuch/file.conf": lookup /nosuch/file.conf: no such host'),
        ("192.0.2", 'failed to resolve "192.0.2": lookup 192.0.2: no such host'),
        ("10.0.0.1/24", 'failed to resolve "10.0.0.1/24": lookup 10.0.0.1/24: no such host'),
        ("*", 'failed to resolve "*": lookup *: no such host'),
        ("./nosuch.conf", 'not an IP address, file, or valid domain: "./nosuch.conf"'),
        ("grpc://dns.example", 'not an IP address, file, or valid domain: "grpc://dns.example"'),
    ],
)
async def test_a_word_that_is_neither_file_nor_name_is_an_error(word: str, text: str) -> None:
    with pytest.raises(StartError, match=f"^plugin/forward: {re.escape(text)}"):
        await names(f"forward . {word}")


async def test_a_host_name_is_asked_of_the_resolver_at_the_start() -> None:
    async with Liar(both_families) as liar:
        words = "dns.example:1053 10.0.0.1:1053 tls://dns.example%name.example"
        stage = await Stage(f"forward . {words} {{\nresolver {liar.address}\n}}").start()
    assert [fake.name for fake in stage.fakes] == [
        "10.0.0.1:1053", "[fd00::1]:1053", "10.0.0.1:853", "[fd00::1]:853",
    ]  # fmt: skip
    assert [fake.settings.servername for fake in stage.fakes] == ["", "", "name.example", "name.example"]


async def test_a_resolver_that_cannot_be_asked_is_an_error() -> None:
    with pytest.raises(StartError, match=r'failed to resolve "dns.example": .*lookup udp/x: unknown port'):
        await names("forward . dns.example {\nresolver 127.0.0.1:x\n}")


async def test_a_host_name_of_this_machine_is_found_without_a_resolver() -> None:
    assert "127.0.0.1:53" in await names("forward . localhost")


@pytest.mark.parametrize(
    ("word", "text"),
    [
        ("10.0.0.1:99999", "dial udp: address 99999: invalid port"),
        ("10.0.0.1:nosuchservice", "dial udp: lookup udp/nosuchservice: unknown port"),
        ("https3://10.0.0.1", "dial udp: missing address"),
        ("fe80::1%nosuchdevice", "no such interface"),
    ],
)
async def test_what_the_reference_starts_with_and_never_reaches_starts_here_too(word: str, text: str) -> None:
    stage = await Stage(f"forward . {word}").start()
    with pytest.raises(Exception, match=text):
        await ask(stage.forward, "www.example.org")
    assert any("can never be asked" in line for line in stage.bench.lines)


async def test_a_port_may_be_a_services_name() -> None:
    assert await names("forward . 10.0.0.1:domain") == ["10.0.0.1:53"]


async def test_options_become_settings() -> None:
    directive = """forward . 10.0.0.1 {
        expire 20s
        max_age 1m
        max_idle_conns 7
        read_timeout 1500ms
        source_address 10.0.0.9
        force_tcp
        health_check 2s no_rec domain Example.org
        doh_method GET
    }"""
    stage = await Stage(directive).start()
    assert stage.fakes[0].settings == Settings(
        expire=20.0, max_age=60.0, max_idle=7, read_timeout=1.5, source="10.0.0.9", doh_method="GET",
        health_interval=2.0, health_tcp=True, health_recursion=False, health_name=b"\7example\3org\0",
    )  # fmt: skip


async def test_no_rec_stays_but_the_domain_is_that_of_the_last_health_check() -> None:
    directive = "forward . 10.0.0.1 {\nhealth_check 1s no_rec domain a.org\nhealth_check 3s\n}"
    settings = (await Stage(directive).start()).fakes[0].settings
    assert (settings.health_interval, settings.health_recursion, settings.health_name) == (3.0, False, b"\0")


async def test_tls_upstreams_have_a_context_and_plain_ones_none() -> None:
    directive = "forward . 10.0.0.1 tls://10.0.0.2 https://10.0.0.3 {\ntls_servername dns.example\n}"
    stage = await Stage(directive).start()
    plain, tls, https = (fake.settings for fake in stage.fakes)
    assert plain.tls is None
    assert tls.tls is not None
    assert https.tls is not None
    assert https.tls is not tls.tls
    assert [fake.protocol for fake in stage.fakes] == ["dns", "tls", "https"]
    assert tls.servername == "dns.example"


async def test_tls_files_stand_below_root(tmp_path: Path) -> None:
    authority_file(tmp_path)
    client_files(tmp_path)
    bench = Bench(block(root=str(tmp_path)))
    await Stage("forward . tls://10.0.0.1 {\ntls client.example.pem client.example.key ca.pem\n}", bench).start()
    await Stage("forward . tls://10.0.0.1 {\ntls ca.pem\n}", bench).start()


async def test_missing_tls_files_are_told_even_when_no_upstream_needs_them() -> None:
    with pytest.raises(StartError, match=r"could not load TLS cert: open nosuch\.pem"):
        await Stage("forward . 10.0.0.1 {\ntls nosuch.pem nosuch.key\n}").start()


async def test_a_name_that_does_not_resolve_is_an_error_that_names_it() -> None:
    async with Liar() as closed:
        await closed.stop()
    with pytest.raises(StartError, match=r'failed to resolve "dns.example": no addresses found .*refused'):
        await names(f"forward . dns.example {{\nresolver {closed.address}\n}}")
