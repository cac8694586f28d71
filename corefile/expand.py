"""Imports, snippets and variables put in: from the words of files to resolved server blocks.

It follows the reference's parser rule by rule, oddities included, since Corefiles in the field rely on them. Mistakes
are collected; only what leaves no way on ends the reading. Files are read by `files`, variables by `environment`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from contextlib import suppress
from itertools import pairwise

from corefile import oddities
from corefile.directives import DIRECTIVES
from corefile.environment import SelfReference, put_in, unset
from corefile.errors import CorefileError, Diagnostic, Severity
from corefile.files import Files, ImportFailure, NoMatch
from corefile.imports import MAX_SNIPPETS, Imports, TooDeep, is_definition
from corefile.nodes import Resolved, ServerBlock, Word, at_word
from corefile.suggest import did_you_mean

_OF_THE_MACHINE = frozenset({"CF010", "CF022", "CF023"})  # another one may have the variable, or the files


def expand(
    words: list[Word], files: Files, env: Mapping[str, str], directives: Collection[str] | None = None
) -> Resolved:
    """The server blocks that the words of a Corefile make; raises `CorefileError` with all that is wrong."""
    resolved, errors = resolve(words, files, env, directives)
    if errors:
        raise CorefileError(errors, resolved)
    return resolved


def resolve(
    words: list[Word], files: Files, env: Mapping[str, str], directives: Collection[str] | None = None
) -> tuple[Resolved, tuple[Diagnostic, ...]]:
    """What can be told of the server blocks in spite of what is wrong, and all that is."""
    expansion = Expansion(words, files, env, directives)
    blocks = expansion.run()
    for file in (words, *files.words_read):
        expansion.warn_of(oddities.in_words(file, directives or DIRECTIVES))
    served, discarded = (tuple(block for block in blocks if bool(block.keys) is kept) for kept in (True, False))
    return Resolved(served, tuple(expansion.warnings), files.read, discarded), tuple(expansion.errors)


class _NoWayOn(Exception):
    """The mistake leaves no way to tell what the rest means."""


class Expansion:
    """One pass over the words; imports put theirs in front of those that wait. `_before` is the last one taken."""

    def __init__(
        self, words: list[Word], files: Files, env: Mapping[str, str], directives: Collection[str] | None
    ) -> None:
        self._waiting = words[::-1]
        self._before: Word | None = None
        self._closing: Word | None = None
        self._imports = Imports(files)
        self._env = env
        self._known = directives
        self.errors: dict[Diagnostic, None] = {}
        self.warnings: dict[Diagnostic, None] = {}

    def run(self) -> list[ServerBlock]:
        """The blocks, those without a key too, up to the end or what ends the reading; what is wrong is in `errors`."""
        blocks: list[ServerBlock] = []
        with suppress(_NoWayOn):
            while self._waiting:
                self._item(blocks)
        return blocks

    def _item(self, blocks: list[ServerBlock]) -> None:
        """A snippet, or a server block; of one that ends the reading, what was read of it."""
        keys = self._keys()
        if not self._waiting:
            blocks.extend([ServerBlock(tuple(keys), {}, keys[0].span)] if keys else [])
            return
        if is_definition(keys):
            self._define_snippet(keys[0])
            return
        first = self._waiting[-1]
        if not keys and first.value == "{":
            self._warn("a block without a key is read and thrown away", first, "CF037", "put a key before it")
        directives: dict[str, list[Word]] = {}
        try:
            self._contents(keys, directives)
        finally:
            grouped = {name: tuple(words) for name, words in directives.items()}
            blocks.append(ServerBlock(tuple(keys), grouped, (keys or [first])[0].span))

    # Keys and braces.

    def _keys(self) -> list[Word]:
        """The keys in front of a `{` or, where there is none, at the end of their line."""
        keys: list[Word] = []
        more, comma = True, None
        while self._waiting:
            word = self._expanded(self._waiting[-1])
            if not more and self._begins_line(word):
                break
            if word.value == "import" and self._begins_line(word):
                self._import()
                more = True  # what is imported goes on with the keys, on whatever line it is
                continue
            if word.value == "{":
                if comma:
                    self._error("Expected another address but had '{' - check for extra comma", word)
                return keys
            self._take()
            self.warn_of(oddities.in_key(word, None if keys else self._closing))
            if word.value:
                comma = word if word.value.endswith(",") else None
                keys.append(word.with_value(word.value[:-1]) if comma else word)
            more = comma is not None
        if comma and not self._waiting:
            self._error("Unexpected EOF", comma, "another key must follow a comma")
        return keys

    def _contents(self, keys: list[Word], directives: dict[str, list[Word]]) -> None:
        """The directives between braces or, without a `{`, up to a `}` or the end."""
        opening = self._take() if self._waiting[-1].value == "{" else None
        snippets: set[str] = set()
        while self._waiting:
            word = self._waiting[-1]
            if word.value == "}":
                self._closing = self._take()
                return
            if word.value == "import":
                self._warn_of_second(snippets)
                self._import()
            else:
                self._directive(directives)
        # The reference looks at the last word only, so that a `}` which closed something else will do.
        if opening is None or self._before is None:
            return
        if self._before.value == "}":
            self.warn_of([oddities.unclosed(opening, self._before)])
        else:
            hint = f"the block of {keys[0].value} opened at {opening.place} is not closed" if keys else None
            self._error(
                f"Syntax error: Unexpected token '{self._before.value}', expecting '}}'", hint=hint, code="CF110"
            )

    def _directive(self, directives: dict[str, list[Word]]) -> None:
        """A directive up to the end of its line, or of the line on which its block ends."""
        before, first = self._before, self._take()
        name = self._expanded(first).value
        if self._known is not None and name not in self._known:
            near = did_you_mean(name, self._known)
            hint = oddities.glued_hint(before) or (near and f"did you mean '{near}'?")
            self._error(f"Unknown directive '{name}'", first, hint, "CF201")
        words = directives.setdefault(name, [])
        words.append(first)
        depth = 0
        while self._waiting:
            word = self._waiting[-1]
            if word.value == "{":
                depth += 1
            elif not depth and self._begins_line(word):
                return
            elif word.value == "}":
                if not depth:
                    hint = "put the brace that closes the server block on a line of its own"
                    self._error("Unexpected '}' because no matching opening brace", word, hint)
                    return
                depth -= 1
            elif word.value == "import" and self._begins_line(word):
                self._import()
                continue
            elif not depth and words[-1].value == "}":
                self.warn_of([oddities.behind_brace(word, f"one more argument of {name}")])
            self._waiting.pop()
            self._before = self._expanded(word)
            words.append(self._before)
        if depth:
            self._error("Unexpected EOF", hint=f"the block of {name} opened at {first.place} is not closed")
            raise _NoWayOn

    # Snippets and imports.

    def _define_snippet(self, key: Word) -> None:
        name = key.value[1:-1]
        if self._waiting[-1].value != "{":
            found = self._waiting[-1]
            self._error(f"Syntax error: Unexpected token '{found.value}', expecting '{{'", found)
            raise _NoWayOn
        if name in self._imports.snippets:
            self._error(f"redeclaration of previously declared snippet {name}", key)
        body = self._body(key)
        before: Word | None = None
        for word, following in pairwise(body):
            begins = before is None or before.file != word.file or before.line != word.line
            if word.value == "import" and begins and self._expanded(following).value == name:
                hint = "the snippet imports itself"
                self._error(f"maximum snippet import depth ({MAX_SNIPPETS}) exceeded", following, hint, "CF021")
            before = word
        self._imports.snippets[name] = body

    def _body(self, key: Word) -> list[Word]:
        """The words between the braces of a snippet."""
        self._take()
        body: list[Word] = []
        depth = 1
        while self._waiting:
            word = self._take()
            depth += {"{": 1, "}": -1}.get(word.value, 0)
            if not depth:
                return body
            body.append(word)
        last = self._before.value if self._before else ""
        hint = f"the snippet {key.value} opened at {key.place} is not closed"
        self._error(f"Syntax error: Unexpected token '{last}', expecting '}}'", hint=hint, code="CF110")
        raise _NoWayOn

    def _import(self) -> None:
        """Put the words of what is imported in front; those of the import itself vanish."""
        word = self._waiting.pop()
        if not self._waiting or not word.glued_to(self._waiting[-1]):
            self._error(f"Wrong argument count or unexpected line ending after '{word.value}'", word, code="CF211")
            return
        written = self._waiting.pop()
        argument = self._expanded(written)
        if not argument.value:
            self._error("Import requires a non-empty filepath", argument)
        elif self._waiting and written.glued_to(self._waiting[-1]):
            self._error("Import takes only one argument (glob pattern or file)", self._waiting[-1])
            while self._waiting and written.glued_to(self._waiting[-1]):
                written = self._waiting.pop()
        else:
            self._waiting.extend(reversed(self._imported(argument)))

    def _warn_of_second(self, imported: set[str]) -> None:
        """Whether the import that waits is of a snippet that the block has already."""
        word, argument = self._waiting[-1], self._waiting[-2] if len(self._waiting) > 1 else None
        if argument is None or not word.glued_to(argument):
            return
        argument = self._expanded(argument)
        if argument.value in imported:
            self.warn_of([oddities.imported_twice(argument)])
        elif argument.value in self._imports.snippets:
            imported.add(argument.value)

    def _imported(self, argument: Word) -> list[Word]:
        hidden = self._imports.hidden(argument)
        if hidden:
            self.warn_of([oddities.hiding(argument, hidden)])
        try:
            return self._imports.words(argument, len(self._waiting))
        except TooDeep as error:
            self._error(str(error), argument, f"{argument.value} is imported by what it imports", "CF021")
            raise _NoWayOn from None
        except ImportFailure as error:
            near = did_you_mean(argument.value, self._imports.snippets)
            hint = near and f"did you mean the snippet '{near}'?"
            self._error(str(error), argument, hint, "CF020", error.kind)
        except NoMatch as miss:
            self._warn(str(miss), argument, miss.code)
        return []

    # Words.

    def _take(self) -> Word:
        word = self._before = self._waiting.pop()
        return word

    def _begins_line(self, word: Word) -> bool:
        return self._before is None or self._before.ends_before(word)

    def _expanded(self, word: Word) -> Word:
        """The word with its variables put in."""
        if "{$" not in word.value and "{%" not in word.value:
            return word
        for name in unset(word.value, self._env):
            why = "empty" if name in self._env else "not set"
            self._warn(f"environment variable '{name}' is {why}: it stands for nothing", word, "CF010")
        try:
            return word.with_value(put_in(word.value, self._env))
        except SelfReference as error:
            self._error(str(error), word, "CoreDNS never ends over this one", "CF011")
            return word.with_value("")

    def _error(
        self, message: str, word: Word | None = None, hint: str | None = None, code: str = "CF001", kind: str = "syntax"
    ) -> None:
        """Keep a mistake, at `word` or else the last word taken; the same one in a snippet counts once."""
        self.errors[at_word(word or self._before, Severity.ERROR, code, message, hint, kind)] = None

    def _warn(self, message: str, word: Word, code: str, hint: str | None = None, fix: str | None = None) -> None:
        kind = "environment" if code in _OF_THE_MACHINE else "syntax"
        self.warnings[at_word(word, Severity.WARNING, code, message, hint, kind, fix)] = None

    def warn_of(self, odd: Iterable[oddities.Oddity]) -> None:
        """Keep what is odd as warnings."""
        for word, code, message, hint, fix in odd:
            self._warn(message, word, code, hint, fix)
