"""What a web configuration says, and what is wrong with one. What is made of it is tested beside this."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from pydns_host.errors import StartError
from pydns_host.plugins.prometheus import web

HASH = "$2y$10$" + "x" * 53


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "web.yml"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", {}),
        ("tls_server_config:\nhttp_server_config: ~\nrate_limit: {}\n", {}),
        ("tls_server_config: {cipher_suites: [x], client_allowed_sans: [x]}\n", {"tls": {}}),
        ("tls_server_config: {client_auth_type: x}\n", {"tls": {"client_auth_type": "x"}}),
        ("tls_server_config: {cert: 1, key: yes}\n", {"tls": {"cert": b"1", "key": b"yes"}}),
        ("tls_server_config: {cert: 1, prefer_server_cipher_suites: No}\n", {}),
        ("http_server_config: {http2: off, headers: {X-XSS-Protection: 0}}\n", {"headers": {"X-XSS-Protection": "0"}}),
        (f"basic_auth_users: {{ann: {HASH}, 1: {HASH}}}\n", {"users": {"ann": HASH, "1": HASH}}),
        ("rate_limit: {interval: 1m30s, burst: 5}\n", {"interval": 90 * 10**9, "burst": 5}),
        ("rate_limit: {interval: 5}\n", {"interval": 5, "burst": 0}),
        ("x: &x {burst: 2}\n", "x is unknown"),
        ("rate_limit: &x {burst: 2}\nhttp_server_config:\n  headers: *x\n", 'HTTP header "burst" can not be'),
        ("rate_limit:\n  <<: {burst: 2}\n  interval: 1s\n", {"burst": 2, "interval": 10**9}),
    ],
)
def test_settings_are_read(file: Path, text: str, found: dict[str, Any] | str) -> None:
    file.write_text(text)
    if isinstance(found, str):
        with pytest.raises(StartError, match=re.escape(found)):
            web.read(str(file))
        return
    read = web.read(str(file))
    assert {name: getattr(read, name) for name in found} == found
    assert read.read == {file: text.encode()}


def test_files_are_relative_to_the_file_and_count_more_than_what_stands_there(file: Path) -> None:
    file.write_text("tls_server_config: {cert: x, cert_file: own.pem, key: y, client_ca_file: ''}\n")
    (file.parent / "own.pem").write_bytes(b"own")
    read = web.read(str(file))
    assert (read.tls["cert"], read.tls["key"], read.tls.get("client_ca")) == (b"own", b"y", None)
    assert set(read.read) == {file, file.parent / "own.pem"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("- a\n", "FILE: not a mapping"),
        ("a: [\n", "FILE: while parsing"),
        ("a: \xff\n", "FILE: "),
        ("? [a]\n: b\n", "FILE: "),
        ("tls_server_confg: {}\n", "FILE: tls_server_confg is unknown"),
        ("rate_limit: {}\nrate_limit: {}\n", 'FILE: "rate_limit" stands twice'),
        ("tls_server_config: []\n", "FILE: tls_server_config: not a mapping"),
        ("tls_server_config: {certfile: x}\n", "FILE: tls_server_config: certfile is unknown"),
        ("tls_server_config: {cert: [x]}\n", "FILE: tls_server_config: cert: not a text"),
        ("tls_server_config: {cipher_suites: x}\n", "FILE: tls_server_config: cipher_suites: not a list"),
        ("tls_server_config: {cert_file: none.pem}\n", "open FOLDER/none.pem: no such file or directory"),
        ("tls_server_config: {cert_file: .}\n", "open FOLDER: is a directory"),
        ('tls_server_config: {cert_file: "a\\0"}\n', "open FOLDER/a\0: embedded null byte"),
        ("http_server_config: {http2: maybe}\n", "FILE: http_server_config: http2: neither true nor false: maybe"),
        ("http_server_config: {headers: {X: y}}\n", 'FILE: http_server_config: headers: HTTP header "X" can not be'),
        (
            "http_server_config: {headers: {X-Frame-Options: no}}\n",
            "X-Frame-Options: one of deny, sameorigin is expected",
        ),
        ('http_server_config: {headers: {X-XSS-Protection: "a\\nb"}}\n', "X-XSS-Protection: only printable"),
        ("basic_auth_users: {ann: secret}\n", "FILE: basic_auth_users: the password of ann is no bcrypt hash"),
        (f"basic_auth_users: {{ann: {HASH.replace('10', '32')}}}\n", "the password of ann is no bcrypt hash"),
        ("rate_limit: {burst: many}\n", "FILE: rate_limit: burst: "),
        ("rate_limit: {interval: 1 day}\n", "FILE: rate_limit: interval: "),
    ],
)
def test_what_is_wrong_is_told_with_its_place(file: Path, text: str, said: str) -> None:
    file.write_bytes(text.encode("latin-1"))
    said = said.replace("FILE", str(file)).replace("FOLDER", str(file.parent))
    with pytest.raises(StartError, match=re.escape(said)):
        web.read(str(file))
