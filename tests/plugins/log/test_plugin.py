"""Which queries are logged, and that logging changes nothing about their answers."""

from __future__ import annotations

import pytest

from pydns_host.chain import Next, always
from pydns_host.errors import QueryError
from pydns_host.message import Request, Response
from pydns_host.plugins.log.plugin import Log
from pydns_host.testing import Bench, answering, ask, block, failing, make, request

A = "www.example.org. 60 IN A 192.0.2.1"
SOA = "example.org. 60 IN SOA ns.example.org. mail.example.org. 1 2 3 4 5"
KINDS: dict[str, Next] = {
    "success": answering(A),
    "denial": answering(rcode=3, authority=[SOA]),
    "error": answering(rcode=5),
}


def logging(directive: str) -> tuple[Log, list[str]]:
    bench = Bench(block())
    return make(Log, directive, bench), bench.lines


async def test_the_answer_is_passed_on_as_it_is() -> None:
    plugin, lines = logging("log")
    answer = request("www.example.org").reply(3)
    assert await plugin.serve(request("www.example.org"), always(lambda _: answer)) is answer
    assert len(lines) == 1


async def test_silence_is_logged_and_stays_silence() -> None:
    plugin, lines = logging('log . "{rcode} {>rflags} {rsize}"')
    assert await plugin.serve(request("www.example.org"), always(lambda _: None)) is None
    assert lines == ["[INFO] - - 0"]


async def test_an_error_is_logged_as_the_answer_that_it_becomes_and_goes_on() -> None:
    plugin, lines = logging('log . "{rcode} {>rflags} {rsize}"')
    error = QueryError("no", rcode=5)
    with pytest.raises(QueryError) as caught:
        await ask(plugin, "www.example.org", "A", failing(error))
    assert caught.value is error
    assert lines == ["[INFO] REFUSED qr,rd 33"]


async def test_the_extended_error_of_a_failure_counts() -> None:
    plugin, lines = logging('log . "{rsize}"')
    with pytest.raises(QueryError):
        await ask(plugin, "www.example.org", "A", failing(QueryError("no", ede=(23, "late"))))
    assert lines == [f"[INFO] {33 + 11 + 4 + 2 + 4}"]


async def test_an_exception_that_nobody_meant_leaves_no_line() -> None:
    plugin, lines = logging("log")
    with pytest.raises(ZeroDivisionError):
        await ask(plugin, "www.example.org", "A", failing(ZeroDivisionError()))
    assert lines == []


@pytest.mark.parametrize(
    ("classes", "logged"),
    [
        ("success", ["success"]),
        ("denial", ["denial"]),
        ("error", ["error"]),
        ("denial error", ["denial", "error"]),
        ("all", ["success", "denial", "error"]),
        ("success all", ["success", "denial", "error"]),
    ],
)
async def test_only_answers_of_the_classes_are_logged(classes: str, logged: list[str]) -> None:
    for kind, behind in KINDS.items():
        plugin, lines = logging(f"log {{\nclass {classes}\n}}")
        await ask(plugin, "www.example.org", "A", behind)
        assert bool(lines) is (kind in logged)


RULES = """
log www.example.org "www {name}" {
    class denial
}
log Example.org "org {name}"
log a..b "never {name}"
"""


@pytest.mark.parametrize(
    ("name", "kind", "lines"),
    [
        ("www.example.org", "denial", ["[INFO] www www.example.org."]),
        ("x.WWW.example.org", "denial", ["[INFO] www x.www.example.org."]),
        ("www.example.org", "success", []),
        ("example.org", "success", ["[INFO] org example.org."]),
        ("EXAMPLE.ORG", "success", ["[INFO] org example.org."]),
        ("notexample.org", "success", []),
        ("org", "success", []),
    ],
)
async def test_the_first_rule_of_a_name_decides(name: str, kind: str, lines: list[str]) -> None:
    plugin, found = logging(RULES)
    await ask(plugin, name, "A", KINDS[kind])
    assert found == lines


async def test_the_duration_is_what_the_plugins_behind_took() -> None:
    bench = Bench(block())

    async def slowly(query: Request) -> Response | None:
        bench.clock.advance(0.25)
        return query.reply()

    await ask(make(Log, 'log . "{duration}"', bench), "x", "A", slowly)
    assert bench.lines == ["[INFO] 0.25s"]
