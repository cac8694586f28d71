"""What a Corefile says about trace: where spans of queries go, and of how many. This version checks it, traces none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from corefile.arguments import UNUSABLE, NotAllowedError, argument, every_occurrence, last
from corefile.options import (
    Option,
    Options,
    Reader,
    atoi,
    one_of,
    parse_bool,
    parse_duration,
    parse_float,
    parse_uint,
    words,
)

if TYPE_CHECKING:
    from corefile.nodes import Word
    from pydns_host.block import Block

PROVIDERS = {"zipkin": "localhost:9411", "datadog": "localhost:8126"}


@dataclass(frozen=True, slots=True)
class Config:
    """Spans go to `endpoint` of a `provider`, for one query in `every` (0: none), under the name `service`.

    The batches of Zipkin are None where it decides; their interval is in nanoseconds.
    """

    provider: str = "zipkin"
    endpoint: str = "http://localhost:9411/api/v2/spans"
    every: int = 1
    service: str = "coredns"
    client_server: bool = False
    datadog_analytics_rate: float = 0.0
    zipkin_max_backlog_size: int | None = None
    zipkin_max_batch_size: int | None = None
    zipkin_max_batch_interval: int | None = None


def _rate(text: str) -> float:
    rate = parse_float(text)
    if rate < 0 or rate > 1:  # NaN is neither, as in the reference
        shown = f"{rate:+}".title() if rate in (float("inf"), float("-inf")) else f"{rate:f}"
        raise NotAllowedError(f"datadog analytics rate must be between 0 and 1, '{shown}' is not supported")
    return rate


def _interval(text: str) -> int:
    interval = parse_duration(text)
    if interval and interval < 10:  # the reference's start looks ten times as often, and crashes when that is never
        raise NotAllowedError("panic: non-positive interval for NewTicker")
    return interval


OPTIONS = Options(
    Option("every", argument(parse_uint), "NUMBER: trace one query in so many; 0 traces none", single=True),
    Option("service", argument(), "NAME: the service that spans are of", single=True),
    Option("client_server", argument(parse_bool, optional=True, default=True), "[BOOL]: share spans", single=True),
    Option(
        "datadog_analytics_rate",
        argument(_rate, optional=True, default=0.0),
        "[RATE]: the share of traces to analyse, 0 to 1",
        single=True,
    ),
    Option("zipkin_max_backlog_size", argument(atoi), "NUMBER: spans that wait at most", single=True),
    Option("zipkin_max_batch_size", argument(atoi), "NUMBER: spans in a batch at most", single=True),
    Option("zipkin_max_batch_interval", argument(_interval), "DURATION: send a batch so often", single=True),
)


def parse(reader: Reader, block: Block) -> Config:
    """All occurrences make one plugin; the endpoint is that of the last."""
    provider, endpoint, found = "zipkin", "", dict[str, list[Any]]()
    for _ in every_occurrence(reader, replaces=True):
        with reader.recovering():
            provider, endpoint = _endpoint(reader, words(0, 2)(reader))
        for option, values in OPTIONS.read_block(reader).items():
            found.setdefault(option, []).extend(values)
    return Config(
        provider,
        endpoint,
        every=last(found, "every", 1),
        service=last(found, "service", "coredns"),
        client_server=last(found, "client_server", False),
        datadog_analytics_rate=last(found, "datadog_analytics_rate", 0.0),
        zipkin_max_backlog_size=last(found, "zipkin_max_backlog_size", None),
        zipkin_max_batch_size=last(found, "zipkin_max_batch_size", None),
        zipkin_max_batch_interval=last(found, "zipkin_max_batch_interval", None),
    )


def _endpoint(reader: Reader, args: list[Word]) -> tuple[str, str]:
    provider = args[0].value.lower() if len(args) == 2 else "zipkin"
    if provider not in PROVIDERS:
        hint = one_of(provider, PROVIDERS)
        raise reader.error(f"tracing endpoint type '{provider}' is not supported", args[0], hint)
    written = args[-1].value if args else ""
    if len(args) == 1 and written.lower() in PROVIDERS:
        text = f"'{written}' is read as the address of a Zipkin server: a kind needs an address behind it"
        reader.warn(text, args[0], code=UNUSABLE)
    endpoint = written or PROVIDERS[provider]
    if provider == "zipkin" and "http" not in endpoint:
        endpoint = f"http://{endpoint}/api/v2/spans"
    return provider, endpoint
