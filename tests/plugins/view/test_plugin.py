"""Which queries a server block takes by its view, and which block gets the others."""

from __future__ import annotations

import dns.rcode
import pytest

from pydns_host.message import Request
from pydns_host.plugins.view.plugin import View
from pydns_host.testing import make, request, serving


def _view(*expressions: str) -> View:
    lines = "".join(f"expr {expression}\n" for expression in expressions)
    plugin = make(View, f"view inside {{\n{lines}}}" if lines else "view inside")
    assert isinstance(plugin, View)
    return plugin


ASKED = request("www.example.org.", "MX", client="192.0.2.9")


@pytest.mark.parametrize(
    ("expressions", "takes"),
    [
        ([], True),
        (["true"], True),
        (["type() == 'MX'"], True),
        (["type() == 'A'"], False),
        (["incidr(client_ip(), '192.0.2.0/24')", "name() endsWith '.example.org.'"], True),
        (["incidr(client_ip(), '192.0.2.0/24')", "proto() == 'tcp'"], False),
        (["incidr(client_ip(), 'nonsense')"], False),
        (["metadata('a/b') == ''"], True),
        (["1"], False),
        (["name()"], False),
    ],
    ids=[
        "no expression",
        "a constant",
        "true",
        "false",
        "two that are true",
        "one of two is false",
        "no value",
        "no label",
        "a number",
        "a text",
    ],
)
def test_a_query_is_taken_when_all_expressions_are_true(expressions: list[str], takes: bool) -> None:
    assert _view(*expressions).takes(ASKED) is takes


def test_the_name_is_a_label() -> None:
    query: Request = request("a.test.")
    assert _view("true").metadata(query) == {"view/name": "inside"}


def _block(key: str, text: str, *lines: str) -> str:
    template = f'template ANY ANY {{\nanswer "{{{{ .Name }}}} 60 IN TXT {text}"\n}}'
    return "\n".join([f"{key} {{", *lines, template, "}", ""])


def _expr(name: str, expression: str) -> str:
    return f"view {name} {{\nexpr {expression}\n}}"


COREFILE = (
    _block("a.test", "texts", _expr("texts", "type() == 'TXT'"))
    + _block("a.test", "first", _expr("first", "name() startsWith 'x.'"))
    + _block("a.test", "second", _expr("second", "name() startsWith 'x.'"))
    + _block("sub.a.test", "sub", _expr("sub", "name() startsWith 'y.'"))
    + _block("only.test", "only", _expr("only", "type() == 'TXT'"))
)


@pytest.mark.parametrize(
    ("name", "type", "text"),
    [
        ("z.a.test.", "TXT", "texts"),
        ("x.a.test.", "A", "first"),
        ("z.a.test.", "A", None),
        ("y.sub.a.test.", "A", "sub"),
        ("x.sub.a.test.", "A", "first"),
        ("z.only.test.", "A", None),
        ("y.sub.a.test.", "DS", "sub"),
        ("x.a.test.", "DS", "second"),
    ],
    ids=[
        "the first block",
        "the first of two that take it",
        "no block",
        "the longest zone",
        "a shorter zone for what the longest does not take",
        "the only block of a zone does not take it",
        "DS that the parent does not take",
        "DS goes to the last block that takes it",
    ],
)
async def test_a_query_goes_to_the_first_block_that_takes_it(name: str, type: str, text: str | None) -> None:
    async with serving(COREFILE) as served:
        answer = await served.ask(name, type)
    if text is None:
        assert answer.rcode() == dns.rcode.REFUSED
        assert [labels[1] for labels in served.counted("coredns_dns_requests_total")] == ["dropped"]
    else:
        assert [str(rrset[0]) for rrset in answer.answer] == [f'"{text}"']


async def test_a_block_without_a_view_takes_the_rest() -> None:
    corefile = _block("a.test", "view", _expr("one", "type() == 'TXT'")) + _block("a.test", "rest")
    async with serving(corefile) as served:
        answers = [await served.ask("a.test.", type) for type in ("TXT", "A", "TXT")]
    assert [str(answer.answer[0][0]) for answer in answers] == ['"view"', '"rest"', '"view"']


async def test_labels_are_there_for_the_expression_and_those_of_a_block_that_refuses_are_gone() -> None:
    first = _block("a.test", "first", "metadata", _expr("one", "metadata('view/name') != 'one'"))
    second = _block("a.test", "second", "metadata", _expr("two", "metadata('view/name') == 'two'"))
    async with serving(first + second) as served:
        answer = await served.ask("a.test.", "TXT")
    assert str(answer.answer[0][0]) == '"second"'


async def test_a_block_of_nothing_but_a_view_fails() -> None:
    async with serving("a.test {\nview all\n}\n") as served:
        assert (await served.ask("a.test.")).rcode() == dns.rcode.SERVFAIL


async def test_what_a_view_took_is_counted_under_its_name() -> None:
    corefile = _block("a.test", "view", _expr("one", "true"), "prometheus 127.0.0.1:0")
    async with serving(corefile) as served:
        await served.ask("a.test.")
        counted = served.counted("coredns_dns_requests_total")
    [labels] = [labels for labels, number in counted.items() if number]
    assert labels[1:3] == ("a.test.", "one")
