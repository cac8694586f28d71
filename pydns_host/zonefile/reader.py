"""Reads a zone file (RFC 1035 section 5.1) record by record: owners, TTLs, classes, $TTL, $ORIGIN and the like.

Words are `lexer`'s business, a record's data is `rdata`'s, what the records make together is `zonefile`'s.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from pydns_host.records import Record
from pydns_host.zonefile import fields, generate, rdata
from pydns_host.zonefile.lexer import Entry, Token, ZoneFileError, entries
from pydns_host.zonefile.owners import Names

Open = Callable[[str], str]
"""Gives a file's text, one letter an octet; raises OSError."""

MAX_DEPTH = 7  # of $INCLUDE within $INCLUDE
GENERATED_TTL = 3600  # seconds; of $GENERATE where the file names no TTL

# What the reference says of a word that can stand for nothing, and of a line that ends, after owner and these.
_UNKNOWN = {
    (False, False): "not a TTL",
    (True, False): "expecting RR type or class, not this...",
    (False, True): "not a TTL",
    (True, True): "unknown RR type",
}
_ENDED = {
    (False, False): "expecting RR type, TTL or class, not this...",
    (True, False): "no blank before TTL",
    (False, True): "no blank before class",
    (True, True): "no blank before RR type",
}


@dataclass(slots=True)
class Reader:
    """One file being read; `default_ttl` is the last TTL that was stated, `fixed` when by $TTL.

    `notes` collects what is left out of the zone although the file reads well. `folds` makes owners and the names in
    common data lower case, as the reference does with what it keeps in a zone.
    """

    text: str
    origin: bytes
    file: str
    open: Open
    notes: list[str]
    depth: int = 0
    default_ttl: int | None = None
    fixed: bool = False
    generated: bool = False
    folds: bool = True
    _owner: bytes = field(init=False)
    _names: Names = field(init=False)

    def __post_init__(self) -> None:
        self._names = Names(self.origin, self.folds)
        self._owner = self._names.fold(self.origin)

    def records(self) -> Iterator[Record]:
        """The records in the file's order, raises `ZoneFileError` when it gets there."""
        for entry in entries(self.text, self.file):
            first = entry.tokens[0]
            directive = None
            if not (entry.indented or first.quoted) and first.text[0] == "$" and len(entry.tokens) > 1:
                directive = _DIRECTIVES.get(first.text.upper())
            if directive is not None:
                yield from directive(self, entry)
                continue
            try:
                yield self._record(entry)
            except rdata.FieldError as error:
                raise self._error(error.text, error.token) from error
            except rdata.UnusableError as error:
                self.notes.append(f"{self.file}:{first.line}: {error}: no server can send this record")

    def _error(self, text: str, token: Token) -> ZoneFileError:
        return ZoneFileError(text, self.file, token)

    def _record(self, entry: Entry) -> Record:
        tokens, start = entry.tokens, 0
        if not entry.indented:
            if len(tokens) == 1:
                raise self._error("not a TTL", tokens[0])
            self._owner = self._names.fold(self._name(tokens[0], "bad owner name"))
            start = 1
        rtype, ttl, rclass, start = self._header(entry, start)
        if start == len(tokens):
            raise self._error("unexpected newline", entry.end)
        data = rdata.parse(rtype, tokens[start:], entry.end, self._names)
        return Record(self._owner, rtype, rclass, ttl, data)

    def _name(self, token: Token, problem: str) -> bytes:
        try:
            return self._names.get(token.text)
        except ValueError as error:
            raise self._error(problem, token) from error

    def _header(self, entry: Entry, start: int) -> tuple[int, int, int, int]:
        """Type, TTL and class of a record, TTL and class in either order or absent, and where its data begins."""
        ttl: int | None = None
        rclass: int | None = None
        for index in range(start, len(entry.tokens)):
            token = entry.tokens[index]
            if token.quoted:
                raise self._error(_ENDED[False, False], token)
            rtype = fields.rtype(token.text)
            if rtype is not None:
                if not entry.indented and ttl is None and rclass is None and self.default_ttl is None:
                    raise self._error("missing TTL with no previous value", token)
                return rtype, self._ttl(ttl), 1 if rclass is None else rclass, index + 1
            if rclass is None and (number := fields.rclass(token.text)) is not None:
                rclass = number
            elif ttl is None and (seconds := fields.ttl(token.text)) is not None:
                ttl = seconds
            else:
                raise self._error(_UNKNOWN[ttl is not None, rclass is not None], token)
        raise self._error(_ENDED[ttl is not None, rclass is not None], entry.end)

    def _ttl(self, stated: int | None) -> int:
        """The TTL of a record; one that is stated holds for those that follow, unless $TTL does (RFC 2308 section 4).

        None stated so far is 0, as in CoreDNS.
        """
        if stated is None:
            return self.default_ttl or 0
        if not self.fixed:
            self.default_ttl = stated
        return stated

    def _set_ttl(self, entry: Entry) -> Iterator[Record]:
        self._only(entry, 2)
        ttl = fields.ttl(entry.tokens[1].text)
        if ttl is None:
            raise self._error("expecting $TTL value, not this...", entry.tokens[1])
        self.default_ttl, self.fixed = ttl, True
        return iter(())

    def _set_origin(self, entry: Entry) -> Iterator[Record]:
        self._only(entry, 2)
        self._names = Names(self._name(entry.tokens[1], "bad origin name"), self.folds)
        return iter(())

    def _only(self, entry: Entry, count: int) -> None:
        if len(entry.tokens) > count:
            raise self._error("garbage after rdata", entry.tokens[count])

    def _include(self, entry: Entry) -> Iterator[Record]:
        """The records of another file, named relative to this one; its $ORIGIN and $TTL end with it."""
        named = entry.tokens[1]
        origin = self._names.origin
        if len(entry.tokens) > 2:
            origin = self._name(entry.tokens[2], "bad origin name")
        if self.depth >= MAX_DEPTH:
            raise self._error("too deeply nested $INCLUDE", named)
        path = os.path.normpath(os.path.join(os.path.dirname(self.file), named.text))
        try:
            text = self.open(path)
        except OSError as error:
            shown = f"`{named.text}'" if path == named.text else f"`{named.text}' as `{path}'"
            raise self._error(f"failed to open {shown}: {go_words(error, 'open', path)}", named) from error
        return self._below(text, origin, path).records()

    def _generate(self, entry: Entry) -> Iterator[Record]:
        if self.generated:
            raise self._error("nested $GENERATE directive not allowed", entry.tokens[1])
        try:
            text = "\n".join(generate.lines(entry))
        except generate.GenerateError as error:
            raise self._error(error.text, error.token) from error
        below = self._below(text, self._names.origin, self.file)
        below.depth, below.generated = self.depth, True
        if below.default_ttl is None:
            below.default_ttl = GENERATED_TTL
        return below.records()

    def _below(self, text: str, origin: bytes, file: str) -> Reader:
        below = Reader(text, origin, file, self.open, self.notes, self.depth + 1, folds=self.folds)
        below.default_ttl, below.fixed = self.default_ttl, self.fixed
        return below


def go_words(error: OSError, verb: str, path: str) -> str:
    """An OSError in the words of the reference: `open db: no such file or directory`."""
    reason = os.strerror(error.errno) if error.errno is not None else str(error)
    return f"{verb} {path}: {reason[:1].lower()}{reason[1:]}"


_DIRECTIVES: dict[str, Callable[[Reader, Entry], Iterator[Record]]] = {
    "$TTL": Reader._set_ttl,
    "$ORIGIN": Reader._set_origin,
    "$INCLUDE": Reader._include,
    "$GENERATE": Reader._generate,
}
