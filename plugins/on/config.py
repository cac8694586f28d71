"""What a Corefile says about on: commands that are run when the server starts or stops. This version runs none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from corefile.arguments import every_occurrence
from corefile.options import one_of
from pydns_host.plugins.on.command import split

if TYPE_CHECKING:
    from corefile.options import Reader
    from pydns_host.block import Block

EVENTS = ("startup", "shutdown", "certrenew")


@dataclass(frozen=True, slots=True)
class Config:
    """An event, and the command with its arguments that is run then."""

    event: str
    command: tuple[str, ...]


def parse(reader: Reader, block: Block) -> list[Config]:
    """Every occurrence is one command."""
    found = []
    for _ in every_occurrence(reader):
        with reader.recovering():
            found.append(_command(reader))
    return found


def _command(reader: Reader) -> Config:
    if not reader.next_arg():
        raise reader.arg_error()
    event = reader.value.lower()
    if event not in EVENTS:
        hint = one_of(event, EVENTS)
        raise reader.error(f"Wrong event name or event not supported: '{reader.value}'", hint=hint, code="CF213")
    words = reader.remaining_args()
    text = " ".join(word.value for word in words)
    at = words[0] if words else None
    try:
        parts = split(text)
    except ValueError as error:
        raise reader.error(f"error parsing command: {error}", at) from None
    if not parts:
        raise reader.error(f"no command contained in '{text}'", at, code="CF211")
    return Config(event, tuple(parts))
