"""TLS contexts for asking upstreams, made from the files that a Corefile names.

Handshakes and what goes wrong in them are `dial`'s and `errors`' business.
"""

from __future__ import annotations

import ssl
from collections.abc import Sequence

from pydns_host.errors import StartError


def client_context(
    certificate: str = "", key: str = "", authorities: str = "", alpn: Sequence[str] = ()
) -> ssl.SSLContext:
    """A context that checks the upstream's certificate; TLS 1.2 at least, as in the reference.

    `certificate` and `key` are files that show this client's own identity, `authorities` a file of those trusted
    (else the system's are), `alpn` the protocols to agree on. Raises `StartError` naming the file that is missing
    or of no use.
    """
    context = ssl.create_default_context()
    if authorities:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        _load_authorities(context, authorities)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    if alpn:
        context.set_alpn_protocols(list(alpn))
    if certificate:
        _load_pair(context, certificate, key)
    return context


def _load_authorities(context: ssl.SSLContext, file: str) -> None:
    try:
        context.load_verify_locations(file)
    except ssl.SSLError:
        raise StartError(f"could not read root certs: no certificate in {file}") from None
    except OSError as error:
        raise StartError(f"error reading {file}: open {file}: {_reason(error)}") from None


def _load_pair(context: ssl.SSLContext, certificate: str, key: str) -> None:
    for file in (certificate, key):
        try:
            with open(file, "rb"):
                pass
        except OSError as error:
            raise StartError(f"could not load TLS cert: open {file}: {_reason(error)}") from None
    try:
        context.load_cert_chain(certificate, key)
    except ssl.SSLError as error:
        raise StartError(f"could not load TLS cert: {_fault(error, certificate, key)}") from None


def _fault(error: ssl.SSLError, certificate: str, key: str) -> str:
    if error.reason == "KEY_VALUES_MISMATCH":
        return "tls: private key does not match public key"
    return f"tls: no certificate in {certificate} or no private key in {key}"


def _reason(error: OSError) -> str:
    text = error.strerror or str(error)
    return text[:1].lower() + text[1:]
