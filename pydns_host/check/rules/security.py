"""CF4xx: what is open to everyone, sent without proof of who is asked, or written down for all to read.

A Corefile in a cluster is taken to be reachable from the cluster only.
"""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import ip_address

from corefile import Diagnostic, Severity
from corefile.nodes import Word
from pydns_host.check.rules.base import Check, Checked, finding
from pydns_host.check.view import BlockView

_PUBLIC_PORTS = frozenset({53, 443, 853})
_INSIDE = ("kubernetes", "acl", "view", "tsig")
# Options whose words are secret, with the first one that is.
_SECRETS = {
    ("route53", "aws_access_key"): 2, ("etcd", "credentials"): 2, ("tsig", "secret"): 2, ("nomad", "token"): 1,
}  # fmt: skip


def open_resolver(checked: Checked) -> Iterator[Diagnostic]:
    """Blocks that resolve every name for everyone who can send a packet."""
    for block in checked.blocks:
        if "." not in block.zones or block.has(*_INSIDE) or _is_bound(block):
            continue
        if not any(key.zone == "." and key.port in _PUBLIC_PORTS for key, _ in block.understood.keys):
            continue
        for each in block.of("forward", "grpc"):
            if each.args and each.args[0].value == ".":
                text = "anyone who reaches this server can resolve any name: an open resolver"
                hint = "add acl with the networks that may ask, or bind to an inside address"
                yield finding(each.word, "CF401", text, hint, plugin=each.name)
                break


def _is_bound(block: BlockView) -> bool:
    """Whether a block listens on chosen addresses or interfaces only, none of them a public address."""
    hosts = [word.value for bind in block.understood.block.binds for word in bind.hosts]
    return bool(hosts) and all(_is_inside(host) for host in hosts)


def _is_inside(host: str) -> bool:
    try:
        address = ip_address(host)
    except ValueError:
        return host != "*"  # an interface, which someone has chosen
    return not address.is_global and not address.is_unspecified


def transfer_to_everyone(checked: Checked) -> Iterator[Diagnostic]:
    """Zone transfers that nobody is refused."""
    for block in checked.blocks:
        for each in block.of("transfer"):
            for line in each.named("to"):
                for word in line[1:]:
                    if word.value == "*":
                        text = "anyone can fetch the whole zone"
                        hint = "name the secondaries' addresses; * also sends no notifies"
                        yield finding(word, "CF402", text, hint, plugin="transfer")


def tls_without_name(checked: Checked) -> Iterator[Diagnostic]:
    """Upstreams over TLS whose certificate is not asked for a name."""
    for block in checked.blocks:
        for each in block.of("forward"):
            for word in each.args[1:]:
                if word.value.startswith("tls://") and "%" not in word.value and not each.has("tls_servername"):
                    text = "without tls_servername the certificate must be for the address, and SNI is not sent"
                    hint = "add: tls_servername NAME"
                    yield finding(word, "CF403", text, hint, plugin="forward")
                    break


def profiling_in_public(checked: Checked) -> Iterator[Diagnostic]:
    """pprof on an address that others reach."""
    for block in checked.blocks:
        for each in block.of("pprof"):
            host = each.args[0].value.rpartition(":")[0].strip("[]") if each.args else "localhost"
            if host != "localhost" and not _is_loopback(host):
                text = "pprof shows the memory and the goroutines of the process to everyone who reaches it"
                yield finding(each.args[0], "CF404", text, "write localhost:6053, or take it out", plugin="pprof")


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def debugging(checked: Checked) -> Iterator[Diagnostic]:
    """debug, with which a fault of one query ends the process."""
    for block in checked.blocks:
        for each in block.of("debug"):
            text = "with debug, CoreDNS does not recover from a crash in a plugin: one query can end the process"
            yield finding(each.word, "CF405", text, "take it out where it is not needed", plugin="debug")


def secrets(checked: Checked) -> Iterator[Diagnostic]:
    """Secrets in the text."""
    for block in checked.blocks:
        for (name, option), place in _SECRETS.items():
            for each in block.of(name):
                for line in each.named(option):
                    if len(line) > place and _is_literal(line[place]):
                        text = f"a secret stands in the Corefile, where everyone who reads it has it ({option})"
                        hint = "put it into an environment variable: {$NAME}"
                        yield finding(line[place], "CF406", text, hint, plugin=name, severity=Severity.WARNING)


def _is_literal(word: Word) -> bool:
    return bool(word.value) and "{$" not in word.raw and "{%" not in word.raw


CHECKS: tuple[Check, ...] = (
    open_resolver,
    transfer_to_everyone,
    tls_without_name,
    profiling_in_public,
    debugging,
    secrets,
)
