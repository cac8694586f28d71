"""Corefiles inside YAML: ConfigMaps, and lists, rendered charts and kustomizations that hold some.

A ConfigMap's values become documents that know their places in the file. YAML itself is PyYAML's business: this
module is imported only when there is a manifest.
"""

from __future__ import annotations

from collections.abc import Iterator
from fnmatch import fnmatch

import yaml

from pydns_host.check.sources.document import Document, Role
from pydns_host.check.sources.paths import Unreadable
from pydns_host.check.sources.scalars import locator

# The keys of a ConfigMap that hold our language, by what CoreDNS's deployments import (AKS, k3s, the Helm chart).
_KEYS = (("Corefile", Role.COREFILE), ("*.server", Role.SERVERS), ("*.override", Role.DIRECTIVES))
_HINT = "a Helm template must be rendered first: helm template CHART | pydns-host check -"


def documents(file: str, text: str) -> list[Document]:
    """The Corefiles of a manifest, in their order; raises `Unreadable` for what is no YAML."""
    try:
        roots = list(yaml.compose_all(text, Loader=yaml.SafeLoader))
    except yaml.YAMLError as error:
        raise Unreadable(f"{file}: not YAML: {_complaint(error)} ({_HINT})") from None
    except RecursionError:
        raise Unreadable(f"{file}: not YAML that can be read: nested too deeply") from None
    lines = tuple(text.split("\n"))
    found: list[Document] = []
    for number, root in enumerate(roots):
        for owner, key, value in _values(root):
            name = f"{file}#{number}/{owner}/{key.value}"
            locate = locator(text, value, name, file)
            found.append(Document(name, file, value.value, _role(key.value), key.value, owner, locate, lines))
    return found


def _complaint(error: yaml.YAMLError) -> str:
    mark = getattr(error, "problem_mark", None)
    problem = getattr(error, "problem", None) or str(error).split("\n")[0]
    return f"{problem} in line {mark.line + 1}" if mark is not None else str(problem)


def _role(key: str) -> Role:
    return next(role for pattern, role in _KEYS if fnmatch(key, pattern))


def _values(root: yaml.Node | None) -> Iterator[tuple[str, yaml.ScalarNode, yaml.ScalarNode]]:
    """The name of each ConfigMap's, and those of its entries that are our language: key and value."""
    for node in _mappings(root):
        fields = _fields(node)
        data = fields.get("data")
        entries = _pairs(data) if data is not None else []
        metadata = fields.get("metadata")
        named = _fields(metadata).get("name") if metadata is not None else None
        for key, value in entries:
            if isinstance(value, yaml.ScalarNode) and any(fnmatch(key.value, pattern) for pattern, _ in _KEYS):
                yield (named.value if isinstance(named, yaml.ScalarNode) else ""), key, value


def _mappings(root: yaml.Node | None) -> Iterator[yaml.MappingNode]:
    """Every mapping of a document, outer ones first; an alias's once."""
    waiting: list[yaml.Node] = [] if root is None else [root]
    seen: set[int] = set()
    while waiting:
        node = waiting.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        if isinstance(node, yaml.MappingNode):
            yield node
            waiting.extend(value for _, value in reversed(node.value))
        elif isinstance(node, yaml.SequenceNode):
            waiting.extend(reversed(node.value))


def _pairs(node: yaml.Node) -> list[tuple[yaml.ScalarNode, yaml.Node]]:
    if not isinstance(node, yaml.MappingNode):
        return []
    return [(key, value) for key, value in node.value if isinstance(key, yaml.ScalarNode)]


def _fields(node: yaml.Node) -> dict[str, yaml.Node]:
    return {key.value: value for key, value in _pairs(node)}
