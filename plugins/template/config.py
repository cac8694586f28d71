"""What a Corefile says about template: which questions match, and the templates of their answers.

Executing them is `plugin`'s business.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from corefile.nodes import Word
from corefile.options import Option, Options, Reader, did_you_mean, parse_uint, words
from corefile.zones import normalize_exact
from pydns_host import gotemplate, names, regexps
from pydns_host.gotemplate import Function, FunctionError, ParseError, Uint
from pydns_host.mnemonics import CLASSES, RCODES, TYPES
from pydns_host.names import is_subdomain
from pydns_host.zones import zone_key

if TYPE_CHECKING:
    from pydns_host.block import Block
    from pydns_host.plugins.template.conditions import Conditions, Reading

ANY = 255
SECTIONS = ("answer", "authority", "additional")
# What the reference takes for a class, a type and an rcode: the mnemonics in capitals, and an old misspelling.
_CLASSES = {name: number for number, name in CLASSES.items()} | {"ANY": ANY}
_TYPES = {name: number for number, name in TYPES.items()}
_RCODES = {name: number for number, name in RCODES.items()} | {"NOTIMPL": 4}


@dataclass(frozen=True, slots=True)
class Rule:
    """One occurrence: a question of its zones, class, type and pattern gets these records, rcode and EDE.

    `blind` when nothing in it looks at what a pattern matched.
    """

    zones: tuple[bytes, ...]
    rclass: int
    type: int
    patterns: tuple[regexps.Pattern, ...]
    sections: dict[str, tuple[gotemplate.Template, ...]]
    rcode: int = 0
    ede: tuple[int, str] | None = None
    falling: tuple[bytes, ...] = ()
    conditions: Conditions | None = None
    blind: bool = False

    def zone(self, key: bytes) -> bytes | None:
        """The longest of its zones that a name is in."""
        return max((zone for zone in self.zones if is_subdomain(key, zone)), key=len, default=None)

    def falls_through(self, key: bytes) -> bool:
        """Whether a name that no pattern matches goes on to the next rule."""
        return any(is_subdomain(key, zone) for zone in self.falling)


def _parse_int(text: str, base: int, bits: int) -> Uint:
    try:
        return Uint(parse_uint(text, bits, base))
    except ValueError as error:
        raise FunctionError(str(error)) from None


_FUNCTIONS = {"parseInt": Function(_parse_int, ("string", "int", "int"))}


def _keys(zones: tuple[str, ...]) -> tuple[bytes, ...]:
    return tuple(key for key in map(zone_key, zones) if key is not None)


def _match(reader: Reader) -> list[regexps.Pattern]:
    found = []
    for word in words(1)(reader):
        try:
            found.append(regexps.compile(word.value))
        except regexps.RegexpError as error:
            text = str(error)
            if not text.startswith("regex pattern too long"):
                text = f"could not parse regex: {word.value}, {text}"
            raise reader.error(text, word) from None
    return found


def _templates(section: str) -> Callable[[Reader], list[gotemplate.Template]]:
    def read(reader: Reader) -> list[gotemplate.Template]:
        found = []
        for word in words(1)(reader):
            try:
                found.append(gotemplate.Template(section, word.value, _FUNCTIONS))
            except ParseError as error:
                end = "" if section == "answer" else "\n"  # the reference's words end so
                raise reader.error(f"could not compile template: {reader.value}, {error}{end}", word) from None
        return found

    return read


def _rcode(reader: Reader) -> int:
    if not reader.next_arg():
        raise reader.arg_error()
    if reader.value not in _RCODES:
        raise reader.error(f"unknown rcode {reader.value}")
    return _RCODES[reader.value]


def _ede(reader: Reader) -> tuple[int, str]:
    args = words(1, 2)(reader)
    try:
        code = parse_uint(args[0].value, 16)
    except ValueError as error:
        text = f"error parsing extended DNS error code {reader.value}, {error}\n"
        raise reader.error(text, args[0]) from None
    return code, args[1].value if len(args) > 1 else ""


def _falling(reader: Reader) -> tuple[bytes, ...]:
    args = reader.remaining_args()
    return _zones(reader, args) if args else (names.ROOT,)


def _zones(reader: Reader, args: list[Word]) -> tuple[bytes, ...]:
    """The zones that words name; one that names none is left out, as in the reference, with a warning."""
    found: list[bytes] = []
    for word in args:
        keys = _keys(normalize_exact(word.value))
        if word.value in _TYPES:
            reader.warn(f"'{word.value}' is read as a zone: a template has one type", word)
        elif not keys:
            reader.warn(f"'{word.value}' is not a zone and is left out", word, code="CF301")
        found.extend(keys)
    return tuple(found)


def _upstream(reader: Reader) -> None:
    reader.warn("'upstream' does nothing: an alias is always looked up in this server")
    reader.remaining_args()


class _Expressions:
    """Reads var and expr; what they need is loaded with the first one, as few Corefiles have any."""

    def __init__(self) -> None:
        self._reading: Reading | None = None

    @property
    def reading(self) -> Reading:
        """What was read so far."""
        if self._reading is None:
            from pydns_host.plugins.template.conditions import Reading

            self._reading = Reading()
        return self._reading

    def result(self) -> Conditions | None:
        """What was read, if anything."""
        return None if self._reading is None else self._reading.result()


def _options(expressions: _Expressions) -> Options:
    return Options(
        Option("match", _match, "REGEX...: names that it answers"),
        *(Option(section, _templates(section), f"RR...: templates of the {section} section") for section in SECTIONS),
        Option("rcode", _rcode, "CODE: the rcode of the answer", single=True),
        Option("ederror", _ede, "CODE [TEXT]: an extended DNS error", single=True),
        Option("fallthrough", _falling, "[ZONE...]: names that do not match go on"),
        Option("var", lambda reader: expressions.reading.variable(reader), "NAME EXPRESSION: a variable for templates"),
        Option("expr", lambda reader: expressions.reading.expression(reader), "EXPRESSION...: conditions"),
        Option("upstream", _upstream, "ignored"),
        unknown=None,
    )


def parse(reader: Reader, block: Block) -> tuple[Rule, ...]:
    """Every occurrence is a rule; they are tried in the order of the Corefile."""
    rules = []
    for _ in reader.occurrences():
        with reader.recovering():
            rules.append(_rule(reader, block))
    return tuple(rules)


def _rule(reader: Reader, block: Block) -> Rule:
    rclass = _mnemonic(reader, _CLASSES, "invalid query class")
    rtype = _mnemonic(reader, _TYPES, "invalid RR class")
    args = reader.remaining_args()
    expressions = _Expressions()
    found = _options(expressions).read_block(reader)

    def every(option: str) -> tuple[Any, ...]:
        return tuple(item for items in found.get(option, []) for item in items)

    sections = {section: every(section) for section in SECTIONS}
    conditions = expressions.result()
    constant = all(template.constant is not None for made in sections.values() for template in made)
    return Rule(
        _zones(reader, args) if args else _keys(block.zones),
        rclass,
        rtype,
        every("match") or (regexps.compile(".*"),),
        sections,
        found.get("rcode", [0])[-1],
        found.get("ederror", [None])[-1],
        found.get("fallthrough", [()])[-1],
        conditions,
        constant and conditions is None,
    )


def _mnemonic(reader: Reader, known: dict[str, int], text: str) -> int:
    if not reader.next_arg():
        raise reader.arg_error()
    if reader.value not in known:
        upper = reader.value.upper()
        near = upper if upper in known else did_you_mean(upper, known)
        hint = None if near is None else f"did you mean '{near}'?"
        raise reader.error(f"{text} {reader.value}", hint=hint)
    return known[reader.value]
