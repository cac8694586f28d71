"""The cursor that plugins read with: it moves as the reference's does, and goes on after mistakes.

The rows of data/dispenser.jsonl are what Caddy's dispenser did at each step.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import corefile
from corefile import CorefileError, Severity
from corefile.options import Option, Options, Reader, exactly, flag, one, words

_DATA = Path(__file__).with_name("data") / "dispenser.jsonl"
_ROWS = [json.loads(line) for line in _DATA.read_text().splitlines()]


def _reader(directives: str, name: str = "log") -> Reader:
    (block,) = corefile.loads(f". {{\n{directives}\n}}\n", "Corefile", env={}).blocks
    return Reader(block.directives[name], name)


def _places(reader: Reader) -> list[tuple[int, int, str]]:
    return [
        (found.span.line, found.span.column, found.message.removeprefix(f"plugin/{reader.plugin}: "))
        for found in reader.diagnostics
        if found.span is not None
    ]


def _step(reader: Reader, name: str) -> Any:
    done = getattr(reader, name)()
    if name == "remaining_args":
        return [word.value for word in done]
    return str(done).removeprefix("plugin/log: ") if name == "arg_error" else done


@pytest.mark.parametrize("row", _ROWS, ids=map(str, range(len(_ROWS))))
def test_the_cursor_moves_as_in_the_reference(row: dict[str, Any]) -> None:
    blocks = corefile.loads(row["corefile"], "Corefile", env={}).blocks
    reader = Reader(blocks[0].directives["log"], "log")
    assert [[name, _step(reader, name), reader.value, reader.word.line] for name, *_ in row["steps"]] == row["steps"]


def test_a_mistake_is_told_at_the_current_word_with_the_name_of_the_plugin() -> None:
    reader = _reader("log a b")
    reader.next(), reader.next_arg()
    found = reader.error("unknown thing", hint="drop it").diagnostic
    assert found.line() == "Corefile:2:5: plugin/log: unknown thing"
    assert (found.plugin, found.hint, found.severity, found.source) == ("log", "drop it", Severity.ERROR, "log a b")


def test_a_message_that_names_the_plugin_is_left_as_it_is() -> None:
    reader = _reader("log")
    assert str(reader.error("plugin/log: plugin/log: twice")) == "plugin/log: plugin/log: twice"


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ("arg", "Wrong argument count or unexpected line ending after 'log'"),
        ("syntax", "Syntax error: Unexpected token"),
    ],
)
def test_the_references_own_complaints_can_be_had(message: str, expected: str) -> None:
    reader = _reader("log")
    reader.next()
    error = reader.arg_error() if message == "arg" else reader.syntax_error("x")
    assert str(error).startswith(f"plugin/log: {expected}")


def test_finish_raises_all_mistakes_and_no_warning() -> None:
    reader = _reader("log a b")
    reader.next()
    reader.warn("odd")
    reader.finish()
    reader.record(reader.error("one"))
    reader.record(reader.error("two"))
    with pytest.raises(CorefileError) as refused:
        reader.finish()
    assert [found.message for found in refused.value.diagnostics] == ["plugin/log: one", "plugin/log: two"]


OPTIONS = Options(
    Option("class", words(1), "classes"),
    Option("once", flag(), "nothing more"),
    Option("pair", exactly(2), "two words"),
    Option("name", one(), "a word; what follows is the next option"),
)


def _read_all(reader: Reader) -> list[dict[str, list[Any]]]:
    return [OPTIONS.read_block(reader) for _ in reader.occurrences()]


def test_the_values_of_an_option_are_kept_in_order() -> None:
    (found,) = _read_all(_reader("log {\nname a\nonce\nname b name c\n}"))
    assert found == {"name": ["a", "b", "c"], "once": [True]}


def test_every_option_with_a_mistake_is_told() -> None:
    reader = _reader("log {\nclas x\npair a\nonce\nonce x y\nname\n}")
    assert _read_all(reader) == [{"once": [True]}]
    assert _places(reader) == [
        (3, 1, "unknown property 'clas'"),
        (4, 6, "Wrong argument count or unexpected line ending after 'a'"),
        (6, 6, "Wrong argument count or unexpected line ending after 'x'"),
        (7, 1, "Wrong argument count or unexpected line ending after 'name'"),
    ]
    assert reader.diagnostics[0].hint == "did you mean 'class'?"


def test_an_unknown_option_is_told_in_the_plugins_own_words() -> None:
    reader = _reader("log {\nzzz\n}")
    for _ in reader.occurrences():
        Options(Option("a", flag()), Option("b", flag()), unknown="what is {}?").read_block(reader)
    assert _places(reader) == [(3, 1, "what is zzz?")]
    assert reader.diagnostics[0].hint == "known here: a, b"


def test_a_mistake_in_one_occurrence_does_not_lose_the_next() -> None:
    reader = _reader("log bad {\nonce\nclass\n}\nlog good {\nonce\n}\nlog bad\nlog good")
    found = []
    for word in reader.occurrences():
        with reader.recovering():
            (name,) = reader.remaining_args()
            if name.value == "bad":
                raise reader.error("bad one", name)
            found.append((word.line, OPTIONS.read_block(reader)))
    assert found == [(6, {"once": [True]}), (10, {})]
    assert _places(reader) == [(2, 5, "bad one"), (9, 5, "bad one")]


def test_options_can_be_read_on_after_a_mistake_in_the_words_before_them() -> None:
    reader = _reader("log bad worse {\nnope\n}")
    for _ in reader.occurrences():
        with reader.recovering():
            reader.next_arg()
            raise reader.error("bad")
        OPTIONS.read_block(reader)
    assert _places(reader) == [(2, 5, "bad"), (3, 1, "unknown property 'nope'")]


def test_a_block_within_a_mistaken_option_is_skipped() -> None:
    reader = _reader("log {\nonce {\nnope\n}\nwhat {\nnope\n}\nname a\n}")
    assert _read_all(reader) == [{"name": ["a"]}]
    assert [line for line, _, _ in _places(reader)] == [3, 6]


def test_a_closing_brace_that_is_taken_for_an_argument_ends_the_block_of_a_mistake() -> None:
    reader = _reader("log { pair a b }\nlog { once }\nlog { pair a }")
    assert _read_all(reader) == [{}, {}, {"pair": [[*reader.words[-2:]]]}]
    assert [line for line, _, _ in _places(reader)] == [2, 3]


def test_words_behind_a_block_belong_to_no_option() -> None:
    reader = _reader("log {\nonce\n} name a")
    reader.next()
    assert OPTIONS.read_block(reader) == {"once": [True]}
    assert [word.value for word in reader.remaining_args()] == ["name", "a"]
