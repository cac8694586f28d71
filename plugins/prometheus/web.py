"""What `tls FILE` names: a web configuration as Prometheus' own tools have it, in YAML, as a context for TLS.

Of its settings those for TLS are served here; one that would be left out is an error, never passed over.
"""

from __future__ import annotations

import ssl
from pathlib import Path
from typing import Any

import yaml

from pydns_host.errors import StartError

_SECTIONS = ("tls_server_config", "http_server_config", "basic_auth_users", "rate_limit")
_CLIENTS = {
    "": ssl.CERT_NONE,
    "NoClientCert": ssl.CERT_NONE,
    "VerifyClientCertIfGiven": ssl.CERT_OPTIONAL,
    "RequireAndVerifyClientCert": ssl.CERT_REQUIRED,
}
_VERSIONS = {"TLS12": ssl.TLSVersion.TLSv1_2, "TLS13": ssl.TLSVersion.TLSv1_3}
_FILES = ("cert_file", "key_file", "client_ca_file")
_SETTINGS = {*_FILES, "client_auth_type", "min_version", "max_version", "prefer_server_cipher_suites"}


def server_context(file: str) -> ssl.SSLContext | None:
    """The context that a file asks for, TLS 1.2 at least; None where it asks for none. Paths are relative to the file.

    Raises `StartError` for a file that cannot be read, and for settings that this version does not serve.
    """
    path = Path(file)
    try:
        found = yaml.safe_load(path.read_bytes())
    except OSError as error:
        raise StartError(f"open {file}: {(error.strerror or str(error)).lower()}") from None
    except (yaml.YAMLError, UnicodeError) as error:
        raise StartError(f"{file}: {' '.join(str(error).split())}") from None
    whole = _mapping(found, file, _SECTIONS)
    for section in _SECTIONS[1:]:
        served = section == "http_server_config" and set(whole.get(section) or {}) <= {"http2"}
        if whole.get(section) and not served:
            raise StartError(f"{file}: {section} is not served in this version")
    settings = _mapping(whole.get("tls_server_config"), file, _SETTINGS)
    return _context(settings, path) if settings else None


def _mapping(found: Any, file: str, known: tuple[str, ...] | set[str]) -> dict[str, Any]:
    if found is None:
        return {}
    if not isinstance(found, dict):
        raise StartError(f"{file}: not a mapping")
    for name in found:
        if name not in known:
            raise StartError(f"{file}: {name} is unknown, or not served in this version")
    return found


def _context(settings: dict[str, Any], path: Path) -> ssl.SSLContext:
    certificate, key, authority = (_joined(path, settings.get(name)) for name in _FILES)
    if not certificate or not key:
        raise StartError(f"{path}: missing {'cert_file' if not certificate else 'key_file'}")
    clients = _one_of(_CLIENTS, settings.get("client_auth_type") or "", path)
    if authority and clients is ssl.CERT_NONE:
        raise StartError(f"{path}: client_ca_file without a client_auth_type that verifies")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = _one_of(_VERSIONS, settings.get("min_version") or "TLS12", path)
    context.maximum_version = _one_of(_VERSIONS, settings.get("max_version") or "TLS13", path)
    context.set_alpn_protocols(["http/1.1"])
    try:
        context.load_cert_chain(certificate, key)
        if authority:
            context.load_verify_locations(authority)
    except OSError as error:  # ssl.SSLError is one
        raise StartError(f"{path}: {error}") from None
    context.verify_mode = clients
    return context


def _joined(path: Path, name: object) -> str:
    return str(path.parent / str(name)) if name else ""


def _one_of(table: dict[str, Any], name: object, path: Path) -> Any:
    try:
        return table[str(name)]
    except KeyError:
        raise StartError(f"{path}: {name} is unknown, or not served in this version") from None
