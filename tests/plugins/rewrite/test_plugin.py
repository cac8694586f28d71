"""Questions on their way in and answers on their way out, through all kinds of rules."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from pydns_host import names
from pydns_host.chain import Next, always
from pydns_host.errors import QueryError
from pydns_host.message import NXDOMAIN, REFUSED, SERVFAIL, TC, Request, Response
from pydns_host.plugins.rewrite.plugin import MAX_HOPS, Rewrite
from pydns_host.testing import Bench, answering, ask, block, failing, make, record, request, rows

CASES: list[dict[str, Any]] = [
    json.loads(line) for line in (Path(__file__).parent / "data" / "answers.jsonl").read_text().splitlines()
]


@pytest.mark.parametrize("case", CASES, ids=[case["title"] for case in CASES])
async def test_a_question_and_its_answer_are_changed(case: dict[str, Any]) -> None:
    seen: list[str] = []

    def answer(asked: Request) -> Response:
        seen.append(f"{names.to_text(asked.qname)} {asked.type_text} {asked.rclass}")
        return asked.reply(case.get("rcode", 0), map(record, case["behind"]), map(record, case.get("authority", ())))

    plugin = make(Rewrite, "\n".join(f"rewrite {rule}" for rule in case["rules"]))
    name, rtype = case["asked"].split()
    for _ in range(2):  # the second time from memory
        found = await ask(plugin, name, rtype, always(answer))
        assert rows(found.answer) + rows(found.authority) == case["answer"]
        assert found.rcode == case.get("code", case.get("rcode", 0))
    assert seen == [case["seen"]] * 2


async def test_what_no_rule_is_for_passes_as_it_is() -> None:
    query, answer = request("a.test"), Response()
    seen: list[Request] = []

    async def behind(asked: Request) -> Response:
        seen.append(asked)
        return answer

    assert await make(Rewrite, "rewrite name x.test y.test").serve(query, behind) is answer
    assert seen == [query]


async def test_a_name_that_is_none_is_a_failure() -> None:
    plugin = make(Rewrite, "rewrite name regex (.*)\\.test {1}..test")
    with pytest.raises(QueryError, match=r"invalid name after rewrite: a\.\.test\."):
        await ask(plugin, "a.test", "A", answering())


async def test_an_answer_whose_name_becomes_none_is_a_failure() -> None:
    plugin = make(Rewrite, "rewrite name regex a b.test answer name (.*) {1}.c")
    with pytest.raises(QueryError, match="invalid name after rewrite"):
        await ask(plugin, "a.test", "A", answering("b.test. 1 IN A 192.0.2.1"))


async def test_silence_stays_silence() -> None:
    assert await make(Rewrite, "rewrite ttl a.test 5").serve(request("a.test"), always(lambda _: None)) is None


@pytest.mark.parametrize(("old", "rcode"), [("SERVFAIL", REFUSED), ("NXDOMAIN", SERVFAIL)])
async def test_the_rcode_of_a_failure_is_changed_too_and_its_text_is_kept(old: str, rcode: int) -> None:
    plugin = make(Rewrite, f"rewrite rcode a.test {old} REFUSED")
    with pytest.raises(QueryError, match="it failed") as raised:
        await ask(plugin, "a.test", "A", failing())
    assert raised.value.rcode == rcode


def resolving(answers: dict[str, Response], asked: list[str]) -> Next:
    """What this server says of some names."""

    async def resolve(query: Request) -> Response | None:
        asked.append(f"{query.text} {query.type_text} {query.rclass}")
        return answers.get(query.text)

    return resolve


@pytest.mark.parametrize(
    ("rule", "found", "answer", "flags"),
    [
        (
            "exact OLD.test new.test",
            Response(answer=[record("new.test. 5 IN A 192.0.2.2")], flags=TC),
            ["a.test. 9 IN CNAME b.test.", "b.test. 9 IN CNAME new.test.", "new.test. 5 IN A 192.0.2.2"],
            TC,
        ),
        (
            "regex ^(o)ld\\.(.*)\\.$ new.{2}",
            Response(NXDOMAIN),
            ["a.test. 9 IN CNAME b.test.", "b.test. 9 IN CNAME new.test."],
            0,
        ),
        (
            "exact old.test gone.test",
            Response(),
            ["a.test. 9 IN CNAME b.test.", "b.test. 9 IN CNAME Old.test.", "Old.test. 9 IN A 192.0.2.1"],
            0,
        ),
    ],
    ids=["exact", "regex", "nobody answers"],
)
async def test_an_alias_gets_another_target(rule: str, found: Response, answer: list[str], flags: int) -> None:
    bench, asked = Bench(block()), list[str]()
    bench.resolve = resolving({"new.test.": found}, asked)
    plugin = make(Rewrite, f"rewrite continue ttl a.test 9\nrewrite cname {rule}", bench)
    lines = ("a.test. 1 IN CNAME b.test.", "b.test. 1 IN CNAME Old.test.", "Old.test. 1 IN A 192.0.2.1")
    response = await ask(plugin, "a.test", "A", answering(*lines))
    assert (rows(response.answer), response.flags & TC, response.rcode) == (answer, flags, 0)
    assert [line.partition(" ")[2] for line in asked] == ["A 1"]
    assert len(bench.lines) == (1 if "gone" in rule else 0)


async def test_targets_that_lead_to_each_other_are_followed_so_often_and_no_more() -> None:
    bench, asked = Bench(block()), list[Request]()
    behind = answering("a.test. 1 IN CNAME b.test.")

    async def resolve(query: Request) -> Response | None:
        asked.append(query)
        response: Response | None = await plugin.serve(query, behind)
        return response

    bench.resolve = resolve
    plugin = make(Rewrite, "rewrite cname regex . a.test", bench)
    await ask(plugin, "a.test", "A", behind)
    assert len(asked) == MAX_HOPS
    assert [line for line in bench.lines if "returned nothing" in line]
