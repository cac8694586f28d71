"""A tree and a value to text: walks the nodes, and keeps variables and the place that an error names.

Pipelines and calls are `pipes`' business, the functions that every template knows are in `builtins`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from corefile.numbers import quote
from pydns_host.gotemplate import pipes
from pydns_host.gotemplate.errors import ExecError
from pydns_host.gotemplate.formatting import NO_VALUE, show
from pydns_host.gotemplate.nodes import Action, Branch, Call, Leap, Node, Sequence, Text
from pydns_host.gotemplate.values import Function, Map, Slice, is_true, octets

MAX_DEPTH = 150  # calls, branches and parentheses inside each other: what Python's own stack can take


class _LeapOut(Exception):
    """On the way out of a range's body; `keyword` tells whether the next round follows."""

    def __init__(self, keyword: str) -> None:
        super().__init__(keyword)
        self.keyword = keyword


class Evaluator:
    """One execution: `variables` are those in sight, the last one first; `node` is where it is."""

    def __init__(
        self, name: str, text: str, trees: Mapping[str, Sequence], functions: Mapping[str, Function], data: Any
    ) -> None:
        self.name = name
        self.text = text
        self.trees = trees
        self.functions = functions
        self.data = data
        self.out: list[str] = []
        self.variables: list[tuple[str, Any]] = [("$", data)]
        self.node: Node | None = None
        self.current = name
        self.depth = 0

    def run(self) -> str:
        """What the template writes; raises `ExecError`."""
        self.walk(self.data, self.trees[self.name])
        return "".join(self.out)

    def error(self, message: str) -> ExecError:
        """A complaint, with the place and the node that Go names."""
        if self.node is None:
            return ExecError(f"template: {self.name}: {message}")
        before = self.text[: self.node.position]
        column = len(octets(before[before.rfind("\n") + 1 :]))
        place = f"{self.name}:{before.count(chr(10)) + 1}:{column}"
        return ExecError(f"template: {place}: executing {quote(self.current)} at <{self.node}>: {message}")

    def walk(self, dot: Any, node: Node) -> None:
        """Do what a node says."""
        if isinstance(node, Text):
            self.out.append(node.text)
        elif isinstance(node, Action):
            value = pipes.pipe(self, dot, node.pipe)
            if not node.pipe.variables:
                self._print(node, value)
        elif isinstance(node, Sequence):
            for inner in node.nodes:
                self.walk(dot, inner)
        elif isinstance(node, Branch):
            self._branch(dot, node)
        elif isinstance(node, Leap):
            raise _LeapOut(node.keyword)
        elif isinstance(node, Call):
            self._call(dot, node)

    def deeper(self) -> None:
        """Count one more structure that is executed inside another."""
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise self.error(f"exceeded maximum template depth ({MAX_DEPTH})")

    def _print(self, node: Node, value: Any) -> None:
        self.node = node
        if isinstance(value, Function):
            raise self.error(f"can't print {node} of type func")
        self.out.append(NO_VALUE if value is None else show(value))

    def _branch(self, dot: Any, node: Branch) -> None:
        known = len(self.variables)
        self.deeper()
        if node.keyword == "range":
            self._range(dot, node)
        else:
            value = pipes.pipe(self, dot, node.pipe)
            if is_true(value):
                self.walk(value if node.keyword == "with" else dot, node.body)
            elif node.otherwise is not None:
                self.walk(dot, node.otherwise)
        del self.variables[known:]
        self.depth -= 1

    def _range(self, dot: Any, node: Branch) -> None:
        value = pipes.pipe(self, dot, node.pipe)
        known, rounds, depth = len(self.variables), 0, self.depth
        for index, element in self._elements(node, value):
            rounds += 1
            self._bind(node, index, element)
            try:
                self.walk(element, node.body)
            except _LeapOut as leap:
                if leap.keyword == "break":
                    break
            finally:
                del self.variables[known:]
                self.depth = depth
        if not rounds and node.otherwise is not None:
            self.walk(dot, node.otherwise)

    def _elements(self, node: Branch, value: Any) -> Iterator[tuple[Any, Any]]:
        if value is None:
            return iter(())
        if isinstance(value, Slice):
            return enumerate(value)
        if isinstance(value, Map):
            return ((key, value[key]) for key in sorted(value))
        if isinstance(value, int) and not isinstance(value, bool):
            if len(node.pipe.variables) > 1:
                raise self.error(f"can't use {show(value)} to iterate over more than one variable")
            return ((None, number) for number in range(value))
        raise self.error(f"range can't iterate over {show(value)}")

    def _bind(self, node: Branch, index: Any, element: Any) -> None:
        """The variables of a range: one is the element, two are index and element."""
        names = [variable.names[0] for variable in node.pipe.variables]
        values = (element,) if len(names) == 1 else (index, element)
        for place, (name, value) in enumerate(zip(names, values, strict=False)):
            if node.pipe.assigns:
                self.assign(name, value)
            else:
                self.variables[len(self.variables) - len(names) + place] = name, value

    def assign(self, name: str, value: Any) -> None:
        """Change a variable, the innermost of this name."""
        for place in range(len(self.variables) - 1, -1, -1):
            if self.variables[place][0] == name:
                self.variables[place] = name, value
                return
        raise self.error(f"undefined variable: {name}")

    def variable(self, name: str) -> Any:
        """A variable's value."""
        for known, value in reversed(self.variables):
            if known == name:
                return value
        raise self.error(f"undefined variable: {name}")

    def _call(self, dot: Any, node: Call) -> None:
        self.node = node
        tree = self.trees.get(node.name)
        if tree is None:
            raise self.error(f"template {quote(node.name)} not defined")
        self.deeper()
        inner = None if node.pipe is None else pipes.pipe(self, dot, node.pipe)
        outer = self.variables, self.current
        self.variables, self.current = [("$", inner)], node.name
        self.walk(inner, tree)
        self.depth -= 1
        self.variables, self.current = outer
