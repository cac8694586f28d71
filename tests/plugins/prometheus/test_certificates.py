"""Settings of TLS and what becomes of them in a handshake."""

from __future__ import annotations

import re
import ssl
from typing import Any

import pytest
import trustme

from pydns_host.plugins.prometheus.certificates import context, names_of

CA = trustme.CA()
OWN = CA.issue_cert("localhost", key_type=trustme.KeyType.ECDSA)
OTHER = CA.issue_cert("other.test")
PEM = {"cert": OWN.cert_chain_pems[0].bytes(), "key": OWN.private_key_pem.bytes()}
GCM = "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256"


def made(**settings: Any) -> ssl.SSLContext:
    return context({**PEM, **settings})


def agreed(server: ssl.SSLContext, client: ssl.SSLContext) -> tuple[str | None, str] | None:
    """The version and the cipher of a handshake in memory; None when there is none."""
    there, back = ssl.MemoryBIO(), ssl.MemoryBIO()
    ends = client.wrap_bio(back, there, server_hostname="localhost"), server.wrap_bio(there, back, server_side=True)
    for _ in range(5):
        for end in ends:
            try:
                end.do_handshake()
            except ssl.SSLWantReadError:
                continue
            except ssl.SSLError:
                return None
    cipher = ends[0].cipher()
    return None if cipher is None else (ends[0].version(), cipher[0])


def client(most: ssl.TLSVersion = ssl.TLSVersion.TLSv1_3, curve: str = "", ciphers: str = "") -> ssl.SSLContext:
    """A client that trusts the CA, with bounds of its own."""
    asking = ssl.create_default_context()
    CA.configure_trust(asking)
    asking.maximum_version = most
    if curve:
        asking.set_ecdh_curve(curve)
    if ciphers:
        asking.set_ciphers(ciphers)
    return asking


OLD = ssl.TLSVersion.TLSv1_2


@pytest.mark.parametrize(
    ("settings", "asking", "version"),
    [
        ({}, client(), "TLSv1.3"),
        ({}, client(OLD), "TLSv1.2"),
        ({"min_version": "TLS13"}, client(OLD), None),
        ({"max_version": "TLS12"}, client(), "TLSv1.2"),
        ({"min_version": "TLS10"}, client(OLD), "TLSv1.2"),
        ({"cipher_suites": [GCM]}, client(OLD), "TLSv1.2"),
        ({"cipher_suites": [GCM]}, client(OLD, ciphers="ECDHE-ECDSA-AES256-GCM-SHA384"), None),
        ({"cipher_suites": [GCM]}, client(), "TLSv1.3"),
        ({"cipher_suites": ["TLS_AES_128_GCM_SHA256"]}, client(), "TLSv1.3"),
        ({"cipher_suites": ["TLS_AES_128_GCM_SHA256"]}, client(OLD), None),
        ({"curve_preferences": ["CurveP384"]}, client(curve="secp384r1"), "TLSv1.3"),
        ({"curve_preferences": ["CurveP384"]}, client(curve="prime256v1"), None),
        ({"curve_preferences": ["X25519", "CurveP256"]}, client(curve="prime256v1"), "TLSv1.3"),
        ({"curve_preferences": ["X25519", "CurveP521"]}, client(), "TLSv1.3"),
        ({"prefer_server_cipher_suites": False}, client(), "TLSv1.3"),
        ({"client_auth_type": "RequestClientCert"}, client(), "TLSv1.3"),
        ({"client_auth_type": "VerifyClientCertIfGiven"}, client(), "TLSv1.3"),
        ({"client_auth_type": "RequireAndVerifyClientCert"}, client(OLD), None),
    ],
)
def test_a_handshake_keeps_to_the_settings(settings: dict[str, Any], asking: ssl.SSLContext, version: str) -> None:
    found = agreed(made(**settings), asking)
    assert (found and found[0]) == version


def test_curves_that_this_version_of_python_cannot_set_are_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(context: ssl.SSLContext, name: str) -> None:
        raise ValueError(name)

    monkeypatch.setattr(ssl.SSLContext, "set_ecdh_curve", refuse)
    with pytest.raises(ValueError, match="this version of Python can set none of X25519, CurveP384"):
        made(curve_preferences=["X25519", "CurveP384"])


def test_the_cipher_is_one_of_those_that_are_named() -> None:
    names = ["TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384", "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256"]
    assert agreed(made(cipher_suites=names), client(OLD)) == ("TLSv1.2", "ECDHE-ECDSA-CHACHA20-POLY1305")


def test_every_cipher_that_the_reference_knows_is_known_here() -> None:
    kinds = (
        "AES_128_CBC_SHA",
        "AES_256_CBC_SHA",
        "AES_128_GCM_SHA256",
        "AES_256_GCM_SHA384",
        "CHACHA20_POLY1305_SHA256",
    )
    for name in (f"TLS_ECDHE_{key}_WITH_{kind}" for key in ("RSA", "ECDSA") for kind in kinds):
        ciphers = [one["name"] for one in made(cipher_suites=[name]).get_ciphers() if one["protocol"] != "TLSv1.3"]
        assert len(ciphers) == 1


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"key": b""}, "missing one of key or key_file"),
        ({"cert": b""}, "missing one of cert or cert_file"),
        ({"cert": b"nothing"}, "certificate and key: "),
        ({"key": OTHER.private_key_pem.bytes()}, "certificate and key: key values mismatch"),
        ({"min_version": "TLS9"}, "unknown TLS version: TLS9"),
        ({"max_version": "TLS11"}, "max_version TLS11 is not served: TLS 1.2 is the oldest that is (RFC 8996)"),
        ({"min_version": "TLS13", "max_version": "TLS12"}, "min_version TLS13 is above max_version TLS12"),
        ({"cipher_suites": ["TLS_RSA_WITH_RC4_128_SHA"]}, "unknown cipher: TLS_RSA_WITH_RC4_128_SHA"),
        (
            {"cipher_suites": ["TLS_AES_128_GCM_SHA256"], "max_version": "TLS12"},
            "cipher_suites has none for TLS 1.2",
        ),
        ({"curve_preferences": ["P256"]}, "unknown curve: P256"),
        ({"client_auth_type": "Any"}, "unknown client_auth_type: Any"),
        ({"client_auth_type": "RequireAnyClientCert"}, "use RequireAndVerifyClientCert, which verifies"),
        (
            {"client_auth_type": "RequestClientCert", "client_allowed_sans": []},
            "client_auth_type RequestClientCert cannot be served",
        ),
        ({"client_ca": CA.cert_pem.bytes()}, "client_ca is there without a client_auth_type"),
        ({"client_ca": b"x", "client_auth_type": "RequireAndVerifyClientCert"}, "client_ca: "),
        ({"client_ca": b"\xff", "client_auth_type": "RequireAndVerifyClientCert"}, "client_ca: "),
    ],
)
def test_what_cannot_be_kept_is_refused(settings: dict[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match=re.escape(said)):
        made(**settings)


def test_a_key_behind_a_passphrase_is_refused_and_not_asked_for() -> None:
    from cryptography.hazmat.primitives import serialization as to

    key = to.load_pem_private_key(PEM["key"], None)
    hidden = key.private_bytes(to.Encoding.PEM, to.PrivateFormat.PKCS8, to.BestAvailableEncryption(b"x"))
    with pytest.raises(ValueError, match=r"^certificate and key: "):
        made(key=hidden)


def test_names_are_told_as_go_writes_them() -> None:
    names = (
        ("DNS", "A.test"),
        ("IP Address", "2001:DB8:0:0:0:0:0:1"),
        ("IP Address", "192.0.2.1"),
        ("URI", "spiffe://a/b"),
    )
    found = names_of({"subjectAltName": (*names, ("email", "a@b.test"), ("DirName", "x"), ("IP Address", "<invalid>"))})
    assert found == {"A.test", "2001:db8::1", "192.0.2.1", "spiffe://a/b", "a@b.test", "<invalid>"}
    assert names_of({}) == set()
