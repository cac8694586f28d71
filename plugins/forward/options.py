"""The options of forward, as a table: what each takes, and the reference's words when it does not.

What they amount to together is `config`'s business.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from typing import Any

from corefile.addresses import parse_ip
from corefile.nodes import Word
from corefile.options import (
    Option,
    Options,
    Reader,
    choice,
    duration,
    flag,
    integer,
    one,
    parse_duration,
    words,
    zones,
)
from corefile.zones import is_domain_name, normalize
from pydns_host import names
from pydns_host.mnemonics import RCODES
from pydns_host.plugins.forward.targets import Target, split_host_port

_RCODES = {name: rcode for rcode, name in RCODES.items()} | {"NOTIMPL": 4}
_NOERROR = 0
_DNS_PORT = "53"


@dataclass(frozen=True, slots=True)
class HealthCheck:
    """How upstreams are checked: seconds between checks, the RD bit, the name that is asked for (wire form)."""

    interval: float = 0.5
    recursion: bool = True
    name: bytes = names.ROOT


def last(options: dict[str, list[Any]], name: str, default: Any) -> Any:
    """What an option was said to be the last time."""
    return options[name][-1] if name in options else default


def merged(options: dict[str, list[Any]], name: str) -> list[Any]:
    """The values of an option whose occurrences add up."""
    return list(chain.from_iterable(options.get(name, [])))


def _health_check(reader: Reader) -> HealthCheck:
    nanoseconds = _duration_in_numbers(reader)
    recursion, name = True, names.ROOT
    while reader.next_arg():
        if reader.value == "no_rec":
            recursion = False
        elif reader.value == "domain":
            if not reader.next_arg():
                raise reader.arg_error()
            name = _domain(reader)
        else:
            raise reader.error(f"health_check: unknown option {reader.value}", hint="known here: no_rec, domain NAME")
    return HealthCheck(nanoseconds / 1e9, recursion, name)


def _domain(reader: Reader) -> bytes:
    """The name at the current word; one that cannot be asked for is the root, with a warning."""
    if not is_domain_name(reader.value):
        raise reader.error(f"health_check: invalid domain name {reader.value}")
    try:
        return names.from_text(normalize(reader.value))
    except names.BadName:
        reader.warn(f"'{reader.value}' cannot be asked for: '.' is", code="CF302")
        return names.ROOT


def _duration_in_numbers(reader: Reader) -> int:
    """A duration whose complaint shows nanoseconds; the reference formats this one as a bare number."""
    if not reader.next_arg():
        raise reader.arg_error()
    try:
        nanoseconds = parse_duration(reader.value)
    except ValueError as error:
        raise reader.error(str(error)) from None
    if nanoseconds < 0:
        raise reader.error(f"health_check can't be negative: {nanoseconds}")
    return nanoseconds


def _max_age(reader: Reader) -> tuple[int, Word]:
    return duration(0, wrong="max_age can't be negative: {}")(reader), reader.word


def _max_concurrent(reader: Reader) -> tuple[int, str]:
    return integer(0, wrong="max_concurrent can't be negative: {}")(reader), reader.value


def _rcodes(reader: Reader) -> list[int]:
    found = []
    for word in words(1)(reader):
        rcode = _RCODES.get(word.value.upper())
        if rcode is None:
            reader.record(reader.error(f"{word.value} is not a valid rcode", word))
        else:
            found.append(rcode)
    return found


def _failover(reader: Reader) -> list[int]:
    found = _rcodes(reader)
    if _NOERROR in found:
        raise reader.error("NoError cannot be used in failover")
    return found


def _resolvers(reader: Reader) -> tuple[Target, ...]:
    found = []
    for word in words(1)(reader):
        host, port = split_host_port(word.value) or (word.value, _DNS_PORT)
        if parse_ip(host) is None:
            raise reader.error(f'resolver must be an IP address or IP:port: "{word.value}"', word)
        found.append(Target(host, port))
    return tuple(found)


def _source(reader: Reader) -> str:
    address: str = one()(reader)
    if parse_ip(address) is None:
        raise reader.error(f"invalid IP address: {address}")
    return address


OPTIONS = Options(
    Option("except", zones(1), "names that go to the next plugin"),
    Option("force_tcp", flag(), "ask over TCP, whatever the client came over"),
    Option("prefer_udp", flag(), "ask over UDP first, and over TCP if the answer is truncated"),
    Option("expire", duration(0, wrong="expire can't be negative: {}"), "close connections idle for so long"),
    Option("max_age", _max_age, "close connections as old as that"),
    Option("max_idle_conns", integer(0, wrong="max_idle_conns can't be negative: {}"), "idle connections kept"),
    Option("read_timeout", duration(1, wrong="read_timeout must be positive: {}"), "wait so long for an answer"),
    Option("max_fails", integer(unsigned=True, bits=32), "failed health checks before an upstream is down"),
    Option("max_connect_attempts", integer(unsigned=True, bits=32), "tries for one query"),
    Option("doh_method", choice("POST", "GET", wrong="doh_method must be either POST or GET"), "HTTP method"),
    Option("tls", words(0, 3), "files: CA, or CERT KEY, or CERT KEY CA"),
    Option("tls_servername", one(), "what upstreams' certificates must be for"),
    Option("policy", choice("random", "round_robin", "sequential", wrong="unknown policy '{}'"), "whom to ask"),
    Option("health_check", _health_check, "how upstreams are checked after an error"),
    Option("max_concurrent", _max_concurrent, "queries at once; more are refused"),
    Option("next", _rcodes, "rcodes for which the next forward is asked"),
    Option("next_on_nodata", flag(), "ask the next forward when the answer section is empty"),
    Option("failfast_all_unhealthy_upstreams", words(0, 0), "SERVFAIL at once when every upstream is down"),
    Option("failover", _failover, "rcodes for which the next upstream is asked"),
    Option("resolver", _resolvers, "who is asked for the addresses of host names"),
    Option("source_address", _source, "the address to send from"),
)
