"""Corefiles inside YAML: ConfigMaps, and lists, rendered charts and kustomizations that hold some.

A ConfigMap's values become documents that know their places in the file. YAML itself is PyYAML's business: this
module is imported only when there is a manifest.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fnmatch import fnmatch

import yaml

from pydns_host.check.sources.document import ROLES, Document, Locate, role_of
from pydns_host.check.sources.paths import Unreadable
from pydns_host.check.sources.scalars import locator

_HINT = "a Helm template must be rendered first: helm template CHART | pydns-host check -"


@dataclass(frozen=True, slots=True)
class _Entry:
    """A scalar that is in our language but for its first `skip` characters, or a manifest itself (`key` is "")."""

    owner: str
    key: str
    value: yaml.ScalarNode
    skip: int = 0


def documents(file: str, text: str) -> list[Document]:
    """The Corefiles of a manifest, in their order; raises `Unreadable` for what is no YAML."""
    lines = tuple(text.split("\n"))
    return [replace(document, file=file, lines=lines) for document in _documents(file, text)]


def _documents(file: str, text: str) -> Iterator[Document]:
    for number, root in enumerate(_roots(file, text)):
        for entry in _entries(root):
            name = f"{file}#{number}/{entry.owner}/{entry.key or entry.value.start_mark.index}"
            locate = locator(text, entry.value, name, file, entry.skip)
            inside = entry.value.value[entry.skip :]
            if entry.key:
                yield Document(name, file, inside, role_of(entry.key), entry.key, entry.owner, locate)
            else:
                for document in _documents(name, inside):
                    yield replace(document, locate=_through(document.locate, locate))


def _through(inner: Locate | None, outer: Locate) -> Locate:
    return outer if inner is None else lambda span: outer(inner(span))


def _roots(file: str, text: str) -> list[yaml.Node | None]:
    try:
        return list(yaml.compose_all(text, Loader=yaml.SafeLoader))
    except yaml.YAMLError as error:
        raise Unreadable(f"{file}: not YAML: {_complaint(error)} ({_HINT})") from None
    except RecursionError:
        raise Unreadable(f"{file}: not YAML that can be read: nested too deeply") from None


def _complaint(error: yaml.YAMLError) -> str:
    mark = getattr(error, "problem_mark", None)
    problem = getattr(error, "problem", None) or str(error).split("\n")[0]
    return f"{problem} in line {mark.line + 1}" if mark is not None else str(problem)


def _is_ours(key: str) -> bool:
    return any(fnmatch(key, pattern) for pattern in ROLES)


def _entries(root: yaml.Node | None) -> Iterator[_Entry]:
    """What is ours in one YAML document."""
    for node in _mappings(root):
        fields = _fields(node)
        yield from _of_config_map(fields)
        yield from _of_generator(fields)
        yield from _of_patch(fields)


def _of_config_map(fields: dict[str, yaml.Node]) -> Iterator[_Entry]:
    metadata = fields.get("metadata")
    owner = _text(_fields(metadata).get("name")) if metadata is not None else ""
    for key, value in _fields(fields["data"]).items() if "data" in fields else ():
        if isinstance(value, yaml.ScalarNode) and _is_ours(key):
            yield _Entry(owner, key, value)


def _of_generator(fields: dict[str, yaml.Node]) -> Iterator[_Entry]:
    """The literals of kustomize's configMapGenerator: `Corefile=...`."""
    literals = fields.get("literals")
    for value in literals.value if isinstance(literals, yaml.SequenceNode) else ():
        key, given, _ = _text(value).partition("=")
        if given and _is_ours(key):
            yield _Entry(_text(fields.get("name")), key, value, len(key) + 1)


def _of_patch(fields: dict[str, yaml.Node]) -> Iterator[_Entry]:
    """Patches of kustomize: a manifest or operations as text, or one operation (RFC 6902)."""
    patch, value = fields.get("patch"), fields.get("value")
    if isinstance(patch, yaml.ScalarNode) and patch.style is not None:
        yield _Entry("", "", patch)
    folder, _, key = _text(fields.get("path")).rpartition("/")
    if folder.endswith("/data") and isinstance(value, yaml.ScalarNode) and _is_ours(key):
        yield _Entry("", key, value)


def _text(node: yaml.Node | None) -> str:
    return str(node.value) if isinstance(node, yaml.ScalarNode) else ""


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
