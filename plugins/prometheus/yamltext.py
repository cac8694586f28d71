"""YAML in which every scalar is text, as decoders hand it to settings whose kind they know; no key stands twice.

What the settings are is not known here.
"""

from __future__ import annotations

from typing import Any

import yaml

_KEPT = ("tag:yaml.org,2002:null", "tag:yaml.org,2002:merge")


class Unreadable(Exception):
    """What is no YAML; the text says where."""


class _Loader(yaml.SafeLoader):
    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen = set()
        for key, _ in node.value:
            if isinstance(key, yaml.ScalarNode) and key.value in seen:
                raise yaml.constructor.ConstructorError(None, None, f'"{key.value}" stands twice', key.start_mark)
            seen.add(key.value if isinstance(key, yaml.ScalarNode) else None)
        return super().construct_mapping(node, deep)


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in known if tag in _KEPT]
    for first, known in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def load(octets: bytes) -> Any:
    """Mappings, lists, text and None; raises `Unreadable`."""
    try:
        return yaml.load(octets, _Loader)
    except (yaml.YAMLError, UnicodeError, RecursionError) as error:
        raise Unreadable(" ".join(str(error).split())) from None
