"""Tokens to trees: actions and control structures; what a pipeline is made of is `pipelines`' business.

A text makes several trees when it defines templates; all of them are found in `Parser.trees`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection

from corefile.numbers import quote
from pydns_host.gotemplate.errors import ParseError
from pydns_host.gotemplate.lexer import Kind, Token, lex
from pydns_host.gotemplate.literals import unquote
from pydns_host.gotemplate.nodes import Action, Branch, Call, Leap, Node, Pipe, Sequence, Stop, Text
from pydns_host.gotemplate.tokens import Tokens

MAX_DEPTH = 50  # control structures and parentheses inside each other: what Python's own stack can take


class Parser:
    """Parses one text named `name`; `functions` are the names that may be called."""

    def __init__(self, name: str, text: str, functions: Collection[str]) -> None:
        # Imported late: pipelines in parentheses are parsed from there.
        self.name = name
        self.tokens = Tokens(name, lex(text))
        self.functions = functions
        self.variables = ["$"]
        self.loops = 0
        self.depth = 0
        self.trees: dict[str, Sequence] = {}

    def parse(self) -> dict[str, Sequence]:
        """The trees by name; raises `ParseError`."""
        begin, nodes = self.tokens.peek().position, []
        while self.tokens.peek().kind is not Kind.EOF:
            if self._defines():
                continue
            node = self._text_or_action()
            if isinstance(node, Stop):
                raise self.tokens.error(f"unexpected {node}")
            nodes.append(node)
        self._add(self.name, Sequence(begin, tuple(nodes)))
        return self.trees

    def _add(self, name: str, tree: Sequence) -> None:
        known = self.trees.get(name)
        if known is None or known.empty:
            self.trees[name] = tree
        elif not tree.empty:
            raise self.tokens.error(f"template: multiple definition of template {quote(name)}")

    def _defines(self) -> bool:
        """Whether a definition stands here, which is then read."""
        mark = self.tokens.index
        if self.tokens.peek().kind is Kind.LEFT:
            self.tokens.next()
            token = self.tokens.next_word()
            if token.kind is Kind.KEYWORD and token.text == "define":
                name = self._unquoted(self.tokens.expect(Kind.STRING, "define clause"))
                self.tokens.expect(Kind.RIGHT, "define clause")
                self._define(name, "define clause")
                return True
        self.tokens.index = mark
        return False

    def _define(self, name: str, context: str) -> None:
        """The tree up to its `end`; it sees no variables of the text around it."""
        outer, self.variables, self.loops = (self.variables, self.loops), ["$"], 0
        tree, stop = self._sequence()
        if stop.keyword != "end":
            raise self.tokens.error(f"unexpected {stop} in {context}")
        self._add(name, tree)
        self.variables, self.loops = outer

    def _unquoted(self, token: Token) -> str:
        try:
            return unquote(token.text)
        except ValueError as error:
            raise self.tokens.error(str(error)) from None

    def _sequence(self) -> tuple[Sequence, Stop]:
        begin = self.tokens.peek_word().position
        nodes: list[Node] = []
        while self.tokens.peek_word().kind is not Kind.EOF:
            node = self._text_or_action()
            if isinstance(node, Stop):
                return Sequence(begin, tuple(nodes)), node
            nodes.append(node)
        raise self.tokens.error("unexpected EOF")

    def _text_or_action(self) -> Node:
        token = self.tokens.next_word()
        if token.kind is Kind.TEXT:
            return Text(token.position, token.text)
        if token.kind is not Kind.LEFT:
            raise self.tokens.unexpected(token, "input")
        self.tokens.action_line = token.line
        try:
            return self._action()
        finally:
            self.tokens.action_line = 0

    def _action(self) -> Node:
        mark = self.tokens.index
        token = self.tokens.next_word()
        control = _CONTROLS.get(token.text) if token.kind is Kind.KEYWORD else None
        if control is not None:
            return control(self, token)
        self.tokens.index = mark
        token = self.tokens.peek_word()
        return Action(token.position, self.pipeline("command", Kind.RIGHT))

    def pipeline(self, context: str, end: Kind) -> Pipe:
        """A pipeline up to a closing delimiter or parenthesis, which is taken too."""
        from pydns_host.gotemplate.pipelines import pipeline

        return pipeline(self, context, end)

    def deeper(self) -> None:
        """Count one more structure inside another."""
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise self.tokens.error("max expression depth exceeded")

    def _leap(self, token: Token) -> Node:
        shown = f"{{{{{token.text}}}}}"
        following = self.tokens.next_word()
        if following.kind is not Kind.RIGHT:
            raise self.tokens.unexpected(following, shown)
        if not self.loops:
            raise self.tokens.error(f"{shown} outside {{{{range}}}}")
        return Leap(token.position, token.text)

    def _else(self, token: Token) -> Node:
        following = self.tokens.peek_word()
        if following.kind is Kind.KEYWORD and following.text in ("if", "with"):
            return Stop(following.position, "else")
        return Stop(self.tokens.expect(Kind.RIGHT, "else").position, "else")

    def _end(self, token: Token) -> Node:
        return Stop(self.tokens.expect(Kind.RIGHT, "end").position, "end")

    def _branch(self, token: Token) -> Branch:
        """An `if`, `with` or `range` with its `else`; `else if` goes on like an `if` inside the `else`."""
        keyword, known = token.text, len(self.variables)
        self.deeper()
        pipe = self.pipeline(keyword, Kind.RIGHT)
        self.loops += keyword == "range"
        body, stop = self._sequence()
        self.loops -= keyword == "range"
        otherwise = None
        if stop.keyword == "else":
            following = self.tokens.peek_word()
            if keyword != "range" and following.kind is Kind.KEYWORD and following.text == keyword:
                self.tokens.next_word()
                otherwise = Sequence(stop.position, (self._branch(following),))
            else:
                otherwise, stop = self._sequence()
                if stop.keyword != "end":
                    raise self.tokens.error(f"expected end; found {stop}")
        del self.variables[known:]
        self.depth -= 1
        return Branch(pipe.position, keyword, pipe, body, otherwise)

    def _block(self, token: Token) -> Node:
        begin = self.tokens.next_word()
        if begin.kind is not Kind.STRING:
            raise self.tokens.unexpected(begin, "block clause")
        name = self._unquoted(begin)
        pipe = self.pipeline("block clause", Kind.RIGHT)
        self.deeper()
        self._define(name, "block clause")
        self.depth -= 1
        return Call(begin.position, quote(name), name, pipe)

    def _template(self, token: Token) -> Node:
        begin = self.tokens.next_word()
        if begin.kind is not Kind.STRING:
            raise self.tokens.unexpected(begin, "template clause")
        name, pipe = self._unquoted(begin), None
        mark = self.tokens.index
        if self.tokens.next_word().kind is not Kind.RIGHT:
            self.tokens.index = mark
            pipe = self.pipeline("template clause", Kind.RIGHT)
        return Call(begin.position, quote(name), name, pipe)


_CONTROLS: dict[str, Callable[[Parser, Token], Node]] = {
    "block": Parser._block,
    "break": Parser._leap,
    "continue": Parser._leap,
    "else": Parser._else,
    "end": Parser._end,
    "if": Parser._branch,
    "range": Parser._branch,
    "template": Parser._template,
    "with": Parser._branch,
}


def parse(name: str, text: str, functions: Collection[str]) -> dict[str, Sequence]:
    """The trees of a text, that of the text itself under `name`; raises `ParseError` in Go's words."""
    return Parser(name, text, functions).parse()


__all__ = ["MAX_DEPTH", "ParseError", "Parser", "parse"]
