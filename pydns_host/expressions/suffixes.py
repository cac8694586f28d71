"""What stands behind an operand: members, indexes, slices and the arguments of calls.

Which operand it is belongs to `parser`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydns_host.expressions.builtins import BUILTINS, PREDICATES
from pydns_host.expressions.lexer import Kind, Token, alphabetic, alphanumeric
from pydns_host.expressions.nodes import Builtin, Call, Chain, Constant, Identifier, Member, Node, Predicate, Slice

if TYPE_CHECKING:
    from pydns_host.expressions.parser import Parser


def read(parser: Parser, node: Node) -> Node:
    """The operand with all that stands behind it."""
    cursor = parser.cursor
    while True:
        if cursor.at(Kind.OPERATOR, ".", "?."):
            optional = cursor.next().value == "?."
            if optional and cursor.at(Kind.BRACKET, "["):
                node = _index(parser, node, optional)
            else:
                node = _member(parser, node, optional)
        elif cursor.at(Kind.BRACKET, "["):
            node = _index(parser, node, False)
        else:
            return node


def _member(parser: Parser, node: Node, optional: bool) -> Node:
    cursor = parser.cursor
    token = cursor.next()
    if token.kind is not Kind.IDENTIFIER and not (token.kind is Kind.OPERATOR and _is_name(token.value)):
        raise cursor.error("expected name")
    chained = isinstance(node, Chain)
    base = node.node if isinstance(node, Chain) else node
    name = cursor.made(Constant(token.at, token.value))
    method = cursor.at(Kind.BRACKET, "(")
    found = cursor.made(Member(token.at, base, name, optional, method), base)
    if method:
        arguments = _arguments(parser)
        found = cursor.made(Call(token.at, found, arguments), found, *arguments)
    return cursor.made(Chain(token.at, found), found) if chained or optional else found


def _is_name(text: str) -> bool:
    return alphabetic(text[:1]) and all(map(alphanumeric, text))


def _index(parser: Parser, node: Node, optional: bool) -> Node:
    """`[index]`, or a slice with one or both of its ends."""
    cursor = parser.cursor
    begin = cursor.next()
    start = None if cursor.at(Kind.OPERATOR, ":") else parser.expression()
    if cursor.accept(Kind.OPERATOR, ":"):
        stop = None if cursor.at(Kind.BRACKET, "]") else parser.expression()
        found = cursor.made(Slice(begin.at, node, start, stop), node, start, stop)
    elif start is None:
        raise cursor.unexpected()
    else:
        found = cursor.made(Member(begin.at, node, start, optional), node, start)
        if optional:
            found = cursor.made(Chain(begin.at, found), found)
    cursor.expect(Kind.BRACKET, "]")
    return found


def call(parser: Parser, token: Token, *piped: Node, forced: bool = False) -> Node:
    """The call of the function that a token names, its arguments behind those that are piped into it.

    `forced` is a call of the language's own function even where the environment has one of the name.
    """
    name = token.value
    own = forced or name not in parser.known
    if own and name in PREDICATES:
        arguments = _collection_arguments(parser, PREDICATES[name], piped)
        return parser.cursor.made(Builtin(token.at, name, arguments), *arguments)
    if own and name in BUILTINS and name not in parser.disabled:
        arguments = _arguments(parser, piped)
        return parser.cursor.made(Builtin(token.at, name, arguments), *arguments)
    callee = parser.cursor.made(Identifier(token.at, name))
    arguments = _arguments(parser, piped)
    return parser.cursor.made(Call(token.at, callee, arguments), callee, *arguments)


def _arguments(parser: Parser, piped: tuple[Node, ...] = ()) -> tuple[Node, ...]:
    cursor, found = parser.cursor, list(piped)
    cursor.expect(Kind.BRACKET, "(")
    while not cursor.at(Kind.BRACKET, ")"):
        if len(found) > len(piped):
            cursor.expect(Kind.OPERATOR, ",")
            if cursor.at(Kind.BRACKET, ")"):
                break
        found.append(parser.expression())
    cursor.expect(Kind.BRACKET, ")")
    return tuple(found)


def _collection_arguments(parser: Parser, shape: str, piped: tuple[Node, ...]) -> tuple[Node, ...]:
    """Arguments of which one is a predicate; in `shape` an argument is a letter, in upper case if it may be missing."""
    cursor, found = parser.cursor, list(piped)
    cursor.expect(Kind.BRACKET, "(")
    wanted = shape[len(piped) :]
    for place, kind in enumerate(wanted):
        if cursor.at(Kind.BRACKET, ")"):
            if kind.isupper():
                break
            raise cursor.error(f"expected at least {len(wanted)} arguments")
        if place:
            cursor.expect(Kind.OPERATOR, ",")
        found.append(_predicate(parser) if kind in "pP" else parser.expression())
    if cursor.at(Kind.OPERATOR, ","):
        cursor.next()
    cursor.expect(Kind.BRACKET, ")")
    return tuple(found)


def _predicate(parser: Parser) -> Node:
    cursor, begin = parser.cursor, parser.cursor.current
    braces = cursor.accept(Kind.BRACKET, "{")
    parser.predicates += 1
    node = parser.sequence() if braces else parser.expression()
    if not braces and cursor.at(Kind.OPERATOR, ";"):
        raise cursor.error("wrap predicate with brackets { and }")
    parser.predicates -= 1
    if braces:
        cursor.expect(Kind.BRACKET, "}")
    return cursor.made(Predicate(begin.at, node), node)
