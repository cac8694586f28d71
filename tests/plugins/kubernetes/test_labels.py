"""Label selectors are taken and refused as Kubernetes' own library does, in its words."""

from __future__ import annotations

import pytest

from pydns_host.plugins.kubernetes.labels import Requirement, SelectorError, parse_selector

A = Requirement("a", "exists")


@pytest.mark.parametrize(
    ("text", "requirements"),
    [
        ("", []),
        ("a", [A]),
        ("!a", [Requirement("a", "!")]),
        ("a=b", [Requirement("a", "=", ("b",))]),
        ("a == b", [Requirement("a", "=", ("b",))]),
        ("a=", [Requirement("a", "=", ("",))]),
        ("a, x.org/b in (d,c,c)", [A, Requirement("x.org/b", "in", ("c", "d"))]),
        ("a notin ()", [Requirement("a", "notin", ("",))]),
        ("a in (x,,y)", [Requirement("a", "in", ("", "x", "y"))]),
        ("a in (,)", [Requirement("a", "in", ("",))]),
        ("in in (in)", [Requirement("in", "in", ("in",))]),
        ("notin=in", [Requirement("notin", "=", ("in",))]),
    ],
)
def test_a_selector_is_requirements(text: str, requirements: list[Requirement]) -> None:
    assert list(parse_selector(text)) == requirements


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("a b", "unable to parse requirement: found 'b', expected: in, notin, =, ==, !=, gt, lt"),
        ("a,", "found '', expected: identifier after ','"),
        (",a", "found ',', expected: !, identifier, or 'end of string'"),
        ("!", "unable to parse requirement: found '', expected: identifier"),
        ("a in", "unable to parse requirement: found '' expected: '('"),
        ("a notin (b", "unable to parse requirement: found '', expected: ',' or ')'"),
        ("a in (x y)", "unable to parse requirement: found 'y', expected: ',' or ')'"),
        ("a==b=c", "found '=', expected: ',' or 'end of string'"),
        ("a====b", "unable to parse requirement: found '==', expected: identifier"),
        ("/a", 'unable to parse requirement: <nil>: Invalid value: "/a": prefix part must be non-empty'),
        ("a>x", "values[0]: Invalid value: \"x\": for 'Gt', 'Lt' operators, the value must be an integer"),
        ("a=-b", 'values[0][a]: Invalid value: "-b": a valid label must be an empty string or consist of'),
        ("a/b/c", 'Invalid value: "a/b/c": a valid label key must consist of alphanumeric characters'),
        ("-a", 'Invalid value: "-a": name part must consist of alphanumeric characters'),
        ("a" * 64, "name part must be no more than 63 bytes"),
        ("A_/x", "prefix part a lowercase RFC 1123 subdomain must consist of"),
    ],
)
def test_what_is_no_selector_is_refused_in_the_librarys_words(text: str, reason: str) -> None:
    with pytest.raises(SelectorError) as raised:
        parse_selector(text)
    assert str(raised.value).startswith(f'couldn\'t parse the selector string "{text}": ')
    assert reason in str(raised.value)


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("a!=b", '"!=" is not a valid label selector operator'),
        ("a>5", '"gt" isn\'t supported in label selectors'),
        ("a<5", '"lt" isn\'t supported in label selectors'),
    ],
)
def test_operators_that_objects_cannot_be_selected_by_are_refused(text: str, error: str) -> None:
    with pytest.raises(SelectorError) as raised:
        parse_selector(text)
    assert str(raised.value) == error
