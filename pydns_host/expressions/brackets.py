"""Arrays and maps: what stands in brackets of its own. Brackets behind an operand are `suffixes`' business."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydns_host.expressions.lexer import Kind, Token
from pydns_host.expressions.nodes import Array, Constant, Map, Node

if TYPE_CHECKING:
    from pydns_host.expressions.parser import Parser

_KEY = "a map key must be a quoted string, a number, a identifier, or an expression enclosed in parentheses"


def array(parser: Parser, begin: Token) -> Node:
    """`[a, b]`; a comma may stand behind the last one."""
    cursor, nodes = parser.cursor, list[Node]()
    cursor.next()
    while not cursor.at(Kind.BRACKET, "]"):
        if nodes:
            cursor.expect(Kind.OPERATOR, ",")
            if cursor.at(Kind.BRACKET, "]"):
                break
        nodes.append(parser.expression())
    cursor.expect(Kind.BRACKET, "]")
    return cursor.made(Array(begin.at, tuple(nodes)), *nodes)


def mapping(parser: Parser, begin: Token) -> Node:
    """`{key: value}`; a comma may stand behind the last one."""
    cursor, pairs = parser.cursor, list[tuple[Node, Node]]()
    cursor.next()
    while not cursor.at(Kind.BRACKET, "}"):
        if pairs:
            cursor.expect(Kind.OPERATOR, ",")
            if cursor.at(Kind.BRACKET, "}"):
                break
            if cursor.at(Kind.OPERATOR, ","):
                raise cursor.unexpected()
        key = _key(parser)
        cursor.expect(Kind.OPERATOR, ":")
        pairs.append((key, parser.expression()))
    cursor.expect(Kind.BRACKET, "}")
    return cursor.made(Map(begin.at, tuple(pairs)), *(node for pair in pairs for node in pair))


def _key(parser: Parser) -> Node:
    cursor = parser.cursor
    if cursor.at(Kind.BRACKET, "("):
        return parser.expression()
    if cursor.current.kind not in (Kind.NUMBER, Kind.STRING, Kind.IDENTIFIER):
        raise cursor.error(f"{_KEY} (unexpected token {cursor.current})")
    token = cursor.next()
    return cursor.made(Constant(token.at, token.value))
