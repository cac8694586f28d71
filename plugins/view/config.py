"""What a Corefile says about view: which queries a server block takes. Choosing among them is `plugin`'s business."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from corefile.arguments import UNUSABLE, once, word_at
from corefile.options import Option, Options, Reader, exactly
from pydns_host.expressions.environment import NAMES
from pydns_host.expressions.errors import ExpressionError
from pydns_host.expressions.program import Program

if TYPE_CHECKING:
    from pydns_host.block import Block


@dataclass(frozen=True, slots=True)
class Config:
    """A name, and the expressions that must all be true of a query."""

    name: str
    expressions: tuple[Program, ...] = ()


def _expression(reader: Reader) -> Program:
    at = reader.word
    args = reader.remaining_args()
    try:
        program = Program(" ".join(word.value for word in args), NAMES)
    except ExpressionError as error:
        word = word_at(args, error.offset) if args else at
        raise reader.error(str(error), word, None if args else "write an expression", code="CF225") from None
    if not program.type.unknown and program.type.kind != "bool":
        text = f"the expression is never true: its value is of type {program.type}"
        reader.warn(text, args[0], code=UNUSABLE)
    return program


OPTIONS = Options(Option("expr", _expression, "EXPRESSION: what must be true of a query"))


def parse(reader: Reader, block: Block) -> Config:
    """One `view` in a server block; its name is the block's."""
    config = Config("")
    for _ in once(reader):
        name = ""
        with reader.recovering():
            name = exactly(1)(reader)[0].value
        config = Config(name, tuple(OPTIONS.read_block(reader).get("expr", ())))
    block.view = config.name
    return config
