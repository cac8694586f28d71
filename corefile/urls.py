"""URLs as Go's net/url reads them from text: what it refuses, in its words, and the parts that plugins look at.

Nothing is fetched here, and a URL is never put together again.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from corefile.addresses import parse_ip
from corefile.numbers import quote

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_USER = re.compile(r"[A-Za-z0-9._:~!$&'()*+,;=%@-]*")
_PORT = re.compile(r"(:[0-9]*)?")
_ESCAPE = re.compile(r"%[0-9a-fA-F]{2}")
_HOST_CHARACTERS = frozenset("!$&'()*+,;=:[]<>\"-._~%")  # what may stand in a host as it is, beside letters


@dataclass(frozen=True, slots=True)
class Url:
    """The parts of a URL: `host` with its port, both as they are written; a scheme is in lower case."""

    scheme: str
    host: str
    path: str


def parse_url(text: str) -> Url:
    """What url.Parse makes of a text; raises ValueError in Go's words (`parse "...": ...`)."""
    before, _, fragment = text.partition("#")
    try:
        url = _parse(before)
    except ValueError as error:
        raise ValueError(f"parse {quote(before)}: {error}") from None
    try:
        _unescape(fragment)
    except ValueError as error:
        raise ValueError(f"parse {quote(text)}: {error}") from None
    return url


def _parse(text: str) -> Url:
    if any(char < " " or char == "\x7f" for char in text):
        raise ValueError("net/url: invalid control character in URL")
    if text.startswith(":"):
        raise ValueError("missing protocol scheme")
    found = _SCHEME.match(text)
    scheme = found[0][:-1].lower() if found else ""
    rest = text[found.end() :] if found else text
    rest = rest.partition("?")[0]
    if not rest.startswith("/"):
        if scheme:
            return Url(scheme, "", "")
        if ":" in rest.partition("/")[0]:
            raise ValueError("first path segment in URL cannot contain colon")
    host = ""
    if rest.startswith("//") and (scheme or not rest.startswith("///")):
        authority, slash, path = rest[2:].partition("/")
        host, rest = _authority(scheme, authority), slash + path
    _unescape(rest)
    return Url(scheme, host, rest)


def _authority(scheme: str, text: str) -> str:
    user, at, host = text.rpartition("@")
    _check_host(scheme, host)
    if at:
        if not _USER.fullmatch(user):
            raise ValueError("net/url: invalid userinfo")
        _unescape(user)
    return host


def _check_host(scheme: str, host: str) -> None:
    if host.startswith("[") and host.rfind("[") == 0:
        _check_literal(host)
        return
    if "[" in host:
        raise ValueError("invalid IP-literal")
    colon = host.find(":") if scheme in ("http", "https") else host.rfind(":")
    if colon >= 0 and not _PORT.fullmatch(host[colon:]):
        raise ValueError(f"invalid port {quote(host[colon:])} after host")
    _unescape(host, in_host=True)


def _check_literal(host: str) -> None:
    """An address in brackets (RFC 3986 section 3.2.2), which may have a scope (RFC 6874)."""
    end = host.rfind("]")
    if end < 0:
        raise ValueError("missing ']' in host")
    if not _PORT.fullmatch(host[end + 1 :]):
        raise ValueError(f"invalid port {quote(host[end + 1 :])} after host")
    inside, _, _ = host[1:end].partition("%25")
    _unescape(inside, in_host=True)
    address = parse_ip(inside)
    if address is None:
        raise ValueError(f"invalid host: ParseAddr({quote(inside)}): unable to parse IP")
    if ":" not in inside:
        raise ValueError("invalid IP-literal")


def _unescape(text: str, in_host: bool = False) -> None:
    """Raise ValueError for a percent sign, or in a host a character, that may not stand there."""
    for index, char in enumerate(text):
        if char == "%":
            found = _ESCAPE.match(text, index)
            # In a host only octets beyond ASCII may be escaped (RFC 3986 section 3.2.2), and the sign itself.
            if not found or (in_host and int(found[0][1], 16) < 8 and found[0] != "%25"):
                raise ValueError(f"invalid URL escape {quote(text[index : index + 3])}")
        elif in_host and char.isascii() and not char.isalnum() and char not in _HOST_CHARACTERS:
            raise ValueError(f"invalid character {quote(char)} in host name")
