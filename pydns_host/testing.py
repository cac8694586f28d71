"""The public test kit: ask a plugin without sockets, serve a Corefile on loopback, and read answers as text.

Everything a plugin's test needs is here or in pytest; nothing here is used by a running server.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import dns.name
import dns.rdata
import dns.rdataclass
import dns.rdatatype

import corefile
from corefile.options import Reader
from pydns_host import names
from pydns_host.block import Block
from pydns_host.chain import Next, Plugin
from pydns_host.errors import QueryError
from pydns_host.inflight import settled
from pydns_host.message import Question, Request, Response
from pydns_host.metrics import Metrics
from pydns_host.readers import Readers
from pydns_host.records import Record, rdata_octets
from pydns_host.services import Services
from pydns_host.serving import ListedLogs
from pydns_host.serving import Served as Served
from pydns_host.serving import serving as serving
from pydns_host.tasks import Tasks
from pydns_host.timers import Timers


class Clock:
    """A clock that stands still until a test moves it; call it for the seconds."""

    def __init__(self, now: float = 1000.0) -> None:
        self.now = now

    def __call__(self) -> float:
        """The second that it is."""
        return self.now

    def advance(self, seconds: float) -> None:
        """Let time pass."""
        self.now += seconds


@dataclass
class Bench:
    """The services of a plugin under test, with what it logged and counted."""

    block: Block
    clock: Clock = field(default_factory=Clock)
    metrics: Metrics = field(default_factory=Metrics)
    lines: list[str] = field(default_factory=list)
    local: Any = None
    resolve: Any = None

    def services(self, plugin: str) -> Services:
        """What the host would hand to the plugin of this name."""
        logs = ListedLogs(self.lines, debug=self.block.debug)
        log = logs.for_plugin(plugin)
        services = Services(
            block=self.block,
            log=log,
            metrics=self.metrics,
            timers=Timers(),
            tasks=Tasks(log, self.metrics),
            readers=Readers(),
            clock=self.clock,
            now=self.clock,
        )
        given = {"local": self.local, "resolve": self.resolve}
        return replace(services, **{name: value for name, value in given.items() if value is not None})

    def counted(self, family: str) -> dict[tuple[str, ...], float]:
        """The values of a counter, by its labels."""
        return dict(self.metrics.families[family].values)  # type: ignore[attr-defined]


def request(name: str, type: str = "A", **facts: Any) -> Request:
    """A query; `facts` are those of `Request`, for example `proto="tcp"` or `edns=Edns(1232, do=True)`."""
    question = Question(names.from_text(name), int(dns.rdatatype.from_text(type)))
    return Request(question).replace(**facts)


def record(line: str) -> Record:
    """A record from a line as in a zone file: `name ttl class type data`, names absolute."""
    owner, ttl, rclass, rtype, data = line.split(None, 4)
    rdata = dns.rdata.from_text(rclass, rtype, data, origin=dns.name.root, relativize=False)
    return Record(names.from_text(owner), int(rdata.rdtype), int(rdata.rdclass), int(ttl), rdata_octets(rdata))


def answering(
    *answer: str,
    rcode: int = 0,
    authority: Iterable[str] = (),
    additional: Iterable[str] = (),
    aa: bool = False,
) -> Next:
    """A chain's end that gives this answer to every query; records as lines of a zone file."""

    async def serve(query: Request) -> Response | None:
        return query.reply(rcode, map(record, answer), map(record, authority), map(record, additional), aa=aa)

    return serve


def failing(error: BaseException | str = "it failed") -> Next:
    """A chain's end that raises; a text stands for a `QueryError`."""
    raised = QueryError(error) if isinstance(error, str) else error

    async def serve(query: Request) -> Response | None:
        raise raised

    return serve


def rows(section: Sequence[Record]) -> list[str]:
    """A section as lines of a zone file."""
    return [item.to_text() for item in section]


def reader(directive: str, name: str | None = None, env: dict[str, str] | None = None) -> Reader:
    """A reader over the words of one directive, given as the text that would stand in a server block."""
    resolved = corefile.loads(f". {{\n{directive}\n}}\n", "Corefile", env=env or {})
    directives = resolved.blocks[0].directives
    found = name or next(iter(directives))
    return Reader(directives[found], found)


def block(*zones: str, **facts: Any) -> Block:
    """A server block for these zones (default: the root)."""
    return Block(zones=zones or (".",), span=corefile.Span("Corefile", 1, 1, 1, 2), **facts)


def configure(plugin: type[Plugin], directive: str, block_: Block | None = None) -> Any:
    """What the plugin's `parse` makes of a directive; raises `CorefileError` with all of its errors."""
    words = reader(directive, plugin.name)
    config = plugin.parse(words, block_ or block())
    words.finish()
    return config


def make(plugin: type[Plugin], directive: str, bench: Bench | None = None) -> Any:
    """A plugin made from a directive, not started; the first one when the directive makes several."""
    bench = bench or Bench(block())
    config = configure(plugin, directive, bench.block)
    return plugin(config[0] if isinstance(config, list) else config, bench.services(plugin.name))


async def ask(target: Plugin | Next, name: str, type: str = "A", next: Next | None = None, **facts: Any) -> Response:
    """The answer of a plugin (in front of `next`) or of a whole chain; raises what it raises."""
    query = request(name, type, **facts)
    if isinstance(target, Plugin):
        following = next or failing(f"plugin/{target.name}: no next plugin found")
        at_once = target.quick(query, lambda _: None)  # first, as the host does
        found = await settled(at_once, query, lambda query: target.serve(query, following))
    else:
        found = await target(query)
    if found is None:
        raise LookupError("no response was sent")
    return found
