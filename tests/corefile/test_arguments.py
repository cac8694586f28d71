"""Words are counted before they are read, and what directives have in common is said in the same way."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

import corefile
from corefile import Severity, arguments
from corefile.nodes import Word
from corefile.options import Option, OptionError, Options, Reader, atoi


def _reader(text: str) -> Reader:
    (block,) = corefile.loads(f". {{\n{text}\n}}\n", "Corefile", env={}).blocks
    return Reader(block.directives["whoami"], "whoami")


def _read(option: Option, lines: str) -> tuple[list[Any], list[str], list[str]]:
    """The option's values, the errors and the codes of warnings."""
    reader = _reader(f"whoami {{\n{lines}\n}}")
    reader.next()
    values = Options(option).read_block(reader).get(option.name, [])
    errors = [found.message.partition(": ")[2] for found in reader.diagnostics if found.severity is Severity.ERROR]
    return values, errors, [found.code for found in reader.diagnostics if found.severity is Severity.WARNING]


NUMBER = arguments.within(atoi, 0, 9, wrong="not in range: {}")
TOO_MANY = "Wrong argument count or unexpected line ending after '2'"
TOO_FEW = "Wrong argument count or unexpected line ending after 'n'"


@pytest.mark.parametrize(
    ("read", "line", "found"),
    [
        (arguments.argument(), "n a", (["a"], [], [])),
        (arguments.argument(NUMBER), "n 5", ([5], [], [])),
        (arguments.argument(NUMBER), "n 10", ([], ["not in range: 10"], [])),
        (arguments.argument(NUMBER), "n 1 2", ([], [TOO_MANY], [])),
        (arguments.argument(NUMBER), "n", ([], [TOO_FEW], [])),
        (arguments.argument(NUMBER, unreadable="bad '{word}'"), "n x", ([], ["bad 'x'"], [])),
        (arguments.argument(NUMBER, unreadable="bad '{word}'"), "n 10", ([], ["not in range: 10"], [])),
        (arguments.argument(NUMBER, optional=True, default=7), "n", ([7], [], [])),
        (arguments.first_argument(NUMBER), "n 1 2", ([1], [], ["CF341"])),
        (arguments.first_argument(NUMBER), "n", ([], [TOO_FEW], [])),
        (arguments.each(NUMBER), "n 1 2", ([(1, 2)], [], [])),
        (arguments.each(NUMBER), "n 1 10 11", ([(1,)], ["not in range: 10", "not in range: 11"], [])),
        (arguments.each(NUMBER, least=0), "n", ([()], [], [])),
        (arguments.nothing, "n", ([True], [], [])),
        (arguments.without_effect("of no use"), "n 1 2", ([None], [], ["CF357"])),
        (arguments.argument(arguments.one_word_of("a", "b", wrong="no {}")), "n c", ([], ["no c"], [])),
    ],
)
def test_an_option_reads_its_words(read: Callable[[Reader], Any], line: str, found: tuple[Any, ...]) -> None:
    assert _read(Option("n", read), line) == found


@pytest.mark.parametrize(
    ("option", "lines", "found"),
    [
        (Option("n", arguments.nothing), "n\nn", ([True, True], [], [])),
        (Option("n", arguments.nothing, single=True), "n\nn", ([True, True], [], ["CF354"])),
        (Option("n", arguments.nothing, again="no more"), "n\nn", ([True, True], ["no more"], [])),
        (Option("n", arguments.nothing), "n n", ([True, True], [], ["CF355"])),
        (arguments.limit("n", 1, "help"), "n 0", ([], ["n must be a positive integer: 0"], [])),
        (
            arguments.limit("n", 0, "help"),
            "n 1\nn -1",
            ([1], ["n already defined for this server block", "n must be a non-negative integer: -1"], []),
        ),
    ],
)
def test_an_option_may_be_said_again_or_not(option: Option, lines: str, found: tuple[Any, ...]) -> None:
    assert _read(option, lines) == found


@pytest.mark.parametrize(
    ("walk", "text", "seen", "code"),
    [
        (arguments.once, "whoami\nwhoami", ["whoami"], "CF214"),
        (arguments.once, "whoami {\nx\n} tail", ["whoami"], "CF214"),
        (arguments.first_occurrence, "whoami\nwhoami", ["whoami"], "CF340"),
        (arguments.every_occurrence, "whoami\nwhoami", ["whoami", "whoami"], None),
        (arguments.every_occurrence, "whoami {\nx\n} tail", ["whoami", "tail"], "CF320"),
        (lambda reader: arguments.every_occurrence(reader, replaces=True), "whoami\nwhoami", ["whoami"] * 2, "CF342"),
    ],
)
def test_occurrences_are_told_apart(
    walk: Callable[[Reader], Iterator[Word]], text: str, seen: list[str], code: str | None
) -> None:
    reader = _reader(text)
    found = []
    for begins in walk(reader):
        found.append(begins.value)
        Options(Option("x", arguments.nothing)).read_block(reader)
    assert found == seen
    assert [one.code for one in reader.diagnostics] == ([code] if code else [])


@pytest.mark.parametrize(
    ("words", "zones", "codes"),
    [
        ("", ("a.org.",), []),
        ("B.org 10.0.0.0/8", ("b.org.", "10.in-addr.arpa."), []),
        ("b.org a..b", ("b.org.",), ["CF301"]),
        ("a..b", (), ["CF301"]),
    ],
)
def test_zones_are_those_named_or_those_of_the_server_block(
    words: str, zones: tuple[str, ...], codes: list[str]
) -> None:
    reader = _reader(f"whoami {words}")
    reader.next()
    assert arguments.origins(reader, ["A.org"]) == zones
    assert [found.code for found in reader.diagnostics] == codes


def test_a_character_is_in_the_word_that_it_stands_in() -> None:
    words = _reader("whoami ab cd").words
    assert [arguments.word_at(words[1:], offset).value for offset in (0, 1, 3, 4, 9)] == ["ab", "ab", "cd", "cd", "cd"]


def test_a_mistake_in_a_value_is_told_at_its_word() -> None:
    reader = _reader("whoami x")
    with pytest.raises(OptionError) as raised:
        arguments.value_of(reader, reader.words[1], atoi)
    assert raised.value.diagnostic.span == reader.words[1].span
