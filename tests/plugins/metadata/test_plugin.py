"""Labels on their way from one plugin to another."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from pydns_host.chain import Next, Plugin
from pydns_host.expressions.environment import Environment
from pydns_host.message import Request, Response
from pydns_host.plugins.metadata.plugin import Metadata
from pydns_host.plugins.template.plugin import Template
from pydns_host.testing import Bench, answering, ask, block, make, request, rows, serving


class Tells(Plugin):
    """Labels each query in advance, and once more while it is served."""

    name = "tells"
    before = "whoami"

    def metadata(self, request: Request) -> Mapping[str, str]:
        """The name in capitals."""
        return {"tells/before": request.text.upper()}

    async def serve(self, request: Request, next: Next) -> Response | None:
        """Say one thing more."""
        if request.labels is not None:
            request.labels["tells/while"] = "yes"
        return await next(request.replace(id=1))


async def logged(name: str, directives: str) -> str:
    """The line that log writes of a query."""
    line = "{/tells/before} {/tells/while} {/log/class} {/no/such}"
    text = f'.:53 {{\n{directives}\nlog . "{line}"\ntells\nwhoami\n}}\n'
    async with serving(text, plugins=[Tells]) as served:
        await served.ask(name)
        return served.lines[-1]


@pytest.mark.parametrize(
    ("directives", "line"),
    [
        ("metadata", "[INFO] X.A.TEST. yes success -"),
        ("metadata a.test", "[INFO] X.A.TEST. yes success -"),
        ("metadata b.test", "[INFO] - yes success -"),
        ("", "[INFO] - - - -"),
    ],
    ids=["the zones of the block", "its own zones", "another zone", "no metadata"],
)
async def test_labels_are_logged(directives: str, line: str) -> None:
    assert await logged("x.a.test.", directives) == line


async def test_templates_read_labels() -> None:
    template = 'template IN TXT {\nanswer "{{ .Name }} 1 IN TXT {{ .Meta `forward/none` }}x{{ .Meta `a/b` }}"\n}'
    plugin = make(Template, template)
    query = request("a.test.", "TXT")
    query.labels = {"a/b": "c"}
    response = await plugin.serve(query, answering())
    assert rows(response.answer) == ['a.test. 1 IN TXT "xc"']


def test_expressions_read_labels() -> None:
    query = request("a.test.")
    query.labels = {"a/b": "c"}
    assert [Environment(query)["metadata"](label) for label in ("a/b", "a/c")] == ["c", ""]


async def test_sub_queries_share_the_labels() -> None:
    query = request("a.test.")
    query.labels = {"a/b": "c"}
    assert query.replace(id=7).labels is query.labels
    assert query.asking(query.question).labels is query.labels
    assert query.label("a/b") == "c"


async def test_labels_are_begun_once() -> None:
    plugin = make(Metadata, "metadata", Bench(block()))
    query = request("a.test.")
    plugin.quick(query, lambda _: None)
    assert query.labels is not None
    query.labels["a/b"] = "c"
    await plugin.serve(query, answering())
    assert query.labels == {"a/b": "c"}


async def test_a_chain_with_metadata_answers() -> None:
    assert (await ask(make(Metadata, "metadata"), "a.test.", "A", answering("a.test. 1 IN A 192.0.2.1"))).counts[0] == 1


async def test_forward_tells_the_upstream_that_was_asked() -> None:
    text = """a.test:53 {
        metadata
        log . "{name} {/forward/upstream}"
        forward . 127.0.0.1:5301
    }
    .:5301 {
        whoami
    }
    """
    async with serving(text) as served:
        await served.ask("x.a.test.")
        assert served.lines[-1] == "[INFO] x.a.test. 127.0.0.1:5301"


@pytest.mark.parametrize(
    ("name", "cache", "told"),
    [
        ("x.a.test.", "", ["*.a.test."] * 2),
        ("x.y.W.a.test.", "", ["*.w.a.test."] * 2),
        ("here.a.test.", "", ["-"] * 2),
        ("a.test.", "", ["-"] * 2),
        ("x.cut.a.test.", "", ["-"] * 2),
        ("x.a.test.", "cache", ["*.a.test."] * 3),
        ("x.a.test.", "cache {\nprefetch 9\n}", ["*.a.test."] * 2),
        ("here.a.test.", "cache", ["-"] * 2),
    ],
    ids=[
        "a wildcard",
        "one further down",
        "a name of its own",
        "the apex",
        "a delegation",
        "kept by the cache",
        "kept, and counted for prefetching",
        "kept, and of no wildcard",
    ],
)
async def test_the_wildcard_of_an_answer_is_told(tmp_path: Path, name: str, cache: str, told: list[str]) -> None:
    zone = "@ 60 IN SOA ns hm 1 2 3 4 5\n@ 60 IN NS ns\n* 60 IN A 192.0.2.1\n*.W 60 IN A 192.0.2.1\n"
    (tmp_path / "zone").write_text(zone + "here 60 IN A 192.0.2.1\ncut 60 IN NS ns.cut\n")
    text = f'a.test:53 {{\nmetadata\nlog . "{{/zone/wildcard}}"\n{cache}\nfile {tmp_path}/zone\n}}\n'
    async with serving(text) as served:
        for _ in told:
            await served.ask(name)
        assert served.lines[-len(told) :] == [f"[INFO] {label}" for label in told]


async def test_a_question_behind_an_alias_has_labels_of_its_own(tmp_path: Path) -> None:
    text = ""
    for zone, record in (("a.test", "* 60 IN CNAME there.b.test."), ("b.test", "there 60 IN A 192.0.2.1")):
        (tmp_path / zone).write_text(f"@ 60 IN SOA ns hm 1 2 3 4 5\n@ 60 IN NS ns\n{record}\n")
        text += f'{zone}:53 {{\nmetadata\nlog . "{{name}} {{/zone/wildcard}}"\ncache\nfile {tmp_path}/{zone}\n}}\n'
    async with serving(text) as served:
        for _ in range(2):
            assert len((await served.ask("x.a.test.")).answer) == 2
            assert served.lines[-1] == "[INFO] x.a.test. *.a.test."
        for _ in range(2):
            await served.ask("there.b.test.")
            assert served.lines[-1] == "[INFO] there.b.test. -", "kept for the alias, and not made from its wildcard"
