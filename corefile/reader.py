"""What plugins read their directive with: a cursor over its words, and tables of options.

The cursor moves as the reference's does, so that what is accepted agrees; errors are collected, each at its word,
instead of ending at the first. Ready-made readers of values are in `values`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import accumulate
from typing import Any

from corefile.errors import CorefileError, Diagnostic, Fix, Severity
from corefile.nodes import Word
from corefile.numbers import quote
from corefile.suggest import one_of

__all__ = ["Option", "OptionError", "Options", "Read", "Reader"]


class OptionError(Exception):
    """One mistake in a directive; `Reader.record` or `Reader.recovering` keeps it."""

    def __init__(self, diagnostic: Diagnostic) -> None:
        super().__init__(diagnostic.message)
        self.diagnostic = diagnostic


class Reader:
    """A cursor over all words of one directive in one server block, occurrences put end to end."""

    def __init__(self, words: Sequence[Word], plugin: str) -> None:
        self.words = words
        self.plugin = plugin
        self.diagnostics: list[Diagnostic] = []
        self._cursor = -1
        self._depth = 0

    @property
    def word(self) -> Word:
        """The current word; the directive's own before the first move."""
        return self.words[min(max(self._cursor, 0), len(self.words) - 1)]

    @property
    def value(self) -> str:
        """What the current word says; "" when there is none."""
        return self.words[self._cursor].value if 0 <= self._cursor < len(self.words) else ""

    @property
    def within_line(self) -> bool:
        """Whether the current word stands behind another one, which is no `{`, on the same line."""
        before = self.words[max(self._cursor - 1, 0)]
        return self._cursor > 0 and before.glued_to(self.word) and before.value != "{"

    @property
    def following(self) -> Word | None:
        """The next word on the same line, which may be a `{`."""
        return self.words[self._cursor + 1] if self._glued() else None

    def _glued(self) -> bool:
        """Whether another word follows on the same line."""
        following = self._cursor + 1
        return following < len(self.words) and self.words[self._cursor].glued_to(self.words[following])

    def next(self) -> bool:
        """Move to the next word, whatever line it is on."""
        if self._cursor >= len(self.words) - 1:
            return False
        self._cursor += 1
        return True

    def next_arg(self) -> bool:
        """Move to the next word if it is on the same line."""
        if self._cursor < 0 or self._glued():
            return self.next()
        return False

    def next_line(self) -> bool:
        """Move to the next word if it is on another line."""
        following = self._cursor + 1
        if self._cursor < 0 or (following < len(self.words) and self.word.ends_before(self.words[following])):
            return self.next()
        return False

    def next_block(self) -> bool:
        """Move to the first or next word inside `{ ... }`, which opens on this line; False at its end."""
        if self._depth:
            if not self.next():
                return False
            if self.value == "}":
                self._depth -= 1
                return False
            return True
        if not self.next_arg():
            return False
        if self.value != "{":
            self._cursor -= 1
            return False
        if not self.next() or self.value == "}":
            return False
        self._depth += 1
        return True

    def remaining_args(self) -> list[Word]:
        """The words left on this line up to a `{`."""
        found = []
        while self.next_arg():
            if self.value == "{":
                self._cursor -= 1
                break
            found.append(self.word)
        return found

    def occurrences(self) -> Iterator[Word]:
        """Each word that begins an occurrence; what is left of one with a mistake is skipped."""
        while self.next():
            known = len(self.diagnostics)
            yield self.word
            if self.mistaken(known):
                self._skip(0, ())
                self._depth = 0

    # Findings.

    def error(
        self, message: str, word: Word | None = None, hint: str | None = None, *, code: str = "CF210"
    ) -> OptionError:
        """An exception to raise: `message` is CoreDNS's text, placed at `word` (default: the current one)."""
        return OptionError(self._diagnostic(Severity.ERROR, code, message, word, hint))

    def arg_error(self, word: Word | None = None) -> OptionError:
        """Too few or too many words, in the reference's wording."""
        value = self.value if word is None else word.value
        if value == "{":
            return self.error("Unexpected token '{', expecting argument", word, code="CF211")
        return self.error(f"Wrong argument count or unexpected line ending after '{value}'", word, code="CF211")

    def syntax_error(self, expected: str) -> OptionError:
        """A word that should have been another, in the reference's wording."""
        return self.error(f"Syntax error: Unexpected token '{self.value}', expecting '{expected}'", code="CF212")

    def warn(
        self,
        message: str,
        word: Word | None = None,
        hint: str | None = None,
        *,
        code: str = "CF300",
        fix: str | None = None,
    ) -> None:
        """Record something that is accepted and looks wrong; `fix` is what should stand in place of the word."""
        found = self._diagnostic(Severity.WARNING, code, message, word, hint)
        change = None if fix is None else Fix((word or self.word).span, fix)
        self.diagnostics.append(replace(found, fix=change))

    def record(self, error: OptionError) -> None:
        """Keep a mistake and go on."""
        self.diagnostics.append(error.diagnostic)

    def recovering(self) -> Recovery:
        """A context that records a mistake made inside instead of letting it out, and skips the rest of what it is in.

        Within a block that is the rest of the option, before a block the words in front of it.
        """
        return Recovery(self)

    def _recover(self, error: BaseException | None, depth: int, known: int) -> bool:
        """Whether the error is one to go on after."""
        if isinstance(error, OptionError):
            self.record(error)
            self._skip(depth, ("}",) if depth else ("{", "}"))
        if self.mistaken(known):
            # The brace that closes the block may have been taken for an argument.
            self._depth = min(depth, self._levels[self._cursor])
        return isinstance(error, OptionError)

    @cached_property
    def _levels(self) -> list[int]:
        """How many braces are open behind each word."""
        return list(accumulate({"{": 1, "}": -1}.get(word.value, 0) for word in self.words))

    def _skip(self, depth: int, stops: Collection[str]) -> None:
        """Go to the end of the line and of the blocks that are open beyond `depth`, or in front of a stop."""
        self._cursor = max(self._cursor, 0)
        while self._levels[self._cursor] > depth or (self._glued() and self.words[self._cursor + 1].value not in stops):
            if not self.next():
                break

    def mistaken(self, known: int) -> bool:
        """Whether an error was recorded behind the first so many findings."""
        return any(found.severity is Severity.ERROR for found in self.diagnostics[known:])

    def finish(self) -> None:
        """Raise `CorefileError` if any mistake was recorded."""
        errors = [found for found in self.diagnostics if found.severity is Severity.ERROR]
        if errors:
            raise CorefileError(errors)

    def _diagnostic(
        self, severity: Severity, code: str, message: str, word: Word | None, hint: str | None
    ) -> Diagnostic:
        at = word or self.word
        text = message if message.startswith("plugin/") else f"plugin/{self.plugin}: {message}"
        return Diagnostic(at.span, severity, code, text, hint, "syntax", self.plugin, at.source)


class Recovery:
    """What `Reader.recovering` gives."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    def __enter__(self) -> None:
        self._depth, self._known = self._reader._depth, len(self._reader.diagnostics)

    def __exit__(self, kind: object, error: BaseException | None, traceback: object) -> bool:
        return self._reader._recover(error, self._depth, self._known)


Read = Callable[[Reader], Any]


@dataclass(frozen=True, slots=True)
class Option:
    """One option: its word, what reads its arguments (the cursor stands on the word), and a line of help.

    An option said again adds up, unless `again` words the error that it is, or it is `single`: then the last one
    counts, and a warning says so.
    """

    name: str
    read: Read
    help: str = ""
    again: str = ""
    single: bool = False


class Options:
    """A table of options; `unknown` is the complaint about any other: `{}` is the word, `{quoted}` it in quotes.

    None words it as `Reader.arg_error` does, like a wrong number of words. With `any_case` an option may be written in
    capitals, and complaints show it in lower case.
    """

    def __init__(self, *options: Option, unknown: str | None = "unknown property '{}'", any_case: bool = False) -> None:
        self.table = {option.name: option for option in options}
        self.unknown = unknown
        self.any_case = any_case

    def read_block(self, reader: Reader) -> dict[str, list[Any]]:
        """The values of each option in the `{ ... }` on this line, in order; mistakes are recorded."""
        found: dict[str, list[Any]] = {}
        while reader.next_block():
            with reader.recovering():
                name = reader.value.lower() if self.any_case else reader.value
                option = self.table.get(name)
                if option is None:
                    raise reader.error(self._unknown(reader, name), hint=one_of(name, self.table), code="CF213")
                begins = reader.word
                if reader.within_line:
                    reader.warn(f"'{begins.value}' is read as an option, not as an argument", begins, code="CF355")
                if option.again and option.name in found:
                    reader.record(reader.error(option.again, begins, code="CF215"))
                value = option.read(reader)
                if option.single and option.name in found:
                    reader.warn(f"'{option.name}' again: only the last one of a block counts", begins, code="CF354")
                found.setdefault(option.name, []).append(value)
        return found

    def _unknown(self, reader: Reader, name: str) -> str:
        if self.unknown is None:
            return reader.arg_error().diagnostic.message
        return self.unknown.format(name, quoted=quote(name))
