"""Which entries of which manifests are Corefiles, and what is said of those that are no YAML."""

from __future__ import annotations

import pytest

from pydns_host.check.sources.document import Role
from pydns_host.check.sources.manifests import documents
from pydns_host.check.sources.paths import Unreadable
from tests.pydns_host.check.checking import findings

MAP = """\
apiVersion: v1
kind: ConfigMap
metadata:
  name: coredns
data:
  Corefile: |
    . {
    }
  extra.server: |
    a.org {
    }
  log.override: log
  NodeHosts: |
    192.0.2.1 a
"""


def _entries(text: str) -> list[tuple[str, str, Role]]:
    return [(found.owner, found.key, found.role) for found in documents("cm.yaml", text)]


OURS = [
    ("coredns", "Corefile", Role.COREFILE),
    ("coredns", "extra.server", Role.SERVERS),
    ("coredns", "log.override", Role.DIRECTIVES),
]


def _indented(text: str) -> str:
    return "".join(f"    {line}\n" for line in text.splitlines())


@pytest.mark.parametrize(
    ("text", "entries"),
    [
        pytest.param(MAP, OURS, id="a ConfigMap"),
        pytest.param(f"---\nkind: Service\n---\n{MAP}---\n# nothing\n", OURS, id="one of several documents"),
        pytest.param("kind: List\nitems:\n  -\n" + _indented(MAP), OURS, id="one in a list"),
        pytest.param('{"data": {"Corefile": ". {\\n}"}}', [("", "Corefile", Role.COREFILE)], id="JSON"),
        pytest.param("data:\n  Corefile: [1]\n  1: 2\n  ? [a]\n  : b\n", [], id="an entry that is no text"),
        pytest.param(
            "configMapGenerator:\n- name: coredns\n  literals:\n  - Corefile=x\n  - OTHER=y\n  files: [a]\n",
            [("coredns", "Corefile", Role.COREFILE)],
            id="literals of kustomize",
        ),
        pytest.param(
            "patches:\n- patch: |-\n    metadata: {name: coredns-custom}\n    data:\n      x.override: log\n",
            [("coredns-custom", "x.override", Role.DIRECTIVES)],
            id="a patch of kustomize",
        ),
        pytest.param(
            "patches:\n- patch: |-\n    - op: replace\n      path: /data/Corefile\n      value: x\n",
            [("", "Corefile", Role.COREFILE)],
            id="operations of kustomize",
        ),
        pytest.param("data: Corefile\n", [], id="data that is no mapping"),
        pytest.param("", [], id="nothing"),
        pytest.param("- &a {data: {Corefile: x}}\n- *a\n", [("", "Corefile", Role.COREFILE)], id="an alias, once"),
        pytest.param("&a\nself: *a\n", [], id="an alias of what it is in"),
    ],
)
def test_entries_that_are_corefiles_are_found(text: str, entries: list[tuple[str, str, Role]]) -> None:
    assert _entries(text) == entries


@pytest.mark.parametrize(
    "text",
    [
        "configMapGenerator:\n- literals:\n  - |-\n    Corefile=. {\n      nosuch\n    }\n",
        'configMapGenerator:\n- literals:\n  - "Corefile=. {\\n  nosuch\\n}"\n',
        "patches:\n- patch: |-\n    data:\n      Corefile: |\n        . {\n          nosuch\n        }\n",
        'patches:\n- patch: "data:\\n  Corefile: |\\n    . {\\n      nosuch\\n    }\\n"\n',
    ],
    ids=["a literal", "a literal in quotes", "a patch", "a patch in quotes"],
)
def test_what_is_inside_of_something_else_is_found_at_its_place(text: str) -> None:
    (found,) = findings(text, file="kustomization.yaml")
    assert found.span is not None
    line = text.split("\n")[found.span.line - 1]
    assert line[found.span.column - 1 : found.span.end_column - 1] == "nosuch"


def test_each_entry_has_a_name_of_its_own() -> None:
    names = [found.name for found in documents("cm.yaml", f"{MAP}---\n{MAP}")]
    assert len(set(names)) == 6


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("data:\n  Corefile: {{ .Values.corefile }}\n x", "cm.yaml: not YAML: .* in line 3"),
        ("a: \x00", "cm.yaml: not YAML: "),
        ("[" * 100_000, "cm.yaml: not YAML that can be read: nested too deeply"),
    ],
    ids=["a template", "a control character", "nested without end"],
)
def test_what_is_no_yaml_is_told(text: str, complaint: str) -> None:
    with pytest.raises(Unreadable, match=complaint):
        documents("cm.yaml", text)
