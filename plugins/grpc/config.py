"""What a Corefile says about grpc: the servers that are asked over gRPC. This version asks none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from corefile.addresses import parse_ip, split_host_port
from corefile.arguments import UNUSABLE, fallthrough, last, merged, once
from corefile.options import Option, Options, Reader, choice, one, quote, words, zones
from corefile.zones import PORTS, normalize_exact, split_transport

if TYPE_CHECKING:
    from corefile.nodes import Word
    from pydns_host.block import Block

MAX_TARGETS = 15


@dataclass(frozen=True, slots=True)
class Config:
    """Names at or under `zone` and not under `excepted` are asked of the targets, chosen by `policy`.

    A target is a host and a port, or a file like resolv.conf without one. `tls` are files: CA, or CERT KEY, or
    CERT KEY CA; None without the option.
    """

    zone: str
    targets: tuple[tuple[str, str | None], ...]
    excepted: tuple[str, ...] = ()
    tls: tuple[str, ...] | None = None
    servername: str = ""
    policy: str = "random"
    fallthrough: tuple[str, ...] = ()


OPTIONS = Options(
    Option("except", zones(1), "ZONE...: names that go to the next plugin"),
    Option("tls", words(0, 3), "files: CA, or CERT KEY, or CERT KEY CA", single=True),
    Option("tls_servername", one(), "NAME: what the servers' certificates must be for", single=True),
    Option(
        "policy",
        choice("random", "round_robin", "sequential", wrong="unknown policy '{}'"),
        "random, round_robin or sequential: whom to ask",
        single=True,
    ),
    Option("fallthrough", fallthrough, "[ZONE...]: pass questions without an answer on", single=True),
)


def parse(reader: Reader, block: Block) -> Config:
    """One `grpc` in a server block."""
    config = Config(".", ())
    for begins in once(reader):
        zone, targets = config.zone, config.targets
        with reader.recovering():
            zone, targets = _from_and_to(reader, begins)
        options = OPTIONS.read_block(reader)
        tls = last(options, "tls", None)
        config = Config(
            zone,
            targets,
            merged(options, "except"),
            None if tls is None else tuple(block.path(word.value) for word in tls),
            last(options, "tls_servername", ""),
            last(options, "policy", "random"),
            last(options, "fallthrough", ()),
        )
    return config


def _from_and_to(reader: Reader, begins: Word) -> tuple[str, tuple[tuple[str, str | None], ...]]:
    if not reader.next_arg():
        raise reader.arg_error()
    written = reader.word
    found = normalize_exact(written.value)
    if not found:
        raise reader.error(f"unable to normalize '{written.value}'", written)
    if len(found) > 1:
        reader.warn(f"'{written.value}' is several zones: only {found[0]} is asked for", written, code="CF331")
    args = words(1)(reader)
    targets = tuple(_target(reader, word) for word in args)
    if len(targets) > MAX_TARGETS:
        raise reader.error(f"more than {MAX_TARGETS} TOs configured: {len(targets)}", args[MAX_TARGETS])
    return found[0], targets


def _target(reader: Reader, word: Word) -> tuple[str, str | None]:
    """A host and its port; None instead of one for a file."""
    transport, rest = split_transport(word.value)
    if not rest:
        raise reader.error(f"invalid address: {quote(word.value)}", word)
    if transport == "unix":
        return word.value, ""
    try:
        host, port = split_host_port(rest)
    except ValueError:
        host, port = rest.strip("[]"), str(PORTS[transport])
    if parse_ip(host.rpartition("%")[0] if "%" in host else host) is not None:
        return host, port
    if ":" in rest:
        text = f"'{word.value}' is taken for a file like resolv.conf: names of hosts are not looked up"
        reader.warn(text, word, "write an IP address", code=UNUSABLE)
    return rest, None
