"""A cursor over tokens, and complaints about them with the line that Go names.

Which token may stand where is `parser`'s business.
"""

from __future__ import annotations

from collections.abc import Sequence

from pydns_host.gotemplate.errors import ParseError
from pydns_host.gotemplate.lexer import Kind, Token


class Tokens:
    """`index` is the next token's; set it back to read tokens again. `action_line` is where the action began, or 0."""

    def __init__(self, name: str, tokens: Sequence[Token]) -> None:
        self.name = name
        self.index = 0
        self.action_line = 0
        self._tokens = tokens
        self._seen = 0

    def next(self) -> Token:
        """The next token, space too; at the end it is EOF for ever."""
        token = self.peek()
        self.index = min(self.index + 1, len(self._tokens) - 1)
        return token

    def peek(self) -> Token:
        """The next token, which stays the next."""
        self._seen = max(self._seen, self.index)
        return self._tokens[self.index]

    def next_word(self) -> Token:
        """The next token that is no space."""
        while (token := self.next()).kind is Kind.SPACE:
            pass
        return token

    def peek_word(self) -> Token:
        """The next token that is no space; spaces before it are gone."""
        while self.peek().kind is Kind.SPACE:
            self.next()
        return self.peek()

    def expect(self, kind: Kind, context: str) -> Token:
        """The next token, which must be of a kind."""
        token = self.next_word()
        if token.kind is not kind:
            raise self.unexpected(token, context)
        return token

    def error(self, message: str) -> ParseError:
        """A complaint; its line is that of the last token looked at."""
        return ParseError(f"template: {self.name}:{self._tokens[self._seen].line}: {message}")

    def unexpected(self, token: Token, context: str) -> ParseError:
        """A complaint about a token, or what the lexer had to say."""
        if token.kind is not Kind.ERROR:
            return self.error(f"unexpected {token} in {context}")
        if self.action_line in (0, token.line):
            return self.error(token.text)
        place = f" started at {self.name}:{self.action_line}"
        return self.error(f"{token.text}{place if token.text.endswith(' action') else f' in action{place}'}")
