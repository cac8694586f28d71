"""What is answered: which rule fits, what its templates make, and what comes of templates that make nothing."""

from __future__ import annotations

from typing import Any

import pytest

from pydns_host.errors import QueryError
from pydns_host.message import NOERROR, NXDOMAIN, REFUSED, SERVFAIL, TC, Request, Response
from pydns_host.plugins.template.plugin import Template
from pydns_host.question import Edns
from pydns_host.testing import Bench, answering, ask, block, make, record, rows

BEHIND = answering("next. 0 IN TXT behind")


def _template(*options: str, zones: str = "", rtype: str = "ANY", rclass: str = "ANY") -> str:
    lines = "\n".join(options)
    return f"template {rclass} {rtype} {zones} {{\n{lines}\n}}"


@pytest.mark.parametrize(
    ("template", "name", "line"),
    [
        ('answer "{{ .Name }} 60 IN A 192.0.2.1"', "WWW.Example.", "www.example. 60 IN A 192.0.2.1"),
        ('answer "{{ .Name }} A 192.0.2.1"', "a.", "a. 3600 IN A 192.0.2.1"),
        ('answer "a A 192.0.2.1"', "a.", "a. 3600 IN A 192.0.2.1"),
        ('answer "Foo.Bar 1 TXT {{ .Zone }}{{ .Class }}{{ .Type }}"', "a.", 'Foo.Bar. 1 IN TXT ".INA"'),
        ('match ^(?P<n>[0-9]+)-(x)\nanswer "a 1 TXT {{ .Group.n }}{{ index .Match 2 }}"', "17-x.", 'a. 1 IN TXT "17x"'),
        ('match ^b ^a\nanswer "a 1 TXT {{ .Regex }}"', "a.", 'a. 1 IN TXT "^a"'),
        ('answer "a 1 TXT {{ .Question.Name }} {{ .Question.Qtype }}"', "A.", 'a. 1 IN TXT "A." "1"'),
        ('answer "a 1 TXT {{ .Message.Id }} {{ len .Message.Question }}"', "a.", 'a. 1 IN TXT "0" "1"'),
        ('answer "a 1 TXT {{ .Remote }}{{ .Meta `x/y` }}"', "a.", 'a. 1 IN TXT "127.0.0.1"'),
        ('answer "a 1 TXT {{ parseInt `ff` 16 8 }}"', "a.", 'a. 1 IN TXT "255"'),
        ('var n int(group(1)) * 2\nmatch ^([0-9]+)\nanswer "a 1 TXT {{ .Var.n }}"', "21.", 'a. 1 IN TXT "42"'),
        (
            "var l split(name(), '.')\nanswer \"a 1 TXT {{ range .Var.l }}<{{ . }}>{{ end }}\"",
            "a.b.",
            'a. 1 IN TXT "<a><b><>"',
        ),
    ],
)  # fmt: skip
async def test_a_template_makes_a_record_of_the_question(template: str, name: str, line: str) -> None:
    response = await ask(make(Template, _template(template)), name)
    assert rows(response.answer) == [line]
    assert response.rcode == NOERROR


async def test_every_section_gets_its_records_in_order() -> None:
    options = ['answer "a 1 A 192.0.2.1" "a 1 A 192.0.2.2"', 'authority "b 1 NS c"', 'additional "c 1 A 192.0.2.3"']
    response = await ask(make(Template, _template(*options, 'answer "a 1 A 192.0.2.0"')), "a.")
    assert [rows(section) for section in response.sections] == [
        ["a. 1 IN A 192.0.2.1", "a. 1 IN A 192.0.2.2", "a. 1 IN A 192.0.2.0"],
        ["b. 1 IN NS c."],
        ["c. 1 IN A 192.0.2.3"],
    ]


@pytest.mark.parametrize(
    ("directive", "name", "rtype", "rcode"),
    [
        (_template(rtype="A"), "a.", "A", NOERROR),
        (_template(rtype="A"), "a.", "ANY", NOERROR),
        (_template(rtype="A"), "a.", "AAAA", None),
        (_template(rclass="CH"), "a.", "A", None),
        (_template(zones="example.org"), "x.Example.org.", "A", NOERROR),
        (_template(zones="example.org"), "xexample.org.", "A", None),
        (_template("match ^a"), "b.", "A", SERVFAIL),
        (_template("match ^a", "fallthrough"), "b.", "A", None),
        (_template("match ^a", "fallthrough org"), "b.org.", "A", None),
        (_template("match ^a", "fallthrough org"), "b.com.", "A", SERVFAIL),
        (_template("rcode NXDOMAIN"), "a.", "A", NXDOMAIN),
        (_template("rcode REFUSED"), "a.", "A", REFUSED),
        (_template("rcode SERVFAIL", 'answer "a A 192.0.2.1"'), "a.", "A", SERVFAIL),
        (_template("expr type() == 'A'"), "a.", "A", NOERROR),
        (_template("expr type() == 'A'"), "a.", "MX", SERVFAIL),
        (_template("expr type() == 'A'", "fallthrough"), "a.", "MX", None),
        (_template("expr true", "expr 5", "fallthrough"), "a.", "A", None),
        (_template("expr incidr(name(), '10.0.0.0/8')", "fallthrough"), "a.", "A", SERVFAIL),
        (_template("var x int(name())", "fallthrough"), "a.", "A", SERVFAIL),
        (_template("match ^a", "fallthrough") + "\n" + _template("rcode NXDOMAIN"), "b.", "A", NXDOMAIN),
        (_template(rtype="A") + "\n" + _template("rcode NXDOMAIN"), "b.", "A", NOERROR),
    ],
)
async def test_the_first_rule_that_fits_answers(directive: str, name: str, rtype: str, rcode: int | None) -> None:
    response = await ask(make(Template, directive), name, rtype, BEHIND)
    if rcode is None:
        assert rows(response.answer) == ['next. 0 IN TXT "behind"']
    else:
        assert (response.rcode, response.answer) == (rcode, [])


async def test_an_extended_error_goes_with_the_answer() -> None:
    plugin = make(Template, _template("rcode NXDOMAIN", "ederror 15 blocked", 'authority ". 1 NS a"'))
    response = await ask(plugin, "a.", edns=Edns(1232))
    assert response.options == b"\0\x0f\0\x09\0\x0fblocked"


@pytest.mark.parametrize(
    ("template", "complaint", "family"),
    [
        (
            "a A {{ .Nope }}",
            'answer:1:7: executing "answer" at <.Nope>: can\'t evaluate field Nope in type *template.templateData',
            "template",
        ),
        ("a SRV {{ .Name }}", 'dns: bad SRV Priority: "x." at line: 1:8', "rr"),
        ("{{ if false }}a A 192.0.2.1{{ end }}", "no record in the text that the template made", "rr"),
        ("", "no record in the text that the template made", "rr"),
        ("a DS 1 13 2 ABC", "no server can send this record", "rr"),
    ],
)  # fmt: skip
async def test_a_template_that_makes_no_record_fails_and_is_counted(template: str, complaint: str, family: str) -> None:
    bench = Bench(block())
    plugin = make(Template, _template(f'answer "{template}"'), bench)
    with pytest.raises(QueryError) as raised:
        await ask(plugin, "x.")
    assert complaint in raised.value.text
    counted = bench.counted(f"coredns_template_{family}_failures_total")
    normal = template.replace("{{ ", "{{").replace(" }}", "}}")
    assert counted == {("dns://:53", ".", "", "IN", "A", "answer", normal): 1}


async def test_answers_are_counted() -> None:
    bench = Bench(block())
    plugin = make(Template, _template("rcode SERVFAIL", zones="org", rtype="MX"), bench)
    for rtype in ("ANY", "MX"):
        await ask(plugin, "a.org.", rtype)
    assert bench.counted("coredns_template_matches_total") == {("dns://:53", "org.", "", "IN", "MX"): 2}


def _resolving(*answer: str, **facts: Any) -> tuple[Bench, list[Request]]:
    asked: list[Request] = []

    async def resolve(request: Request) -> Response | None:
        asked.append(request)
        if not answer:
            raise QueryError("no server")
        return Response(NOERROR, facts.get("flags", 0), [record(line) for line in answer])

    return Bench(block(), resolve=resolve), asked


ALIAS = _template('answer "{{ .Name }} 9 CNAME Web.Example."')


@pytest.mark.parametrize("rtype", ["A", "AAAA"])
async def test_an_alias_is_followed_for_addresses(rtype: str) -> None:
    bench, asked = _resolving("web.example. 5 IN A 192.0.2.9")
    response = await ask(make(Template, ALIAS, bench), "a.", rtype)
    assert rows(response.answer) == ["a. 9 IN CNAME Web.Example.", "web.example. 5 IN A 192.0.2.9"]
    assert [(one.text, one.type_text) for one in asked] == [("web.example.", rtype)]


@pytest.mark.parametrize("rtype", ["CNAME", "TXT"])
async def test_an_alias_is_not_followed_for_other_types(rtype: str) -> None:
    bench, asked = _resolving()
    response = await ask(make(Template, ALIAS, bench), "a.", rtype)
    assert rows(response.answer) == ["a. 9 IN CNAME Web.Example."]
    assert asked == []


async def test_an_alias_that_leads_nowhere_stands_alone() -> None:
    bench, asked = _resolving()
    response = await ask(make(Template, ALIAS, bench), "a.")
    assert rows(response.answer) == ["a. 9 IN CNAME Web.Example."]
    assert len(asked) == 1


async def test_what_an_alias_leads_to_may_be_truncated() -> None:
    bench, _ = _resolving("web.example. 5 IN A 192.0.2.9", flags=TC)
    assert (await ask(make(Template, ALIAS, bench), "a.")).flags & TC


async def test_aliases_that_lead_to_each_other_end() -> None:
    async def resolve(request: Request) -> Response | None:
        return await plugin.serve(request, BEHIND)

    plugin: Template = make(Template, ALIAS, Bench(block(), resolve=resolve))
    assert 1 < len((await ask(plugin, "a.")).answer) < 20
