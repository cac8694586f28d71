"""A template: parsed once, executed as often as asked. A value of its own; nothing in it changes.

The language is `parser`'s and `evaluator`'s business.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydns_host.gotemplate.builtins import BUILTINS
from pydns_host.gotemplate.nodes import Sequence, Text
from pydns_host.gotemplate.parser import parse
from pydns_host.gotemplate.values import Function


class Template:
    """A template's name and trees; raises `ParseError` for a text that Go refuses.

    `functions` may be called besides those that every template knows. `constant` is what a template without actions
    makes of all data, None for any other.
    """

    def __init__(self, name: str, text: str, functions: Mapping[str, Function] | None = None) -> None:
        self.name = name
        self.text = text
        self.functions = BUILTINS | dict(functions or {})
        self.trees = parse(name, text, self.functions)
        nodes = self.root.nodes
        self.constant = "".join(map(str, nodes)) if all(isinstance(node, Text) for node in nodes) else None

    @property
    def root(self) -> Sequence:
        """The tree of the text itself; as a string it is the text in Go's normal form."""
        return self.trees[self.name]

    def execute(self, data: Any) -> str:
        """The text that it makes of `data`; raises `ExecError`."""
        if self.constant is not None:
            return self.constant
        from pydns_host.gotemplate.evaluator import Evaluator  # late: who only checks does not need it

        return Evaluator(self.name, self.text, self.trees, self.functions, data).run()
