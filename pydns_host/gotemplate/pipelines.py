"""What stands inside an action: pipelines of commands, commands of operands, operands of terms and fields.

Control structures are `parser`'s.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from corefile.numbers import quote
from pydns_host.gotemplate.lexer import Kind, Token
from pydns_host.gotemplate.literals import character, number, unquote
from pydns_host.gotemplate.nodes import (
    Boolean,
    Chain,
    Command,
    Dot,
    Field,
    Identifier,
    Nil,
    Node,
    Number,
    Pipe,
    String,
    Variable,
)

if TYPE_CHECKING:
    from pydns_host.gotemplate.parser import Parser

_OPERANDS = frozenset(
    (Kind.BOOL, Kind.CHAR_CONSTANT, Kind.DOT, Kind.FIELD, Kind.IDENTIFIER, Kind.NUMBER, Kind.STRING, Kind.VARIABLE)
) | {Kind.PAREN}
_NOT_CALLABLE = (Boolean, Dot, Nil, Number, String)


def pipeline(parser: Parser, context: str, end: Kind) -> Pipe:
    """A pipeline up to `end`, which is taken too."""
    tokens = parser.tokens
    begin = tokens.peek_word().position
    variables, assigns = _declarations(parser, context)
    commands: list[Command] = []
    while True:
        mark = tokens.index
        token = tokens.next_word()
        if token.kind is end:
            break
        if token.kind not in _OPERANDS and not (token.kind is Kind.KEYWORD and token.text == "nil"):
            raise tokens.unexpected(token, context)
        tokens.index = mark
        commands.append(_command(parser))
    if not commands:
        raise tokens.error(f"missing value for {context}")
    for stage, command in enumerate(commands[1:], 2):
        if isinstance(command.arguments[0], _NOT_CALLABLE):
            raise tokens.error(f"non executable command in pipeline stage {stage}")
    return Pipe(begin, tuple(variables), assigns, tuple(commands))


def _declarations(parser: Parser, context: str) -> tuple[list[Variable], bool]:
    """The variables in front of `:=` or `=`; a range may have two."""
    tokens, found = parser.tokens, []
    while tokens.peek_word().kind is Kind.VARIABLE:
        mark = tokens.index
        token = tokens.next()
        following = tokens.peek_word()
        comma = following.kind is Kind.CHAR and following.text == ","
        if not comma and following.kind not in (Kind.ASSIGN, Kind.DECLARE):
            tokens.index = mark
            break
        tokens.next_word()
        found.append(Variable(token.position, tuple(token.text.split("."))))
        parser.variables.append(token.text)
        if not comma:
            return found, following.kind is Kind.ASSIGN
        if context != "range" or len(found) > 1:
            raise tokens.error(f"too many declarations in {context}")
        if tokens.peek_word().kind not in (Kind.VARIABLE, Kind.RIGHT, Kind.RIGHT_PAREN):
            raise tokens.error("range can only initialize variables")
    return found, False


def _command(parser: Parser) -> Command:
    tokens = parser.tokens
    begin, arguments = tokens.peek_word().position, []
    while True:
        tokens.peek_word()
        operand = _operand(parser)
        if operand is not None:
            arguments.append(operand)
        mark = tokens.index
        token = tokens.next()
        if token.kind is Kind.SPACE:
            continue
        if token.kind in (Kind.RIGHT, Kind.RIGHT_PAREN):
            tokens.index = mark
        elif token.kind is not Kind.PIPE:
            raise tokens.unexpected(token, "operand")
        break
    if not arguments:
        raise tokens.error("empty command")
    return Command(begin, tuple(arguments))


def _operand(parser: Parser) -> Node | None:
    tokens = parser.tokens
    node = _term(parser)
    if node is None or tokens.peek().kind is not Kind.FIELD:
        return node
    begin, names = tokens.peek().position, []
    while tokens.peek().kind is Kind.FIELD:
        names.append(tokens.next().text[1:])
    if isinstance(node, Field):
        return Field(begin, node.names + tuple(names))
    if isinstance(node, Variable):
        return Variable(begin, node.names + tuple(names))
    if isinstance(node, _NOT_CALLABLE):
        raise tokens.error(f"unexpected . after term {quote(str(node))}")
    return Chain(begin, node, tuple(names))


def _term(parser: Parser) -> Node | None:
    tokens = parser.tokens
    mark = tokens.index
    token = tokens.next_word()
    if token.kind is Kind.PAREN:
        parser.deeper()
        found = parser.pipeline("parenthesized pipeline", Kind.RIGHT_PAREN)
        parser.depth -= 1
        return found
    if token.kind in (Kind.STRING, Kind.NUMBER, Kind.CHAR_CONSTANT):
        return _literal(parser, token)
    if token.kind in (Kind.IDENTIFIER, Kind.VARIABLE):
        return _known(parser, token)
    if token.kind is Kind.DOT:
        return Dot(token.position)
    if token.kind is Kind.FIELD:
        return Field(token.position, (token.text[1:],))
    if token.kind is Kind.BOOL:
        return Boolean(token.position, token.text == "true")
    if token.kind is Kind.KEYWORD and token.text == "nil":
        return Nil(token.position)
    tokens.index = mark
    return None


def _literal(parser: Parser, token: Token) -> Node:
    try:
        if token.kind is Kind.STRING:
            return String(token.position, token.text, unquote(token.text))
        return (number if token.kind is Kind.NUMBER else character)(token.position, token.text)
    except ValueError as error:
        raise parser.tokens.error(str(error)) from None


def _known(parser: Parser, token: Token) -> Node:
    """A function or variable, which must be defined."""
    if token.kind is Kind.IDENTIFIER:
        if token.text not in parser.functions:
            raise parser.tokens.error(f"function {quote(token.text)} not defined")
        return Identifier(token.position, token.text)
    if token.text not in parser.variables:
        raise parser.tokens.error(f"undefined variable {quote(token.text)}")
    return Variable(token.position, (token.text,))
