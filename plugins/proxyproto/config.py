"""What a Corefile says about proxyproto: from whom the PROXY protocol is taken. This version speaks it with nobody."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from corefile.addresses import parse_cidr
from corefile.arguments import each, every_occurrence, last, merged, negative, no_arguments
from corefile.options import Option, Options, Reader, atoi, exactly, parse_duration, quote, words

if TYPE_CHECKING:
    from pydns_host.block import Block

POLICIES = ("use", "ignore", "reject", "skip")


@dataclass(frozen=True, slots=True)
class Config:
    """Networks whose headers are used, and what becomes of those of others; None: all are used without networks.

    Clients behind a proxy are remembered over UDP for `session` nanoseconds (0: not), so many at most (0: no bound).
    """

    allowed: tuple[str, ...] = ()
    default: str | None = None
    session: int = 0
    sessions: int = 0


def _network(text: str) -> str:
    network = parse_cidr(text)
    if network is None:
        raise ValueError(f"{text}: invalid CIDR address: {text}")
    return str(network)


def _default(reader: Reader) -> str:
    policy = exactly(1)(reader)[0].value.lower()
    if policy not in POLICIES:
        text = f"Wrong argument count or unexpected line ending after '{reader.value}'"
        raise reader.error(text, hint=f"known here: {', '.join(POLICIES)}", code="CF211")
    return policy


def _tracking(reader: Reader) -> tuple[int, int]:
    args = words(1, 2)(reader)
    try:
        session = parse_duration(args[0].value)
    except ValueError as error:
        text = f"udp_session_tracking: invalid duration {quote(args[0].value)}: {error}"
        raise reader.error(text, args[0]) from None
    negative(reader, session, "the time to remember clients for")
    return session, _sessions(reader) if len(args) > 1 else 0


def _sessions(reader: Reader) -> int:
    """The number at the current word."""
    wrong = f"udp_session_tracking: invalid max sessions {quote(reader.value)}: must be a positive integer"
    try:
        sessions = atoi(reader.value)
    except ValueError:
        raise reader.error(wrong) from None
    if sessions <= 0:
        raise reader.error(wrong)
    return sessions


OPTIONS = Options(
    Option("allow", each(_network, least=0), "[NETWORK...]: whose headers are used"),
    Option("default", _default, "use, ignore, reject or skip: what becomes of the headers of others", single=True),
    Option("udp_session_tracking", _tracking, "DURATION [NUMBER]: remember clients over UDP", single=True),
    unknown="unknown option '{}'",
)


def parse(reader: Reader, block: Block) -> Config:
    """All occurrences make one."""
    found: dict[str, list[Any]] = {}
    for _ in every_occurrence(reader):
        no_arguments(reader)
        for option, values in OPTIONS.read_block(reader).items():
            found.setdefault(option, []).extend(values)
    return Config(merged(found, "allow"), last(found, "default", None), *last(found, "udp_session_tracking", (0, 0)))
