"""What prometheus counts, and what a scraper reads of it."""

from __future__ import annotations

import asyncio
import gzip
from collections.abc import Mapping

import pytest
from prometheus_client.parser import text_string_to_metric_families

from pydns_host.chain import Next, Plugin
from pydns_host.errors import QueryError, StartError
from pydns_host.message import Request, Response
from pydns_host.plugins.prometheus.plugin import Prometheus
from pydns_host.testing import Bench, Served, answering, ask, block, failing, make, serving

ADDRESS = "localhost:9153"
HOSTS = ".:53 {\nprometheus\nerrors\nlog\nhosts {\n192.0.2.1 a.test\nfallthrough\n}\nwhoami\n}\n"
Samples = Mapping[tuple[str, frozenset[tuple[str, str]]], float]


async def scraped(served: Served) -> Samples:
    """Every sample of /metrics by its name and labels, read by the parser of prometheus-client."""
    _, text = await served.get(ADDRESS, "/metrics")
    families = text_string_to_metric_families(text)
    return {(s.name, frozenset(s.labels.items())): s.value for family in families for s in family.samples}


def of(samples: Samples, name: str) -> list[dict[str, str | float]]:
    """The labels and values of a metric."""
    return [dict(labels) | {"": value} for (found, labels), value in samples.items() if found == name]


async def test_a_query_is_counted_under_the_references_labels() -> None:
    async with serving(HOSTS) as served:
        await served.ask("a.test.", "A", use_edns=0, want_dnssec=True)
        await served.ask("a.test.", "TYPE999", "tcp")
        samples = await scraped(served)
    place = {"server": "dns://:53", "zone": ".", "view": ""}
    assert of(samples, "coredns_dns_requests_total") == [
        place | {"proto": "tcp", "family": "1", "type": "other", "": 1},
        place | {"proto": "udp", "family": "1", "type": "A", "": 1},
    ]
    assert of(samples, "coredns_dns_do_requests_total") == [place | {"": 1}]
    assert of(samples, "coredns_dns_responses_total") == [place | {"rcode": "NOERROR", "plugin": "hosts", "": 2}]
    assert of(samples, "coredns_dns_request_duration_seconds_count") == [place | {"": 2}]
    assert {"proto": "udp", "": 35.0}.items() <= of(samples, "coredns_dns_request_size_bytes_sum")[1].items()


async def test_what_is_enabled_follows_a_reload() -> None:
    async with serving(HOSTS) as served:
        before = {row["name"] for row in of(await scraped(served), "coredns_plugin_enabled")}
        await served.reload("a.test:53 {\nprometheus\nerratic\n}\n")
        after = of(await scraped(served), "coredns_plugin_enabled")
    assert before == {"prometheus", "errors", "log", "hosts", "whoami"}
    assert [(row["zone"], row["name"]) for row in after] == [("a.test.", "erratic"), ("a.test.", "prometheus")]


async def test_counts_outlive_a_reload() -> None:
    async with serving(HOSTS) as served:
        await served.ask("a.test.")
        await served.reload(HOSTS)
        await served.ask("a.test.")
        assert [row[""] for row in of(await scraped(served), "coredns_dns_requests_total")] == [2]


async def test_a_reload_that_fails_leaves_what_is_told_as_it_was() -> None:
    async with serving(HOSTS) as served:
        before = of(await scraped(served), "coredns_plugin_enabled")
        with pytest.raises(StartError):
            await served.reload("a.test:53 {\nprometheus\nready :nosuchservice\nwhoami\n}\n")
        assert of(await scraped(served), "coredns_plugin_enabled") == before


async def test_an_address_that_is_taken_is_logged_and_no_reason_to_end() -> None:
    async with serving(".:53 {\nprometheus :99999\nwhoami\n}\n") as served:
        assert "Failed to start metrics handler: listen tcp: address 99999: invalid port" in "\n".join(served.lines)
        assert (await served.ask("a.test.")).rcode() == 0


async def test_a_scraper_may_have_it_compressed() -> None:
    async with serving(HOSTS) as served:
        reader, writer = await asyncio.open_connection("127.0.0.1", served.http.port(ADDRESS))
        writer.write(b"GET /metrics HTTP/1.1\r\nAccept-Encoding: br, gzip\r\nConnection: close\r\n\r\n")
        _, _, body = (await reader.read()).partition(b"\r\n\r\n")
        writer.close()
    assert b"coredns_build_info{" in gzip.decompress(body)


@pytest.mark.parametrize(
    ("directive", "told"), [("prometheus", False), ("prometheus {\nruntime_metrics\n}", True)], ids=["bare", "runtime"]
)
async def test_the_interpreter_is_told_of_when_asked_for(directive: str, told: bool) -> None:
    async with serving(f".:53 {{\n{directive}\nwhoami\n}}\n") as served:
        samples = await scraped(served)
    assert bool(of(samples, "python_gc_collections_total")) is told
    assert of(samples, "process_cpu_seconds_total")


class Silent(Plugin):
    """Sends nothing."""

    name = "silent"

    async def serve(self, request: Request, next: Next) -> Response | None:
        """Nothing."""
        return None


@pytest.mark.parametrize(
    ("behind", "rcode"),
    [
        (failing(QueryError("x", 5)), "REFUSED"),
        (failing(ValueError("x")), "SERVFAIL"),
        (failing(), "SERVFAIL"),
        (answering(rcode=3), "NXDOMAIN"),
    ],
    ids=["an error", "a fault", "a failure", "an answer"],
)
async def test_each_end_of_a_query_is_counted(behind: Next, rcode: str) -> None:
    bench = Bench(block())
    plugin = make(Prometheus, "prometheus", bench)
    await asyncio.gather(ask(plugin, "a.test.", "A", behind), return_exceptions=True)
    assert bench.counted("coredns_dns_responses_total") == {("dns://:53", ".", "", rcode, ""): 1}


async def test_silence_is_counted() -> None:
    bench = Bench(block())
    plugin = make(Prometheus, "prometheus", bench)
    silent = Silent((), bench.services("silent"))
    with pytest.raises(LookupError):
        await ask(plugin, "a.test.", "A", lambda request: silent.serve(request, failing()))
    assert bench.counted("coredns_dns_responses_total") == {("dns://:53", ".", "", "NOERROR", ""): 1}


@pytest.mark.parametrize(
    ("name", "zone"), [("x.a.test.", "a.test."), ("x.B.A.test.", "b.a.test."), ("xa.test.", "."), ("c.", ".")]
)
async def test_the_zone_is_the_longest_of_the_server_block(name: str, zone: str) -> None:
    bench = Bench(block("a.test.", "b.a.test."))
    plugin = make(Prometheus, "prometheus", bench)
    await ask(plugin, name, "A", answering())
    assert [labels[1] for labels in bench.counted("coredns_dns_requests_total")] == [zone]


@pytest.mark.parametrize("name", ["b.test.", "empty.test."], ids=["no server block", "one without plugins"])
async def test_a_query_that_no_plugin_sees_is_counted_as_dropped(name: str) -> None:
    async with serving("a.test:53 {\nprometheus\nwhoami\n}\nempty.test:53 {\n}\n") as served:
        assert (await served.ask(name)).rcode() == 5
        samples = await scraped(served)
    place = {"server": "dns://:53", "zone": "dropped", "view": ""}
    asked = place | {"proto": "udp", "family": "1", "type": "A", "": 1}
    assert of(samples, "coredns_dns_requests_total") == [asked]
    assert of(samples, "coredns_dns_responses_total") == [place | {"rcode": "REFUSED", "plugin": "", "": 1}]


async def test_lines_are_written_as_the_reference_writes_them() -> None:
    async with serving(HOSTS) as served:
        await served.ask("a.test.")
        _, text = await served.get(ADDRESS, "/metrics")
    place = 'proto="udp",server="dns://:53",view="",zone="."'
    assert f'coredns_dns_response_size_bytes_bucket{{{place},le="100"}} 1\n' in text


async def test_every_key_of_a_server_block_is_enabled() -> None:
    async with serving("a.test:53 b.test:53 {\nprometheus\n}\n") as served:
        rows = of(await scraped(served), "coredns_plugin_enabled")
    assert [(row["zone"], row["server"]) for row in rows] == [("a.test.", "dns://:53"), ("b.test.", "dns://:53")]
