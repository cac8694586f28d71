"""What is said of directives that are not CoreDNS's own. Misspelt ones are tested with `assemble`."""

from __future__ import annotations

import pytest

from corefile.directives import DIRECTIVES
from pydns_host import external


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("unbound", "unbound is an external plugin of CoreDNS, not a part of it"),
        ("k8s_gateway", "k8s_gateway is an external plugin of CoreDNS, not a part of it"),
        ("proxy", "CoreDNS removed proxy in version 1.5.0: use forward"),
        ("federation", "CoreDNS removed federation in version 1.7.0"),
    ],
)
def test_a_directive_that_people_know_from_elsewhere_is_named(name: str, hint: str) -> None:
    assert (external.hint(name) or "").startswith(hint)


def test_nobodys_directive_gets_no_hint() -> None:
    assert external.hint("nosuchthing") is None


@pytest.mark.parametrize("name", DIRECTIVES)
def test_a_directive_of_coredns_is_neither_external_nor_removed(name: str) -> None:
    assert external.hint(name) is None
