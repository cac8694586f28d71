"""What is known about a Corefile when it is explained: server blocks, listeners, and the way of one question.

Plain values, which the formats show each in its own way; how they are found is `build`'s and `decide`'s business.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Step:
    """A directive of a server block: where and how it is written, and what it does.

    `written` is a line for each occurrence, `about` what the plugin is for, `says` what it does here; `mine` whether
    the question is in its zones, None where that is not told. `status` is "served", "checked" or "not known". A
    setting is no link of the chain. `upstreams` are the addresses that it asks.
    """

    directive: str
    order: int | None
    place: str
    status: str
    setting: bool
    written: tuple[str, ...]
    about: str
    says: tuple[str, ...] = ()
    mine: bool | None = None
    upstreams: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Server:
    """A server block: its place, its keys, and its directives in the order of execution."""

    place: str
    keys: tuple[str, ...]
    steps: tuple[Step, ...]

    @property
    def chain(self) -> tuple[Step, ...]:
        """The links that a query goes through."""
        return tuple(step for step in self.steps if not step.setting)


@dataclass(frozen=True, slots=True)
class Listener:
    """What is listened on: a transport, an address ("" for all) and a port; and who serves which zone there.

    `zones` are pairs of a zone and the index of a server block.
    """

    transport: str
    host: str
    port: int
    zones: tuple[tuple[str, int], ...]

    @property
    def name(self) -> str:
        """As log lines have it: `dns://:53`."""
        return f"{self.transport}://{f'[{self.host}]' if ':' in self.host else self.host}:{self.port}"


@dataclass(frozen=True, slots=True)
class Decision:
    """Who takes a question that comes to a listener: a zone and a server block (its index), or nobody; and why."""

    listener: Listener
    zone: str | None
    server: int | None
    why: str


@dataclass(frozen=True, slots=True)
class Hop:
    """One plugin that a question came to: what it was asked, what it did, and the microseconds until it had done so.

    `inside` is the index of the hop that asked it, None for the first ones.
    """

    directive: str
    place: str
    inside: int | None
    question: str
    outcome: str
    microseconds: int


@dataclass(frozen=True, slots=True)
class Answer:
    """What a question got that was run through the chains; records are lines as in a zone file.

    `rcode` is None when nothing is sent. `errors` are extended DNS errors (RFC 8914), `log` the lines that plugins
    logged, `notes` what was not as it is in a server.
    """

    listener: str
    rcode: str | None
    flags: tuple[str, ...]
    answer: tuple[str, ...]
    authority: tuple[str, ...]
    additional: tuple[str, ...]
    errors: tuple[str, ...]
    hops: tuple[Hop, ...]
    log: tuple[str, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """A Corefile explained, and one question with it if there is one ("www.example.org. A")."""

    file: str
    servers: tuple[Server, ...]
    listeners: tuple[Listener, ...]
    question: str | None = None
    decisions: tuple[Decision, ...] = ()
    ran: Answer | None = None
