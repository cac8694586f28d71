"""What a Corefile says about route53: zones of AWS Route 53, and the credentials to read them with.

This version checks it and asks no cloud.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from corefile.arguments import every_occurrence, fallthrough, last, unread, without_effect
from corefile.options import Option, Options, Reader, atoi, one, parse_duration, quote

if TYPE_CHECKING:
    from corefile.nodes import Word
    from pydns_host.block import Block

MINUTE = 60_000_000_000  # nanoseconds


@dataclass(frozen=True, slots=True)
class Config:
    """One `route53`: names of zones with their IDs there, and who asks how often (in nanoseconds).

    `profile` is one of the AWS configuration, in `file` where it is given; the secret of an access key is not shown.
    """

    zones: tuple[tuple[str, str], ...]
    access_key: str = ""
    secret: str = field(default="", repr=False)
    endpoint: str = ""
    profile: str = ""
    file: str = ""
    refresh: int = MINUTE
    fallthrough: tuple[str, ...] = ()


def _access_key(reader: Reader) -> tuple[str, str]:
    args = reader.remaining_args()
    if len(args) < 2:
        raise reader.error(f"invalid access key: '[{' '.join(word.value for word in args)}]'", code="CF211")
    unread(reader, args[2:], "aws_access_key takes an ID and a secret")
    text = "aws_access_key puts a secret into the Corefile, and is deprecated"
    reader.warn(text, args[1], "use credentials, or the environment", code="CF903")
    return args[0].value, args[1].value


def _credentials(reader: Reader) -> tuple[str, str]:
    profile = one()(reader)
    return profile, reader.value if reader.next_arg() else ""


def _refresh(reader: Reader) -> int:
    text: str = one()(reader)
    try:
        atoi(text)
        text = f"{text}s"
    except ValueError:
        pass  # a duration says its unit itself
    try:
        interval = parse_duration(text)
    except ValueError as error:
        raise reader.error(f"Unable to parse duration: {error}") from None
    if interval <= 0:
        raise reader.error(f"refresh interval must be greater than 0: {quote(text)}")
    return interval


OPTIONS = Options(
    Option("aws_access_key", _access_key, "ID SECRET: who asks", single=True),
    Option("aws_endpoint", one(), "URL: whom to ask", single=True),
    Option("credentials", _credentials, "PROFILE [FILE]: who asks, as in AWS's shared configuration", single=True),
    Option("refresh", _refresh, "DURATION: read the zones so often; a bare number is seconds", single=True),
    Option("fallthrough", fallthrough, "[ZONE...]: pass questions without an answer on", single=True),
    Option("upstream", without_effect("names outside the zones are always looked up in this server"), "does nothing"),
    unknown="unknown property {quoted}",
)


def parse(reader: Reader, block: Block) -> list[Config]:
    """Every occurrence is a link of its own."""
    found = []
    for _ in every_occurrence(reader):
        zones = _zones(reader, reader.remaining_args())
        options = OPTIONS.read_block(reader)
        access_key, secret = last(options, "aws_access_key", ("", ""))
        profile, file = last(options, "credentials", ("", ""))
        endpoint, refresh = last(options, "aws_endpoint", ""), last(options, "refresh", MINUTE)
        through = last(options, "fallthrough", ())
        found.append(Config(zones, access_key, secret, endpoint, profile, file, refresh, through))
    return found


def _zones(reader: Reader, args: list[Word]) -> tuple[tuple[str, str], ...]:
    zones: dict[str, tuple[str, str]] = {}
    for word in args:
        name, _, hosted_zone = word.value.partition(":")
        if not name or not hosted_zone:
            reader.record(reader.error(f"invalid zone {quote(word.value)}", word, "write ZONE:HOSTED_ZONE_ID"))
        elif word.value in zones:
            reader.record(reader.error(f"conflict zone {quote(word.value)}", word))
        else:
            zones[word.value] = (name, hosted_zone)
    return tuple(zones.values())
