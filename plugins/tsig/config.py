"""What a Corefile says about tsig: keys, and which queries must be signed with one (RFC 8945).

No file is read here, and this version verifies no signature.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from corefile.arguments import last, origins, unread
from corefile.options import Option, OptionError, Options, Read, Reader, one_of
from corefile.zones import normalize
from pydns_host.mnemonics import TYPES

if TYPE_CHECKING:
    from corefile.nodes import Word
    from pydns_host.block import Block

_LINE_ENDING = "Wrong argument count or unexpected line ending after '{}'"
OPCODES = ("QUERY", "IQUERY", "STATUS", "NOTIFY", "UPDATE")
ALL = None


@dataclass(frozen=True, slots=True)
class Config:
    """The zones, the keys by name (secrets in base64, not shown) and the files with more of them.

    `types` and `opcodes` are what must be signed, None for everything.
    """

    zones: tuple[str, ...]
    secrets: dict[str, str] = field(default_factory=dict, repr=False)
    files: tuple[str, ...] = ()
    types: frozenset[str] | None = frozenset()
    opcodes: frozenset[str] | None = frozenset()


def _refused(reader: Reader, why: str, word: Word | None = None) -> OptionError:
    """The reference says of any mistake that the number of words is wrong, after the last one that it looked at."""
    if reader.value == "{":
        return reader.arg_error()
    return reader.error(_LINE_ENDING.format(reader.value), word, why, code="CF211")


def _exactly(reader: Reader, count: int, shape: str) -> list[Word]:
    args = reader.remaining_args()
    if len(args) != count:
        raise _refused(reader, shape)
    return args


def _secret(reader: Reader) -> tuple[str, str, Word]:
    name, secret = _exactly(reader, 2, "write secret NAME SECRET")
    return normalize(name.value), secret.value, secret


def _secrets(reader: Reader) -> str:
    return _exactly(reader, 1, "write secrets FILE")[0].value


def _required(known: Collection[str], kind: str) -> Read:
    def read(reader: Reader) -> frozenset[str] | None:
        option = reader.value
        args = reader.remaining_args()
        if not args:
            raise _refused(reader, f"write {option} all, {option} none or the {kind}s")
        if args[0].value in ("all", "none"):
            unread(reader, args[1:], f"{option} {args[0].value} says it all")
            return ALL if args[0].value == "all" else frozenset()
        for word in args:
            if word.value not in known:
                raise _refused(reader, f"unknown {kind} '{word.value}', {one_of(word.value, known)}", word)
        return frozenset(word.value for word in args)

    return read


OPTIONS = Options(
    Option("secret", _secret, "NAME SECRET: a key"),
    Option("secrets", _secrets, "FILE: keys as in BIND's named.conf"),
    Option("require", _required(set(TYPES.values()), "query type"), "all, none or TYPE...: what must be signed"),
    Option("require_opcode", _required(OPCODES, "opcode"), "all, none or OPCODE...: what must be signed"),
    unknown=None,
)


def parse(reader: Reader, block: Block) -> Config:
    """One `tsig` in a server block."""
    config = Config(block.zones)
    for number, begins in enumerate(reader.occurrences()):
        if number:
            reader.record(_refused(reader, "this plugin can only be used once per Server Block", begins))
            break
        zones = origins(reader, block.zones)
        options = OPTIONS.read_block(reader)
        secrets: dict[str, str] = {}
        for name, secret, word in options.get("secret", []):
            if name in secrets:
                text = _LINE_ENDING.format(word.value)
                reader.record(reader.error(text, word, f'key "{name}" redefined', code="CF215"))
            secrets[name] = secret
        types, opcodes = (last(options, name, frozenset()) for name in ("require", "require_opcode"))
        config = Config(zones, secrets, tuple(options.get("secrets", ())), types, opcodes)
    return config
