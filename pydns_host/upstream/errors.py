"""What can go wrong between this host and an upstream, worded as Go words it, since Corefiles match on that text.

Which error means what for a query is the asker's business.
"""

from __future__ import annotations

import errno
import os
import ssl

from pydns_host.errors import PydnsHostError
from pydns_host.upstream.address import Address

# Texts that differ between C libraries; the others are strerror's, whose first letter Go writes small.
_TEXTS = {
    errno.ECONNREFUSED: "connection refused",
    errno.ECONNRESET: "connection reset by peer",
    errno.EPIPE: "broken pipe",
    errno.ENETUNREACH: "network is unreachable",
    errno.EHOSTUNREACH: "no route to host",
    errno.EADDRNOTAVAIL: "cannot assign requested address",
    errno.EAGAIN: "resource temporarily unavailable",
}
_EXPIRED, _NOT_YET, _NAME, _ADDRESS = 10, 9, 62, 64  # X509_V_ERR_...


class UpstreamError(PydnsHostError):
    """An upstream gave no answer; its text is what the errors plugin logs."""


def failed(operation: str, network: str, ends: tuple[str, str], error: OSError) -> UpstreamError:
    """An error of a socket call; `ends` are the local and the remote end, "" for a local one that is not known.

    The system call's name stands where Go has it: `read udp 10.7.0.1:41234->10.8.0.1:53: read: connection refused`.
    """
    call = {"dial": "connect", "read": "read", "write": "write"}[operation]
    if error.errno in (errno.EMFILE, errno.ENFILE):
        call = "socket"
    elif error.errno in (errno.EADDRNOTAVAIL, errno.EADDRINUSE, errno.EACCES):
        call = "bind"
    return UpstreamError(f"{_where(operation, network, ends)}: {call}: {reason(error)}")


def timed_out(operation: str, network: str, ends: tuple[str, str]) -> UpstreamError:
    """Nothing came in time: `read udp 10.7.0.1:41234->10.8.0.1:53: i/o timeout`."""
    return UpstreamError(f"{_where(operation, network, ends)}: i/o timeout")


def end_of_file(midway: bool = False) -> UpstreamError:
    """The other side closed the connection before it answered, or `midway` through its answer."""
    return UpstreamError("unexpected EOF" if midway else "EOF")


def stopped() -> UpstreamError:
    """This side was stopped while the query was on its way."""
    return UpstreamError("proxy: transport stopped")


def _where(operation: str, network: str, ends: tuple[str, str]) -> str:
    local, remote = ends
    return f"{operation} {network} {local}->{remote}" if local else f"{operation} {network} {remote}"


def reason(error: OSError) -> str:
    """What the operating system says, as Go spells it."""
    if error.errno is None:
        return str(error)
    text = _TEXTS.get(error.errno) or os.strerror(error.errno)
    return text[:1].lower() + text[1:]


def tls_failed(error: ssl.SSLError, address: Address, name: str) -> UpstreamError:
    """What TLS did not like; `name` is what the certificate should have been for."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return UpstreamError(f"tls: failed to verify certificate: x509: {_certificate(error, address, name)}")
    if error.reason in ("WRONG_VERSION_NUMBER", "RECORD_LAYER_FAILURE", "PACKET_LENGTH_TOO_LONG"):
        return UpstreamError("tls: first record does not look like a TLS handshake")
    said = (error.reason or "handshake failure").lower().replace("_", " ")
    return UpstreamError(f"remote error: tls: {said}" if "alert" in said else f"tls: {said}")


def _certificate(error: ssl.SSLCertVerificationError, address: Address, name: str) -> str:
    if error.verify_code in (_EXPIRED, _NOT_YET):
        return "certificate has expired or is not yet valid"
    if error.verify_code == _ADDRESS:
        return f"cannot validate certificate for {address.host}: it is not for that IP address"
    if error.verify_code == _NAME:
        return f"certificate is valid for other names, not {name}"
    return "certificate signed by unknown authority"
