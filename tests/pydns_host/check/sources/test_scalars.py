"""Each character of a YAML scalar is found in its file, however the scalar is written. ConfigMaps are `manifests`'."""

from __future__ import annotations

import textwrap

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from corefile import Span
from corefile.scanner import words
from pydns_host.check.sources.scalars import locator

NAME, FILE = "the value", "cm.yaml"
STYLES = {
    "literal": "key: |\n    . {\n        log stdout\n\n        whoami\n    }\n",
    "literal without the last line feed": "key: |-\n    . {\n        log stdout\n    }",
    "literal with a comment and an indentation": "key: |2  # ours\n    . {\n    log stdout\n    }\n",
    "literal with carriage returns": "key: |\r\n    . {\r\n        log stdout\r\n    }\r\n",
    "folded": "key: >\n    .\n    { log\n    stdout\n\n    }\n",
    "in double quotes": 'key: ". {\\n  log stdout\\n}\\n"\n',
    "in double quotes with escapes": 'key: ". { # \\u00e9\\t\\x41 \\"\\n  log \\\n     stdout\\n}\\n"\n',
    "in double quotes over lines": 'key: ". {\n\n   log\n   stdout\n\n   }"\n',
    "in single quotes": "key: '. { # it''s\n\n  log stdout\n\n  }'\n",
    "plain": "key: log\n  stdout\n",
    "with a tag and an anchor": 'key: !!str &a ". {\\n  log stdout\\n}"\n',
    "with a byte order mark": "\ufeffkey: |\n    . {\n        log stdout\n    }\n",
}


def _scalar(text: str) -> yaml.ScalarNode:
    root = yaml.compose(text, Loader=yaml.SafeLoader)
    assert isinstance(root, yaml.MappingNode)
    value: yaml.ScalarNode = root.value[0][1]
    return value


def _at(text: str, span: Span) -> str:
    lines = text.split("\n")
    assert span.line == span.end_line
    return lines[span.line - 1][span.column - 1 : span.end_column - 1]


@pytest.mark.parametrize("text", STYLES.values(), ids=STYLES)
def test_a_word_is_found_where_it_is_written(text: str) -> None:
    node = _scalar(text)
    locate = locator(text, node, NAME, FILE)
    found = {word.value: locate(word.span) for word in words(node.value, NAME) if word.value in ("log", "stdout", "}")}
    assert {value: _at(text, span) for value, span in found.items()} == {value: value for value in found}
    assert {span.file for span in found.values()} == {FILE}
    assert {"log", "stdout"} <= set(found)


@given(st.lists(st.sampled_from(["a", "log", "{", "}", "#x", "'", '"', "é", "\\", " ", "  ", "\n", "\n", ":"])))
def test_every_visible_character_of_a_literal_is_found_at_its_own(pieces: list[str]) -> None:
    value = "x" + "".join(pieces)
    text = "key: |\n" + textwrap.indent(value, "    ", lambda line: True)
    node = _scalar(text)
    locate = locator(text, node, NAME, FILE)
    for number, line in enumerate(node.value.split("\n"), 1):
        for column, char in enumerate(line, 1):
            if not char.isspace():
                assert _at(text, locate(Span(NAME, number, column, number, column + 1))) == char


@given(st.text(st.sampled_from("a{}#'\"\\ \n\té:x")), st.sampled_from(["'", '"', ">", "|", None]))
def test_no_scalar_is_beyond_the_end_of_its_file(value: str, style: str | None) -> None:
    text: str = yaml.dump({"key": value}, default_style=style, allow_unicode=True, width=20)
    node = _scalar(text)
    locate = locator(text, node, NAME, FILE)
    lines = text.split("\n")
    for word in words(node.value, NAME):
        span = locate(word.span)
        assert 1 <= span.line <= span.end_line <= len(lines)
        assert 1 <= span.column <= len(lines[span.line - 1]) + 1


def test_a_place_in_another_file_stays() -> None:
    text = STYLES["literal"]
    other = Span("other", 1, 2, 3, 4)
    assert locator(text, _scalar(text), NAME, FILE)(other) is other
