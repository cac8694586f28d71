"""What a Corefile says about tls: the certificate of a server block's listeners, or how to come by one (`acme`).

No file is read here, and this version has no listener that needs one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from corefile.arguments import CONTRADICTION, argument, every_occurrence, last, one_word_of
from corefile.options import Option, Options, Reader, quote
from pydns_host.plugins.tls.acme import Acme, read_acme

if TYPE_CHECKING:
    from corefile.nodes import Word
    from pydns_host.block import Block

CLIENTS = ("nocert", "request", "require", "verify_if_given", "require_and_verify")


@dataclass(frozen=True, slots=True)
class Config:
    """The files of a certificate, its key and a CA ("": the system's), and what is asked of clients.

    With `acme` the certificate is had from a certificate authority instead, and there are no files.
    """

    certificate: str = ""
    key: str = ""
    authority: str = ""
    client_auth: str = "nocert"
    keylog: str = ""
    acme: Acme | None = None


OPTIONS = Options(
    Option(
        "client_auth",
        argument(one_word_of(*CLIENTS, wrong="unknown authentication type '{}'")),
        f"{', '.join(CLIENTS)}: what is asked of clients",
        single=True,
    ),
    Option("keylog", argument(), "FILE: where session keys are written, for debugging", single=True),
    unknown="unknown option '{}'",
)


def parse(reader: Reader, block: Block) -> Config | None:
    """All occurrences are checked; the last one counts."""
    config = None
    for begins in every_occurrence(reader, replaces=True):
        args = reader.remaining_args()
        config = _files(reader, args, block) if args else Config(acme=_acme(reader, begins, block))
    return config


def _acme(reader: Reader, begins: Word, block: Block) -> Acme:
    """A name has its certificate from one place, whichever server block asks for it."""
    acme = read_acme(reader, begins, block)
    owners: dict[str, Acme] = block.shared.setdefault("acme", {})
    for domain in acme.domains:
        if owners.setdefault(domain, acme) != acme:
            text = f"ACME domain {quote(domain)} is configured with conflicting options"
            reader.record(reader.error(text, begins))
    return acme


def _files(reader: Reader, args: list[Word], block: Block) -> Config:
    if len(args) not in (2, 3):
        text = f"plugin/tls: plugin/tls: Wrong argument count or unexpected line ending after '{args[-1].value}'"
        hint = "write tls CERT KEY [CA]"  # the reference says the plugin's name twice here
        reader.record(reader.error(text, args[-1], hint, code="CF211"))
    options = OPTIONS.read_block(reader)
    certificate, key, authority = ([block.path(word.value) for word in args] + ["", "", ""])[:3]
    client_auth = last(options, "client_auth", "nocert")
    if "verify" in client_auth and not authority:
        text = f"client_auth {client_auth} has no CA to verify clients with: the system's are taken"
        reader.warn(text, args[-1], "name one behind the key", code=CONTRADICTION)
    keylog = last(options, "keylog", "")
    return Config(certificate, key, authority, client_auth, block.path(keylog) if keylog else "")
