"""What a Corefile says about azure: zones of Azure DNS, and the credentials to read them with.

This version checks it and asks no cloud.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from corefile.arguments import every_occurrence, fallthrough, last
from corefile.options import Option, Options, Reader, one, one_of, quote

if TYPE_CHECKING:
    from corefile.nodes import Word
    from pydns_host.block import Block

CLOUDS = (
    "AzureCloud",
    "AzurePublicCloud",
    "AzureChinaCloud",
    "AzureGermanCloud",
    "AzureUSGovernment",
    "AzureUSGovernmentCloud",
)
STACK = "AZURESTACKCLOUD"  # described by a file that a variable of the environment names


@dataclass(frozen=True, slots=True)
class Zone:
    """A zone, the resource group that it belongs to, and whether it is a private one."""

    group: str
    name: str
    private: bool = False


@dataclass(frozen=True, slots=True)
class Config:
    """The zones, and what tells who asks: the secret is not shown."""

    zones: tuple[Zone, ...] = ()
    subscription: str = ""
    tenant: str = ""
    client: str = ""
    secret: str = field(default="", repr=False)
    environment: str = "AzurePublicCloud"
    fallthrough: tuple[str, ...] = ()


def _environment(reader: Reader) -> str:
    name: str = one()(reader)
    if name.upper() != STACK and name.upper() not in {cloud.upper() for cloud in CLOUDS}:
        reason = f"autorest/azure: There is no cloud environment matching the name {quote(name.upper())}"
        raise reader.error(f"cannot set azure environment: {quote(reason)}", hint=one_of(name, CLOUDS))
    return name


def _access(reader: Reader) -> bool:
    access: str = one()(reader)
    if access not in ("public", "private"):
        raise reader.error(f"invalid access value: can be public/private, found: {access}")
    return access == "private"


OPTIONS = Options(
    Option("subscription", one(), "ID: the subscription that is billed", single=True),
    Option("tenant", one(), "ID: the directory's tenant", single=True),
    Option("client", one(), "ID: who asks", single=True),
    Option("secret", one(), "SECRET: the client's secret", single=True),
    Option("environment", _environment, "NAME: the cloud", single=True),
    Option("access", _access, "public or private: what the zones are", single=True),
    Option("fallthrough", fallthrough, "[ZONE...]: pass questions without an answer on", single=True),
    unknown="unknown property: {quoted}",
)


def parse(reader: Reader, block: Block) -> Config:
    """All occurrences make one plugin; zones add up, of the options the last one counts."""
    zones, found = dict[str, Zone](), dict[str, list[Any]]()
    for _ in every_occurrence(reader):
        mine = dict(_zones(reader, reader.remaining_args(), zones))
        options = OPTIONS.read_block(reader)
        private = last(options, "access", False)
        zones.update({key: Zone(zone.group, zone.name, private) for key, zone in mine.items()})
        for option, values in options.items():
            found.setdefault(option, []).extend(values)
    if last(found, "secret", "") and not last(found, "client", ""):
        reason = "failed to get SPT from client credentials: parameter 'clientID' cannot be empty"
        reader.record(reader.error(reason, reader.words[0], "a secret needs a client"))
    get = {name: last(found, name, "") for name in ("subscription", "tenant", "client", "secret")}
    cloud, through = last(found, "environment", "AzurePublicCloud"), last(found, "fallthrough", ())
    return Config(tuple(zones.values()), **get, environment=cloud, fallthrough=through)


def _zones(reader: Reader, args: list[Word], known: dict[str, Zone]) -> Iterator[tuple[str, Zone]]:
    seen = set(known)
    for word in args:
        group, _, name = word.value.partition(":")
        if not group or not name:
            text = f"invalid resource group/zone: {quote(word.value)}"
            reader.record(reader.error(text, word, "write GROUP:ZONE"))
        elif group + name in seen:  # put together without a border, as in the reference: a:bc and ab:c are one
            reader.record(reader.error(f"conflicting zone: {quote(word.value)}", word))
        else:
            seen.add(group + name)
            yield group + name, Zone(group, name)
