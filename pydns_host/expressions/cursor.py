"""A cursor over an expression's tokens, and the bounds of what is parsed. Which token may stand where is `parser`'s.

The first mistake ends the parsing, as only the first is told.
"""

from __future__ import annotations

from pydns_host.expressions.errors import ExpressionError
from pydns_host.expressions.lexer import Kind, Token, lex
from pydns_host.expressions.nodes import Node

MAX_NODES = 10_000  # the reference's
MAX_LEVELS = 80  # of brackets and operators inside each other: what Python's own stack can take
MAX_DEPTH = 200  # of the tree, for the same reason


class Cursor:
    """`current` is the token that stands next."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._tokens = lex(text)
        self._stashed: Token | None = None
        self._nodes = 0
        self._depths: dict[int, int] = {}
        self._levels = 0
        self.current = next(self._tokens)

    def next(self) -> Token:
        """Go on; gives the token that was current."""
        taken = self.current
        if self._stashed is not None:
            self.current, self._stashed = self._stashed, None
            return taken
        following = next(self._tokens, None)
        if following is None:
            raise self.error("unexpected end of expression")
        self.current = following
        return taken

    def back(self, token: Token) -> None:
        """Let `token`, the one before the current one, stand next again."""
        self._stashed, self.current = self.current, token

    def at(self, kind: Kind, *values: str) -> bool:
        """Whether a token of this kind stands next, with one of these texts if any are given."""
        return self.current.kind is kind and (not values or self.current.value in values)

    def accept(self, kind: Kind, value: str) -> bool:
        """Whether this token stood next; then it is taken."""
        if self.at(kind, value):
            self.next()
            return True
        return False

    def expect(self, kind: Kind, *values: str) -> Token:
        """Take the next token, which must be this one."""
        if not self.at(kind, *values):
            raise self.unexpected()
        return self.next()

    def unexpected(self) -> ExpressionError:
        """A complaint about the current token."""
        return self.error(f"unexpected token {self.current}")

    def error(self, message: str, token: Token | None = None) -> ExpressionError:
        """A complaint at a token, without one at the current one."""
        return ExpressionError(message, self.text, (token or self.current).at)

    def made(self, node: Node, *inner: Node | None) -> Node:
        """A node of the tree with those inside it, counted; one that is too deep is refused."""
        self._nodes += 1
        if self._nodes > MAX_NODES:
            raise self.error("compilation failed: expression exceeds maximum allowed nodes")
        depth = 1 + max((self._depths.get(id(part), 0) for part in inner if part is not None), default=0)
        if depth > MAX_DEPTH:
            raise self.error(f"compilation failed: expression is nested more than {MAX_DEPTH} deep")
        self._depths[id(node)] = depth
        return node

    def enter(self) -> None:
        """Count one more level of what is being parsed."""
        self._levels += 1
        if self._levels > MAX_LEVELS:
            raise self.error(f"compilation failed: expression is nested more than {MAX_LEVELS} deep")

    def leave(self) -> None:
        """One level less."""
        self._levels -= 1
