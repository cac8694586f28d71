"""The settings of TLS as a context of Python's: certificates, who may connect, versions, ciphers and curves.

Where they stand is `web`'s business. One that Python cannot keep is an error, never passed over.
"""

from __future__ import annotations

import ipaddress
import os
import ssl
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

_CLIENTS = {
    "": ssl.CERT_NONE,
    "NoClientCert": ssl.CERT_NONE,
    "RequestClientCert": ssl.CERT_NONE,  # what is not verified decides nothing: it is not asked for
    "VerifyClientCertIfGiven": ssl.CERT_OPTIONAL,
    "RequireAndVerifyClientCert": ssl.CERT_REQUIRED,
}
_UNVERIFIED = ("RequireAnyClientCert", "RequireClientCert")
_VERSIONS = {
    "TLS10": ssl.TLSVersion.TLSv1_2,  # RFC 8996: never use what is older
    "TLS11": ssl.TLSVersion.TLSv1_2,
    "TLS12": ssl.TLSVersion.TLSv1_2,
    "TLS13": ssl.TLSVersion.TLSv1_3,
}
_CURVES = {"CurveP256": "prime256v1", "CurveP384": "secp384r1", "CurveP521": "secp521r1", "X25519": "X25519"}
_TLS13 = ("TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256")  # these are always there
_SUITES = {
    f"TLS_ECDHE_{kind}_WITH_{name}": f"ECDHE-{kind}-{known}"
    for kind in ("ECDSA", "RSA")
    for name, known in (
        ("AES_128_CBC_SHA", "AES128-SHA"),
        ("AES_256_CBC_SHA", "AES256-SHA"),
        ("AES_128_GCM_SHA256", "AES128-GCM-SHA256"),
        ("AES_256_GCM_SHA384", "AES256-GCM-SHA384"),
        ("CHACHA20_POLY1305_SHA256", "CHACHA20-POLY1305"),
    )
} | dict.fromkeys(_TLS13, "")
Settings = Mapping[str, Any]


def context(settings: Settings) -> ssl.SSLContext:
    """The context that settings ask for, TLS 1.2 at least; raises ValueError for what cannot be kept."""
    for setting in ("cert", "key"):
        if not settings.get(setting):
            raise ValueError(f"missing one of {setting} or {setting}_file")
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    made.set_alpn_protocols(["http/1.1"])
    _set_versions(made, settings)
    _set_suites(made, settings.get("cipher_suites", []))
    _set_curve(made, settings.get("curve_preferences", []))
    with _told("certificate and key"), _file(settings["cert"]) as certificate, _file(settings["key"]) as key:
        made.load_cert_chain(certificate, key, password="")  # not to be asked for at a terminal
    _set_clients(made, settings)
    return made


def _one_of(table: Mapping[str, Any], name: str, kind: str) -> Any:
    try:
        return table[name]
    except KeyError:
        raise ValueError(f"unknown {kind}: {name}") from None


def _set_versions(made: ssl.SSLContext, settings: Settings) -> None:
    least, most = settings.get("min_version", "TLS12"), settings.get("max_version", "TLS13")
    made.minimum_version = _one_of(_VERSIONS, least, "TLS version")
    made.maximum_version = _one_of(_VERSIONS, most, "TLS version")
    if most in ("TLS10", "TLS11"):
        raise ValueError(f"max_version {most} is not served: TLS 1.2 is the oldest that is (RFC 8996)")
    if made.minimum_version > made.maximum_version:
        raise ValueError(f"min_version {least} is above max_version {most}")


def _set_suites(made: ssl.SSLContext, names: Sequence[str]) -> None:
    """Those for TLS 1.2; the ones of TLS 1.3 are not chosen among, as in the reference."""
    if not names:
        return
    suites = [suite for suite in (_one_of(_SUITES, name, "cipher") for name in names) if suite]
    if suites:
        with _told("cipher_suites"):
            made.set_ciphers(":".join(suites))
    elif made.maximum_version < ssl.TLSVersion.TLSv1_3:
        raise ValueError("cipher_suites has none for TLS 1.2")
    else:
        made.minimum_version = ssl.TLSVersion.TLSv1_3


def _set_curve(made: ssl.SSLContext, names: Sequence[str]) -> None:
    """One of the curves: Python takes no list. Of several P-256, since every client has it (RFC 8446 section 9.1).

    Else the first that can be set: older versions of Python do not know X25519 by its name.
    """
    curves = [_one_of(_CURVES, name, "curve") for name in names]
    for curve in sorted(curves, key=lambda curve: curve != "prime256v1"):
        try:
            made.set_ecdh_curve(curve)
        except (ssl.SSLError, ValueError):
            continue
        return
    if curves:
        raise ValueError(f"curve_preferences: this version of Python can set none of {', '.join(names)}")


def _set_clients(made: ssl.SSLContext, settings: Settings) -> None:
    policy, authorities = settings.get("client_auth_type", ""), settings.get("client_ca", b"")
    if policy in _UNVERIFIED or (policy == "RequestClientCert" and "client_allowed_sans" in settings):
        raise ValueError(f"client_auth_type {policy} cannot be served: use RequireAndVerifyClientCert, which verifies")
    made.verify_mode = _one_of(_CLIENTS, policy, "client_auth_type")
    if authorities and policy in ("", "NoClientCert"):
        raise ValueError("client_ca is there without a client_auth_type")
    if made.verify_mode is ssl.CERT_NONE:
        return
    if authorities:
        with _told("client_ca"):
            made.load_verify_locations(cadata=authorities.decode("ascii", "ignore"))
    else:
        made.load_default_certs(ssl.Purpose.CLIENT_AUTH)  # the system's, as in the reference


@contextmanager
def _file(octets: bytes) -> Iterator[str]:
    """A path under which octets can be read that are in memory alone, since keys have no business on a disk."""
    descriptor = os.memfd_create("pem")
    try:
        with open(descriptor, "wb", closefd=False) as file:
            file.write(octets)
        yield f"/proc/self/fd/{descriptor}"
    finally:
        os.close(descriptor)


@contextmanager
def _told(what: str) -> Iterator[None]:
    try:
        yield
    except ssl.SSLError as error:
        raise ValueError(f"{what}: {(error.reason or str(error)).lower().replace('_', ' ')}") from None
    except (OSError, ValueError) as error:
        raise ValueError(f"{what}: {error}") from None


def names_of(certificate: Mapping[str, Any]) -> set[str]:
    """The subject's alternative names, as Go writes them."""
    read: dict[str, Callable[[str], str]] = {"DNS": str, "email": str, "URI": str, "IP Address": _address}
    return {read[kind](name) for kind, name in certificate.get("subjectAltName", ()) if kind in read}


def _address(text: str) -> str:
    try:
        return ipaddress.ip_address(text.strip()).compressed
    except ValueError:
        return text
