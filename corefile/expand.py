"""Imports, snippets and variables put in: from the words of files to resolved server blocks.

The only module here that reads files. It follows the reference's parser rule by rule, oddities included, since
Corefiles in the field rely on them; what it cannot go on from ends it, everything else is collected.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from corefile.environment import SelfReference, put_in, unset
from corefile.errors import CorefileError, Diagnostic, Severity, Span
from corefile.files import Files, ImportFailure
from corefile.nodes import Resolved, ServerBlock, Word

MAX_SNIPPETS = 10_000
MAX_FILES = 100_000


class _Refused(Exception):
    """There is no way on after this."""


class Expansion:
    """One pass over a stream of words into which imports push theirs."""

    def __init__(
        self, words: list[Word], files: Files, env: Mapping[str, str], directives: Collection[str] | None
    ) -> None:
        self._rest = words[::-1]
        self._current: Word | None = None
        self._previous: Word | None = None
        self._files = files
        self._env = env
        self._known = directives
        self._snippets: dict[str, list[Word]] = {}
        self._imported = [0, 0]  # snippets, files
        self._keys: list[Word] = []
        self._directives: dict[str, list[Word]] = {}
        self._ended = False
        self.errors: list[Diagnostic] = []
        self.warnings: list[Diagnostic] = []
        self.blocks: list[ServerBlock] = []

    def run(self) -> None:
        """Read every block; what is wrong is in `errors`, the blocks before it in `blocks`."""
        try:
            while self._next():
                self._block()
        except _Refused:
            pass

    # The cursor.

    def _next(self) -> bool:
        if not self._rest:
            return False
        self._previous, self._current = self._current, self._rest.pop()
        return True

    def _back(self) -> None:
        if self._current is not None:
            self._rest.append(self._current)
        self._current = self._previous

    @property
    def _value(self) -> str:
        return "" if self._current is None else self._current.value

    def _on_new_line(self) -> bool:
        before, word = self._previous, self._current
        return before is None or word is None or before.file != word.file or before.last_line < word.line

    def _error(self, message: str, word: Word | None = None, hint: str | None = None, code: str = "CF001") -> None:
        self.errors.append(_diagnostic(Severity.ERROR, code, message, word or self._current, hint))

    def _refuse(self, message: str, hint: str | None = None, code: str = "CF001") -> _Refused:
        self._error(message, hint=hint, code=code)
        return _Refused()

    def _expanded(self, word: Word) -> Word:
        if "{$" not in word.value and "{%" not in word.value:
            return word
        for name in unset(word.value, self._env):
            text = f"environment variable {name!r} is not set: it stands for nothing"
            self.warnings.append(_diagnostic(Severity.WARNING, "CF010", text, word, None))
        try:
            return word.with_value(put_in(word.value, self._env))
        except SelfReference as error:
            self._error(str(error), word, "the reference hangs on this", "CF011")
            return word.with_value("")

    # Blocks.

    def _block(self) -> None:
        self._keys, self._directives = [], {}
        first = self._current
        self._addresses()
        if not self._ended:
            if self._is_snippet():
                self._define_snippet(self._keys[0].value[1:-1])
                return
            self._contents()
        if self._keys:
            span = self._keys[0].span if first is None else first.span
            found = {name: tuple(words) for name, words in self._directives.items()}
            self.blocks.append(ServerBlock(tuple(self._keys), found, span))

    def _addresses(self) -> None:
        expecting = False
        while True:
            word = self._expanded(self._current) if self._current is not None else None
            value = "" if word is None else word.value
            if value == "import" and self._on_new_line():
                if not self._import(word) or not self._next():
                    self._ended = True
                    return
                continue
            if value == "{":
                if expecting:
                    raise self._refuse(f"Expected another address but had '{value}' - check for extra comma")
                return
            if word is not None and value:
                expecting = value.endswith(",")
                self._keys.append(word.with_value(value[:-1]) if expecting else word)
            if not self._next():
                if expecting:
                    raise self._refuse("Unexpected EOF")
                self._ended = True
                return
            if not expecting and self._on_new_line():
                return

    def _is_snippet(self) -> bool:
        return len(self._keys) == 1 and self._keys[0].value.startswith("(") and self._keys[0].value.endswith(")")

    def _define_snippet(self, name: str) -> None:
        if name in self._snippets:
            raise self._refuse(f"redeclaration of previously declared snippet {name}")
        if self._value != "{":
            raise self._refuse(f"Unexpected token '{self._value}', expecting '{{'")
        depth, body = 1, []
        while depth and self._next():
            depth += {"{": 1, "}": -1}.get(self._value, 0)
            if depth and self._current is not None:
                body.append(self._current)
        if depth:
            raise self._refuse(f"Unexpected token '{self._value}', expecting '}}'")
        for before, word, after in zip([None, *body], body, body[1:], strict=False):
            begins = before is None or before.file != word.file or before.line != word.line
            if word.value == "import" and begins and put_in(after.value, self._env) == name:
                raise self._refuse(f"maximum snippet import depth ({MAX_SNIPPETS}) exceeded", code="CF021")
        self._snippets[name] = body
        self._keys = []

    def _contents(self) -> None:
        braced = self._value == "{"
        if not braced:
            self._back()
        while self._next():
            if self._value == "}":
                break
            if self._value == "import":
                self._import(self._current)
            else:
                self._directive()
        if braced and self._value != "}":
            hint = f"the block opened for {self._keys[0].value} is not closed" if self._keys else None
            raise self._refuse(f"Syntax error: Unexpected token '{self._value}', expecting '}}'", hint, "CF110")

    def _directive(self) -> None:
        first = self._current
        if first is None:
            return
        name = self._expanded(first).value
        if self._known is not None and name not in self._known:
            self._error(f"Unknown directive '{name}'", code="CF201")
        words = self._directives.setdefault(name, [])
        words.append(first)
        depth = 0
        while self._next():
            word = self._current
            if word is None:
                return
            if word.value == "{":
                depth += 1
            elif not depth and self._on_new_line():
                self._back()
                return
            elif word.value == "}" and depth:
                depth -= 1
            elif word.value == "}":
                raise self._refuse("Unexpected '}' because no matching opening brace", "put it on a line of its own")
            elif word.value == "import" and self._on_new_line():
                self._import(word)
                continue
            self._current = self._expanded(word)
            words.append(self._current)
        if depth:
            raise self._refuse("Unexpected EOF", f"the block of {name} opened at line {first.line} is not closed")

    # Imports.

    def _import(self, at: Word | None) -> bool:
        """Push the words of what is imported; the cursor stands before them. False when it could not be had."""
        before = self._previous
        if at is None or not self._rest or not at.glued_to(self._rest[-1]):
            self._error("Wrong argument count or unexpected line ending after 'import'", at)
            self._current = before
            return False
        argument = self._expanded(self._rest.pop())
        if not argument.value:
            self._error("Import requires a non-empty filepath", argument)
        elif self._rest and argument.glued_to(self._rest[-1]):
            self._error("Import takes only one argument (glob pattern or file)", self._rest[-1])
            while self._rest and argument.glued_to(self._rest[-1]):
                argument = self._rest.pop()
        else:
            self._rest.extend(reversed(self._imported_words(argument)))
        self._current = before
        return True

    def _imported_words(self, argument: Word) -> list[Word]:
        snippet = self._snippets.get(argument.value)
        kind = 1 if snippet is None else 0
        self._imported[kind] += 1
        if self._imported[kind] > (MAX_SNIPPETS, MAX_FILES)[kind]:
            what = "file" if kind else "snippet"
            raise self._refuse(f"maximum {what} import depth ({MAX_SNIPPETS}) exceeded", code="CF021")
        if snippet is not None:
            return snippet
        try:
            words = self._files.imported(argument.value, argument.file)
        except ImportFailure as error:
            self.errors.append(
                _diagnostic(Severity.ERROR, "CF020", str(error), argument, error.hint(self._snippets), error.kind)
            )
            return []
        if words is None:
            text = f"No files matching import glob pattern: {argument.value}"
            self.warnings.append(_diagnostic(Severity.WARNING, "CF022", text, argument, None))
            return []
        return words


def _diagnostic(
    severity: Severity, code: str, message: str, word: Word | None, hint: str | None, kind: str = "syntax"
) -> Diagnostic:
    if word is None:
        return Diagnostic(None, severity, code, message, hint, kind)
    return Diagnostic(word.span, severity, code, message, hint, kind, source=word.source)


def expand(
    words: list[Word], files: Files, env: Mapping[str, str], directives: Collection[str] | None = None
) -> Resolved:
    """The server blocks that the words of a Corefile make; raises `CorefileError` with all that is wrong."""
    expansion = Expansion(words, files, env, directives)
    expansion.run()
    if expansion.errors:
        raise CorefileError(expansion.errors)
    return Resolved(tuple(expansion.blocks), tuple(expansion.warnings), tuple(files.read))


__all__ = ["Expansion", "Span", "expand"]
