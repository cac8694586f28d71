"""What came and went with versions of CoreDNS, by the version that is meant."""

from __future__ import annotations

import pytest

from corefile.directives import DIRECTIVES
from pydns_host.check import history
from pydns_host.check.settings import Settings, shown, version
from pydns_host.registry import Registry
from tests.pydns_host.check.checking import findings


def _found(text: str, coredns: str | None) -> list[tuple[int, str]]:
    settings = Settings(coredns=None if coredns is None else version(coredns))
    return [(one.span.line, one.code) for one in findings(text, settings, on_disk=False) if one.span]


PROXY = "a.org {\n  proxy . 192.0.2.1\n}\n"
SYNC = "a.org {\n  file db {\n    no_reload\n  }\n}\n"
STILL = "a.org {\n  file db {\n    upstream\n  }\n}\n"
NEW = "a.org {\n  forward . 192.0.2.1 {\n    max_concurrent 1\n  }\n}\n"
VIEW = "a.org {\n  view v {\n    expr true\n  }\n  forward . 192.0.2.1\n}\n"


@pytest.mark.parametrize(
    ("text", "coredns", "found"),
    [
        pytest.param(PROXY, None, [(2, "CF901")], id="a removed directive"),
        pytest.param(PROXY, "1.5", [(2, "CF901")], id="a removed directive, in the version that removed it"),
        pytest.param(PROXY, "1.4.0", [(2, "CF903")], id="a removed directive, while it was deprecated"),
        pytest.param(PROXY, "1.3.1", [], id="a removed directive, before"),
        pytest.param(SYNC, None, [(3, "CF902")], id="a removed option"),
        pytest.param(SYNC, "1.4", [(3, "CF903")], id="a removed option, while it was deprecated"),
        pytest.param(SYNC, "1.3.0", [], id="a removed option, before"),
        pytest.param(STILL, None, [(3, "CF903")], id="a deprecated option that is still taken"),
        pytest.param(STILL, "1.5.1", [], id="a deprecated option, before"),
        pytest.param(NEW, None, [], id="a new option"),
        pytest.param(NEW, "1.6.8", [], id="a new option, in the version that brought it"),
        pytest.param(NEW, "1.6.7", [(3, "CF905")], id="a new option, before"),
        pytest.param(VIEW, "1.9", [(2, "CF904")], id="a new directive, before"),
    ],
)
def test_the_version_that_is_meant_decides(text: str, coredns: str | None, found: list[tuple[int, str]]) -> None:
    assert _found(text, coredns) == found


def test_a_removed_option_keeps_the_words_of_the_reference() -> None:
    (found,) = findings(SYNC, on_disk=False)
    assert found.message == "plugin/file: unknown property 'no_reload'"
    assert found.hint == "CoreDNS removed no_reload in version 1.5.0: write reload 0"


@pytest.mark.parametrize("name", sorted({*history.DIRECTIVES_SINCE, *(name for name, _ in history.OPTIONS_SINCE)}))
def test_what_came_is_a_directive_of_coredns(name: str) -> None:
    assert name in DIRECTIVES


@pytest.mark.parametrize(
    ("directive", "option"), [*history.OPTIONS_SINCE], ids=[" ".join(each) for each in history.OPTIONS_SINCE]
)
def test_an_option_that_came_is_known_to_its_directive(directive: str, option: str) -> None:
    if Registry().parser(directive) is None:
        pytest.skip(f"{directive} is not understood yet")
    arguments = {"tls": "cert.pem key.pem"}.get(directive, "")  # without them it is another directive, for ACME
    found = findings(f"a.org {{\n  {directive} {arguments} {{\n    {option}\n  }}\n}}\n", on_disk=False)
    assert not [one for one in found if one.code == "CF213" and one.span and one.span.line == 3]


@pytest.mark.parametrize("text", ["1.11", "v1.11.3", "1.0.0"])
def test_a_version_reads_back(text: str) -> None:
    assert shown(version(text)) == text.removeprefix("v")


@pytest.mark.parametrize("text", ["", "1", "1.2.3.4", "one", "1.11-rc1", "1.11111"])
def test_what_is_no_version_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is no version"):
        version(text)
