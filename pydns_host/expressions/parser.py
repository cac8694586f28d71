"""Tokens to a tree: operators by how tightly they bind, literals and names; the first mistake ends it.

What stands in brackets or behind an operand is `brackets`' and `suffixes`' business.
"""

from __future__ import annotations

from collections.abc import Collection

from pydns_host.expressions import brackets, numbers, suffixes
from pydns_host.expressions.cursor import Cursor
from pydns_host.expressions.lexer import NEGATABLE, Kind, Token
from pydns_host.expressions.nodes import (
    Binary,
    Conditional,
    Constant,
    Identifier,
    Let,
    Node,
    Pointer,
    Sequence,
    Unary,
)
from pydns_host.expressions.operators import BINARY, ORDERED, RIGHT, UNARY

_LITERALS: dict[str, bool | None] = {"true": True, "false": False, "nil": None}


class Parser:
    """Parses one text; `known` are the names of the environment, `disabled` functions that the language lacks here."""

    def __init__(self, text: str, known: Collection[str] = (), disabled: Collection[str] = ()) -> None:
        self.cursor = Cursor(text)
        self.known = known
        self.disabled = disabled
        self.predicates = 0

    def parse(self) -> Node:
        """The whole tree."""
        tree = self.sequence()
        if not self.cursor.at(Kind.EOF):
            raise self.cursor.unexpected()
        return tree

    def sequence(self) -> Node:
        """Expressions with `;` between them."""
        nodes = [self.expression()]
        while self.cursor.accept(Kind.OPERATOR, ";"):
            if self.cursor.at(Kind.EOF):
                break
            nodes.append(self.expression())
        return nodes[0] if len(nodes) == 1 else self.cursor.made(Sequence(nodes[0].at, tuple(nodes)), *nodes)

    def expression(self, binding: int = 0) -> Node:
        """Operands with operators that bind at least so tightly."""
        cursor = self.cursor
        cursor.enter()
        if not binding and cursor.at(Kind.OPERATOR, "let"):
            found = self._let()
        elif not binding and cursor.at(Kind.OPERATOR, "if"):
            found = self._if()
        else:
            found = self._operators(self._primary(), binding)
            if not binding:
                found = self._conditional(found)
        cursor.leave()
        return found

    def _operators(self, left: Node, binding: int) -> Node:
        cursor, previous = self.cursor, ""
        while cursor.at(Kind.OPERATOR):
            negation = self._negation(binding)
            token = cursor.current
            if token.value == "not" or BINARY.get(token.value, -1) < binding:
                break
            cursor.next()
            if token.value == "|":
                left = suffixes.call(self, cursor.expect(Kind.IDENTIFIER), left)
            elif previous == "??" and token.value != "??":
                mixed = f"Operator ({token.value}) and coalesce expressions (??) cannot be mixed."
                raise cursor.error(f"{mixed} Wrap either by parentheses.", token)
            elif token.value in ORDERED:
                left = self._comparison(left, token)
            else:
                right = self.expression(BINARY[token.value] + (token.value not in RIGHT))
                left = cursor.made(Binary(token.at, token.value, left, right), left, right)
                if negation is not None:
                    left = cursor.made(Unary(negation.at, "not", left), left)
            previous = token.value
        return left

    def _negation(self, binding: int) -> Token | None:
        """The operator that is negated, when `not` stands in front of one; then `not` is taken."""
        cursor = self.cursor
        if not cursor.at(Kind.OPERATOR, "not"):
            return None
        negation = cursor.next()
        if cursor.current.value not in NEGATABLE:
            raise cursor.unexpected()
        if BINARY[cursor.current.value] < binding:
            cursor.back(negation)
            return None
        return cursor.current

    def _comparison(self, left: Node, token: Token) -> Node:
        """`a < b`, or `a < b < c` for `a < b && b < c`."""
        cursor, found = self.cursor, None
        while True:
            right = self.expression(BINARY[token.value] + 1)
            compared = cursor.made(Binary(token.at, token.value, left, right), left, right)
            found = compared if found is None else cursor.made(Binary(token.at, "&&", found, compared), found, compared)
            if not cursor.at(Kind.OPERATOR, *ORDERED):
                return found
            left, token = right, cursor.next()

    def _let(self) -> Node:
        cursor = self.cursor
        cursor.next()
        name = cursor.expect(Kind.IDENTIFIER)
        cursor.expect(Kind.OPERATOR, "=")
        value = self.expression()
        cursor.expect(Kind.OPERATOR, ";")
        body = self.sequence()
        return cursor.made(Let(name.at, name.value, value, body), value, body)

    def _if(self) -> Node:
        cursor = self.cursor
        begin = cursor.next()
        cursor.enter()
        condition = self.expression()
        then = self._braced()
        cursor.expect(Kind.OPERATOR, "else")
        other = self._if() if cursor.at(Kind.OPERATOR, "if") else self._braced()
        cursor.leave()
        return cursor.made(Conditional(begin.at, condition, then, other), condition, then, other)

    def _braced(self) -> Node:
        self.cursor.expect(Kind.BRACKET, "{")
        found = self.sequence()
        self.cursor.expect(Kind.BRACKET, "}")
        return found

    def _conditional(self, node: Node) -> Node:
        """`a ? b : c`, or `a ?: c` for `a ? a : c`."""
        cursor = self.cursor
        while cursor.accept(Kind.OPERATOR, "?"):
            then = node
            if not cursor.accept(Kind.OPERATOR, ":"):
                then = self.expression()
                cursor.expect(Kind.OPERATOR, ":")
            other = self.expression()
            node = cursor.made(Conditional(cursor.current.at, node, then, other), node, then, other)
        return node

    def _primary(self) -> Node:
        cursor, token = self.cursor, self.cursor.current
        if token.kind is Kind.OPERATOR and token.value in UNARY:
            cursor.next()
            operand = self.expression(UNARY[token.value])
            return suffixes.read(self, cursor.made(Unary(token.at, token.value, operand), operand))
        if cursor.accept(Kind.BRACKET, "("):
            inner = self.sequence()
            cursor.expect(Kind.BRACKET, ")")
            return suffixes.read(self, inner)
        if self.predicates and cursor.at(Kind.OPERATOR, "#", "."):
            return self._pointer(token)
        if cursor.accept(Kind.OPERATOR, "::"):
            return suffixes.read(self, suffixes.call(self, cursor.expect(Kind.IDENTIFIER), forced=True))
        return self._secondary(token)

    def _pointer(self, token: Token) -> Node:
        cursor, name = self.cursor, ""
        if cursor.accept(Kind.OPERATOR, "#") and cursor.at(Kind.IDENTIFIER):
            name = cursor.next().value
        return suffixes.read(self, cursor.made(Pointer(token.at, name)))

    def _secondary(self, token: Token) -> Node:
        cursor = self.cursor
        if token.kind is Kind.NUMBER:
            cursor.next()
            return cursor.made(numbers.literal(cursor, token))
        if token.kind is Kind.IDENTIFIER:
            cursor.next()
            if token.value in _LITERALS:
                return cursor.made(Constant(token.at, _LITERALS[token.value]))
            if cursor.at(Kind.BRACKET, "("):
                return suffixes.read(self, suffixes.call(self, token))
            return suffixes.read(self, cursor.made(Identifier(token.at, token.value)))
        if token.kind is Kind.STRING:
            cursor.next()
            return suffixes.read(self, cursor.made(Constant(token.at, token.value)))
        if token.kind is Kind.BYTES:
            cursor.next()
            return suffixes.read(self, cursor.made(Constant(token.at, token.value.encode("latin-1"))))
        if cursor.at(Kind.BRACKET, "["):
            return suffixes.read(self, brackets.array(self, token))
        if cursor.at(Kind.BRACKET, "{"):
            return suffixes.read(self, brackets.mapping(self, token))
        raise cursor.unexpected()


def parse(text: str, known: Collection[str] = (), disabled: Collection[str] = ()) -> Node:
    """The tree of an expression; raises `ExpressionError`."""
    return Parser(text, known, disabled).parse()
