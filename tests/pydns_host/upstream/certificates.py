"""Certificates for tests, made anew by a certificate authority that nobody else trusts.

Only contexts and files are made; nothing is asserted here.
"""

from __future__ import annotations

import datetime
import ssl
from pathlib import Path

import trustme

AUTHORITY = trustme.CA()


def server_context(*names: str, alpn: str = "", expired: bool = False, client: bool = False) -> ssl.SSLContext:
    """What a server for these names shows; with `client`, it wants to see the client's certificate too."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    end = datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC) if expired else None
    AUTHORITY.issue_cert(*names, not_after=end).configure_cert(context)
    if alpn:
        context.set_alpn_protocols([alpn])
    if client:
        AUTHORITY.configure_trust(context)
        context.verify_mode = ssl.CERT_REQUIRED
    return context


def authority_file(folder: Path) -> str:
    """A file with the authority's certificate."""
    file = folder / "ca.pem"
    AUTHORITY.cert_pem.write_to_path(str(file))
    return str(file)


def client_files(folder: Path, name: str = "client.example") -> tuple[str, str]:
    """Files with a client's certificate and its key."""
    issued = AUTHORITY.issue_cert(name)
    certificate, key = folder / f"{name}.pem", folder / f"{name}.key"
    issued.cert_chain_pems[0].write_to_path(str(certificate))
    issued.private_key_pem.write_to_path(str(key))
    return str(certificate), str(key)
