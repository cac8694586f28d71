"""The options of a `tls` without files: which names to get a certificate for, and from whom (RFC 8555).

No certificate is asked for here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from corefile.addresses import parse_ip, split_host_port
from corefile.arguments import last, value_of
from corefile.numbers import atoi, quote
from corefile.options import Option, Options, Read, Reader, words
from corefile.urls import parse_url
from corefile.zones import is_domain_name

if TYPE_CHECKING:
    from corefile.nodes import Word
    from pydns_host.block import Block

AUTHORITY = "https://acme-v02.api.letsencrypt.org/directory"
_STORAGE = ".coredns/acme"
_MAX_PORT = 65535


@dataclass(frozen=True, slots=True)
class Acme:
    """Names to get a certificate for, who signs it, where it is kept, and who is asked about challenges."""

    domains: tuple[str, ...] = ()
    email: str = ""
    authority: str = AUTHORITY
    storage: str = _STORAGE
    authority_root: str = ""
    resolver: str = ""


def _label_of(domain: str) -> str:
    """The name as it is asked of the authority; raises ValueError in the reference's words.

    Of labels that are not ASCII the authority is left to say what it thinks (RFC 5892 has the rules).
    """
    name = domain.removesuffix(".").lower()
    bare = name.removeprefix("*.")
    invalid = f"invalid ACME domain {quote(name)}"
    if not bare or "*" in bare or parse_ip(bare) is not None:
        raise ValueError(invalid)
    for char in bare:
        if char.isascii() and not char.isalnum() and char not in "-.":
            raise ValueError(f"{invalid}: idna: disallowed rune U+{ord(char):04X}")
    for label in bare.split("."):
        if label.startswith("-") or label.endswith("-") or (label[2:4] == "--" and not label.startswith("xn--")):
            raise ValueError(f"{invalid}: idna: invalid label {quote(label)}")
    if not is_domain_name(bare):
        raise ValueError(invalid)
    return name


def _authority(text: str) -> str:
    try:
        url = parse_url(text)
        fit = url.scheme in ("http", "https") and bool(url.host)
    except ValueError:
        fit = False
    if not fit:
        raise ValueError(f"invalid ACME CA URL {quote(text)}")
    return text


def _resolver(text: str) -> str:
    invalid = f"invalid ACME resolver {quote(text)}"
    try:
        host, port = split_host_port(text)
    except ValueError as error:
        raise ValueError(f"{invalid}: {error}") from None
    if not host:
        raise ValueError(f"{invalid}: host is empty")
    try:
        fit = 1 <= atoi(port) <= _MAX_PORT
    except ValueError:
        fit = False
    if not fit:
        raise ValueError(f"invalid ACME resolver port {quote(port)}")
    return text


def _one(reader: Reader) -> Word:
    return words(1, 1)(reader)[0]


def _option(name: str, read: Read, help: str) -> Option:
    return Option(name, read, help, again=f'ACME option "{name}" can only be specified once')


OPTIONS = Options(
    _option("acme", words(1), "DOMAIN...: the names of the certificate"),
    _option("email", _one, "ADDRESS: whom the authority may write to"),
    _option("ca", _one, "URL: the authority"),
    _option("ca_root", _one, "FILE: certificates that the authority's own is checked with"),
    _option("storage", _one, "FOLDER: where certificates and keys are kept"),
    _option("resolver", _one, "HOST:PORT: who is asked whether a challenge can be seen"),
    unknown="unknown ACME option {quoted}",
)


def read_acme(reader: Reader, begins: Word, block: Block) -> Acme:
    """The block of one `tls`; mistakes are recorded."""
    known = len(reader.diagnostics)
    options = OPTIONS.read_block(reader)
    if "acme" not in options:
        if not reader.mistaken(known):
            hint = "write tls CERT KEY, or a block with acme DOMAIN"
            reader.record(reader.error("ACME requires at least one domain", begins, hint, code="CF211"))
        return Acme()

    def text(name: str, default: str, convert: Callable[[str], str] = str) -> str:
        word = last(options, name, None)
        if word is None or (name == "resolver" and not word.value):
            return default
        with reader.recovering():
            return str(value_of(reader, word, convert))
        return default

    domains = []
    for word in options["acme"][-1]:
        with reader.recovering():
            domains.append(value_of(reader, word, _label_of))
    return Acme(
        tuple(sorted(set(domains))),
        text("email", ""),
        text("ca", AUTHORITY, _authority),
        block.path(text("storage", _STORAGE)),
        block.path(text("ca_root", "")),
        text("resolver", "", _resolver),
    )
