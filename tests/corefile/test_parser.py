"""Text to a tree: what each piece of a Corefile is taken for, and that not one character is lost."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given

from corefile import parse
from corefile.nodes import Word
from corefile.tree import Block, Directive, Import, Server, Snippet, Trivia
from tests.corefile.texts import corefiles


def _shape(node: Any) -> Any:
    """The tree as nested lists: what kind a node is, and its words."""
    match node:
        case Word():
            return node.value
        case Block():
            return [_shape(line) for line in node.lines]
        case Directive():
            return [_shape(piece) for piece in node.pieces]
        case Import():
            return ("import", *map(_shape, node.arguments))
        case Snippet():
            return ("snippet", node.name.value, _shape(node.block))
        case Server(block=None):
            return ("bare", [key.value for key in node.keys], [_shape(line) for line in node.lines])
        case _:
            return ("server", [key.value for key in node.keys], _shape(node.block))


CASES: dict[str, tuple[str, list[Any]]] = {
    "server": ("a b {\n log x\n}\n", [("server", ["a", "b"], [["log", "x"]])]),
    "brace-on-the-next-line": ("a\n\n# c\n{\n log\n}", [("server", ["a"], [["log"]])]),
    "keys-over-lines": ("a,\nb, c {\n}", [("server", ["a,", "b,", "c"], [])]),
    "options": (". {\n log {\n  class all\n  x\n }\n}", [("server", ["."], [["log", [["class", "all"], ["x"]]]])]),
    "words-behind-options": (". {\n log { a } b\n}", [("server", ["."], [["log", [["a"]], "b"]])]),
    "snippet": ("(s) {\n log\n}", [("snippet", "(s)", [["log"]])]),
    "two-names-are-keys": ("(s) (t) {\n}", [("server", ["(s)", "(t)"], [])]),
    "imports": ("import a\n. {\n import b\n log {\n  import c d\n }\n}", [
        ("import", "a"), ("server", ["."], [("import", "b"), ["log", [("import", "c", "d")]]]),
    ]),
    "import-within-a-line": (". {\n log import x\n}", [("server", ["."], [["log", "import", "x"]])]),
    "without-braces": (".\nlog\nerrors x", [("bare", ["."], [["log"], ["errors", "x"]])]),
    "keys-alone": ("a b", [("bare", ["a", "b"], [])]),
    "brace-ends-one-without": (".\nlog\n}\na {\n}", [("bare", ["."], [["log"]]), ("server", ["a"], [])]),
    "without-a-key": ("{\n log\n}", [("server", [], [["log"]])]),
    "servers-on-one-line": ("a { } b { }", [("server", ["a"], []), ("server", ["b"], [])]),
    "surplus-brace-is-a-key": ("a {\n}\n}", [("server", ["a"], []), ("bare", ["}"], [])]),
    "brace-without-a-partner": ("a {\n log", [("bare", ["a", "{"], [["log"]])]),
    "quoted-braces": ('a "{"\n log\n"}"', [("server", ["a"], [["log"]])]),
    "nothing": ("# only a comment\n", []),
}  # fmt: skip


@pytest.mark.parametrize(("text", "shape"), CASES.values(), ids=CASES.keys())
def test_a_piece_is_taken_for_what_it_is(text: str, shape: list[Any]) -> None:
    assert [_shape(item) for item in parse(text, "Corefile").items] == shape


@given(corefiles)
def test_every_text_is_a_tree_that_gives_it_back(text: str) -> None:
    assert str(parse(text, "Corefile")) == text


def test_comments_and_white_space_are_leaves_in_their_places() -> None:
    leaves = parse("a { # open\n}\n", "Corefile").leaves
    assert [leaf.raw for leaf in leaves] == ["a", " ", "{", " ", "# open", "\n", "}", "\n"]
    assert [leaf.raw for leaf in leaves if isinstance(leaf, Trivia) and leaf.comment] == ["# open"]


def test_a_server_without_braces_keeps_the_brace_that_ends_it() -> None:
    (server,) = parse(".\nlog\n}", "Corefile").items
    assert isinstance(server, Server)
    assert server.end is not None
    assert server.end.span.line == 3


def test_braces_may_be_deep() -> None:
    text = "{" + " {" * 3000 + " }" * 3000 + " }"
    assert str(parse(text, "Corefile")) == text
