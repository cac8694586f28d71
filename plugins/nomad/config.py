"""What a Corefile says about nomad: the zone of a Nomad cluster's services, and where the cluster is.

This version checks it and asks no cluster.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from corefile.arguments import first_occurrence, last, merged, unread, value_of, within
from corefile.options import Option, Options, Read, Reader, atoi
from corefile.urls import parse_url

if TYPE_CHECKING:
    from corefile.nodes import Word
    from pydns_host.block import Block

DEFAULT_ZONE = "service.nomad"


@dataclass(frozen=True, slots=True)
class Config:
    """The zone, the servers' URLs (none: those of the environment), what services to show, and answers' TTL.

    The token is not shown.
    """

    zone: str = DEFAULT_ZONE
    addresses: tuple[str, ...] = ()
    filter: str = ""
    token: str = field(default="", repr=False)
    ttl: int = 30


def _address(text: str) -> str:
    try:
        parse_url(text)
    except ValueError as error:  # the reference says the plugin's name twice here
        raise ValueError(f"plugin/nomad: plugin/nomad: invalid address '{text}': {error}") from None
    return text


def _addresses(reader: Reader) -> tuple[str, ...]:
    args = reader.remaining_args()
    if not args:
        raise reader.error("at least one address is required", code="CF211")
    return tuple(value_of(reader, word, _address) for word in args)


def _exactly_one(what: str) -> Read:
    def read(reader: Reader) -> Word:
        args = reader.remaining_args()
        if len(args) != 1:
            raise reader.error(f"exactly one {what} is required", code="CF211")
        return args[0]

    return read


def _ttl(reader: Reader) -> int:
    seconds = within(atoi, 0, 3600, wrong="ttl must be in range [0, 3600]: {}")
    word = _exactly_one("ttl value")(reader)
    ttl: int = value_of(reader, word, seconds, "error parsing ttl: {error}")
    return ttl


OPTIONS = Options(
    Option("address", _addresses, "URL...: the cluster's servers"),
    Option("filter", _exactly_one("filter"), "EXPRESSION: which services to show", single=True),
    Option("token", _exactly_one("token"), "TOKEN: who asks", single=True),
    Option("ttl", _ttl, "SECONDS: how long answers may be cached", single=True),
    any_case=True,
)


def parse(reader: Reader, block: Block) -> Config:
    """The first occurrence in a server block; no other is read."""
    config = Config()
    for _ in first_occurrence(reader):
        args = reader.remaining_args()
        unread(reader, args[1:], "nomad serves one zone")
        options = OPTIONS.read_block(reader)
        chosen, token = (options[name][-1].value if name in options else "" for name in ("filter", "token"))
        zone = args[0].value if args else DEFAULT_ZONE
        config = Config(zone, merged(options, "address"), chosen, token, last(options, "ttl", 30))
    return config
