"""Kubernetes' label selectors as its client library reads them: `app=dns, tier in (a, b), !beta`.

Selecting anything by them is not done here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_BLANKS = " \t\r\n"
_SYMBOLS = "=!(),><"
_KEYWORDS = ("in", "notin")
_OPERATORS = ("==", "=", "!=", "!", ">", "<", "(", ")", ",")
_BINARY = "in, notin, =, ==, !=, gt, lt"
_END = ""
_NAME = re.compile(r"([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]")
_SUBDOMAIN = re.compile(r"[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*")
_MAX_NAME, _MAX_PREFIX = 63, 253
_INTEGER = re.compile(r"[+-]?[0-9]{1,18}")
_MUST = "consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character"
_MUST_NAME = (
    f"must {_MUST} (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '{_NAME.pattern}')"
)
_WITH_PREFIX = "with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')"
_MUST_PREFIX = (
    "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and "
    f"end with an alphanumeric character (e.g. 'example.com', regex used for validation is '{_SUBDOMAIN.pattern}')"
)
_MUST_VALUE = (
    f"a valid label must be an empty string or {_MUST} (e.g. 'MyValue',  or 'my_value',  or '12345', "
    f"regex used for validation is '({_NAME.pattern})?')"
)


@dataclass(frozen=True, slots=True)
class Requirement:
    """One requirement: a key, "exists", "!", "in", "notin" or "=", and values in the order of their text."""

    key: str
    operator: str
    values: tuple[str, ...] = ()


class SelectorError(ValueError):
    """A text that is no selector; worded as the library words it."""


def parse_selector(text: str) -> tuple[Requirement, ...]:
    """What a selector asks for; raises `SelectorError`."""
    try:
        found = _Parser(_words(text)).parse()
    except SelectorError as error:
        raise SelectorError(f'couldn\'t parse the selector string "{text}": {error}') from None
    for requirement in found:
        if requirement.operator in (">", "<"):
            name = {">": "gt", "<": "lt"}[requirement.operator]
            raise SelectorError(f'"{name}" isn\'t supported in label selectors')
        if requirement.operator == "!=":
            raise SelectorError('"!=" is not a valid label selector operator')
    return tuple(found)


def _words(text: str) -> list[str]:
    """Names, keywords and operators; "" ends them, and what is no operator is told where it is read."""
    found, index = [], 0
    text = text.partition("\0")[0]  # where the library's lexer ends, too
    while index < len(text):
        if text[index] in _BLANKS:
            index += 1
            continue
        operator = next((each for each in _OPERATORS if text.startswith(each, index)), None)
        end = index
        while operator is None and end < len(text) and text[end] not in _BLANKS + _SYMBOLS:
            end += 1
        found.append(operator or text[index:end])
        index += len(found[-1])
    return [*found, _END]


class _Parser:
    """Reads words from left to right, as the library does, so that the same mistake is told."""

    def __init__(self, words: list[str]) -> None:
        self.words = words
        self.place = 0

    @property
    def word(self) -> str:
        return self.words[self.place]

    def take(self) -> str:
        self.place += 1
        return self.words[self.place - 1]

    def parse(self) -> list[Requirement]:
        found: list[Requirement] = []
        while self.word != _END:
            if not _is_name(self.word) and self.word != "!":
                raise SelectorError(f"found '{self.word}', expected: !, identifier, or 'end of string'")
            try:
                found.append(self._requirement())
            except SelectorError as error:
                raise SelectorError(f"unable to parse requirement: {error}") from None
            if self.word == _END:
                break
            if self.take() != ",":
                raise SelectorError(f"found '{self.words[self.place - 1]}', expected: ',' or 'end of string'")
            if not _is_name(self.word) and self.word != "!":
                raise SelectorError(f"found '{self.word}', expected: identifier after ','")
        return found

    def _requirement(self) -> Requirement:
        negated = self.word == "!" and bool(self.take())
        key = self.take()
        if not _is_name(key):
            raise SelectorError(f"found '{key}', expected: identifier")
        _check_key(key)
        if negated or self.word in (_END, ","):
            return Requirement(key, "!" if negated else "exists")
        operator = self.take()
        if operator not in (*_KEYWORDS, "=", "==", "!=", ">", "<"):
            raise SelectorError(f"found '{operator}', expected: {_BINARY}")
        values = self._set() if operator in _KEYWORDS else self._value()
        return _checked(Requirement(key, operator.replace("==", "="), tuple(sorted(values))))

    def _value(self) -> set[str]:
        if self.word in (_END, ","):
            return {""}
        value = self.take()
        if not _is_name(value):
            raise SelectorError(f"found '{value}', expected: identifier")
        return {value}

    def _set(self) -> set[str]:
        opening = self.take()
        if opening != "(":
            raise SelectorError(f"found '{opening}' expected: '('")
        if self.word == ")":
            self.take()
            return {""}
        if not _is_name(self.word) and self.word != ",":
            raise SelectorError(f"found '{self.word}', expected: ',', ')' or identifier")
        values = self._members()
        self.take()
        return values

    def _members(self) -> set[str]:
        """Names between commas, of which any may be missing, up to the closing bracket."""
        values: set[str] = set()
        while True:
            word = self.take()
            if _is_name(word):
                values.add(word)
                if self.word == ")":
                    return values
                if self.word != ",":
                    raise SelectorError(f"found '{self.word}', expected: ',' or ')'")
            elif word == ",":
                if not values or self.word in (")", ","):
                    values.add("")
                if self.word == ")":
                    return values
            else:
                raise SelectorError(f"found '{word}', expected: ',', or identifier")


def _is_name(word: str) -> bool:
    """Whether a word is a name; a keyword is one where no operator may stand."""
    return word != _END and word not in _OPERATORS


def _check_key(key: str) -> None:
    """A name of 63 characters, which may have a domain and a slash in front."""
    prefix, slash, name = key.rpartition("/")
    wrong = []
    if "/" in prefix:
        wrong.append(f"a valid label key {_MUST_NAME} {_WITH_PREFIX}")
    else:
        if slash and not prefix:
            wrong.append("prefix part must be non-empty")
        elif slash and len(prefix) > _MAX_PREFIX:
            wrong.append(f"prefix part must be no more than {_MAX_PREFIX} bytes")
        elif slash and not _SUBDOMAIN.fullmatch(prefix):
            wrong.append(f"prefix part {_MUST_PREFIX}")
        wrong.extend(f"name part {reason}" for reason in _wrong_name(name, _MUST_NAME))
    if wrong:
        raise SelectorError(f'<nil>: Invalid value: "{key}": {"; ".join(wrong)}')


def _wrong_name(name: str, must: str) -> list[str]:
    if not name:
        return ["must be non-empty", must]
    too_long = [f"must be no more than {_MAX_NAME} bytes"] if len(name.encode()) > _MAX_NAME else []
    return too_long + ([] if _NAME.fullmatch(name) else [must])


def _checked(requirement: Requirement) -> Requirement:
    """The requirement, when its values can be those of labels."""
    wrong = []
    for index, value in enumerate(requirement.values):
        if requirement.operator in (">", "<") and not _INTEGER.fullmatch(value):
            reason = "for 'Gt', 'Lt' operators, the value must be an integer"
            wrong.append(f'values[{index}]: Invalid value: "{value}": {reason}')
    for index, value in enumerate(requirement.values):
        if value and (reasons := _wrong_name(value, _MUST_VALUE)):
            wrong.append(f'values[{index}][{requirement.key}]: Invalid value: "{value}": {"; ".join(reasons)}')
    if wrong:
        raise SelectorError(wrong[0] if len(wrong) == 1 else f"[{', '.join(wrong)}]")
    return requirement
