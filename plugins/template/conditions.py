"""The options var and expr: expressions that give templates variables, and decide whether a template fits.

What expressions are is `pydns_host.expressions`' business.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from corefile.arguments import UNUSABLE, word_at
from corefile.nodes import Word
from corefile.options import OptionError, Reader, quote
from pydns_host.expressions.builtins import BUILTINS
from pydns_host.expressions.environment import NAMES, Environment
from pydns_host.expressions.errors import ExpressionError
from pydns_host.expressions.program import Program, is_identifier
from pydns_host.expressions.types import ANY, STRING, Type, function, variable

if TYPE_CHECKING:
    from pydns_host.message import Request

_NAME = re.compile(r"[a-zA-Z_][a-zA-Z0-9_]*", re.ASCII)


@dataclass(frozen=True, slots=True)
class Conditions:
    """The variables of a template, in order, and the expressions that must all be true."""

    variables: tuple[tuple[str, Program], ...] = ()
    expressions: tuple[Program, ...] = ()

    def hold(self, request: Request, groups: Mapping[str, str]) -> dict[str, Any] | None:
        """The variables for a query, with the groups of its match; None when an expression is not true.

        Raises `EvaluationError` for an expression that has no value.
        """
        names = Environment(request, {"group": group_of(groups)})
        found: dict[str, Any] = {}
        for name, program in self.variables:
            found[name] = names[name] = program.evaluate(names)
        return found if all(program.evaluate(names) is True for program in self.expressions) else None


@dataclass(slots=True)
class Reading:
    """What one occurrence says, option by option: an expression may use the variables in front of it."""

    names: dict[str, Type] = field(default_factory=lambda: {**NAMES, "group": function(ANY, gives=STRING)})
    variables: list[tuple[str, Program]] = field(default_factory=list)
    expressions: list[Program] = field(default_factory=list)

    def variable(self, reader: Reader) -> None:
        """`var NAME EXPRESSION...`"""
        words = reader.remaining_args()
        if len(words) < 2:
            raise reader.arg_error()
        name = words[0].value
        if not _NAME.fullmatch(name):
            raise reader.error(f"invalid variable name {quote(name)}", words[0])
        if name in self.names or name in BUILTINS or not is_identifier(name):
            raise reader.error(f"variable name {quote(name)} is reserved", words[0])
        try:
            program = self._compiled(reader, words[1:], f"{name}, ")
        except OptionError:
            self.names[name] = variable(ANY)  # known all the same to what follows
            raise
        self.names[name] = variable(program.type)
        self.variables.append((name, program))

    def expression(self, reader: Reader) -> None:
        """`expr EXPRESSION...`"""
        words = reader.remaining_args()
        if not words:
            raise reader.arg_error()
        program = self._compiled(reader, words, "")
        if not (program.type.unknown or program.type.kind == "bool"):
            text = f"the expression is never true: its value is of type {program.type}"
            reader.warn(text, words[0], code=UNUSABLE)
        self.expressions.append(program)

    def _compiled(self, reader: Reader, words: list[Word], shown: str) -> Program:
        try:
            return Program(" ".join(word.value for word in words), self.names)
        except ExpressionError as error:
            word = word_at(words, error.offset)
            raise reader.error(f"could not compile expression: {shown}{error}", word, code="CF225") from None

    def result(self) -> Conditions:
        """What was read."""
        return Conditions(tuple(self.variables), tuple(self.expressions))


def group_of(groups: Mapping[str, str]) -> Callable[[Any], str]:
    """The function `group` for the groups of a match, which have names and numbers."""

    def group(name: Any) -> str:
        return groups.get(str(name), "") if type(name) in (int, str) else ""

    return group
