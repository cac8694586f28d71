"""What a Corefile says about header: which bits are set and cleared in queries, and which in answers.

Bits are those of the header's second word.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from corefile.arguments import NEVER_READ
from corefile.options import Option, Options, Reader
from pydns_host.header import AA, RA, RD

if TYPE_CHECKING:
    from pydns_host.block import Block

FLAGS = {"aa": AA, "ra": RA, "rd": RD}
ACTIONS = {"set": True, "clear": False}


@dataclass(frozen=True, slots=True)
class Change:
    """Bits to take away and bits to add, in one step."""

    cleared: int = 0
    added: int = 0

    def of(self, flags: int) -> int:
        """What flags become."""
        return flags & ~self.cleared | self.added


@dataclass(frozen=True, slots=True)
class Config:
    """The changes of queries and of answers."""

    query: Change
    response: Change


def _rules(reader: Reader) -> list[tuple[int, bool]]:
    if not reader.next_arg() or not reader.value:
        raise reader.error("setting up rule: no flag action provided", code="CF211")
    action, args = reader.word, reader.remaining_args()
    if not args:
        text = "setting up rule: invalid length for flags, at least one should be provided"
        raise reader.error(text, action, code="CF211")
    if action.value.lower() not in ACTIONS:
        text = f"setting up rule: unknown flag action={action.value.lower()}, should be set or clear"
        raise reader.error(text, action)
    for word in args:
        if word.value.lower() not in FLAGS:
            raise reader.error(f"setting up rule: unknown/unsupported flag={word.value.lower()}", word)
    return [(FLAGS[word.value.lower()], ACTIONS[action.value.lower()]) for word in args]


OPTIONS = Options(
    Option("query", _rules, "set|clear FLAG...: in queries"),
    Option("response", _rules, "set|clear FLAG...: in answers"),
    unknown="setting up rule: invalid selector={} should be query or response",
    any_case=True,
)


def parse(reader: Reader, block: Block) -> Config | None:
    """The first `header` of a server block that has a rule."""
    config = None
    for begins in reader.occurrences():
        if config is not None:
            reader.warn("only the first header with a rule is read", begins, code=NEVER_READ)
            break
        for word in reader.remaining_args():
            reader.warn(f"'{word.value}' is not read: header has no arguments", word, code="CF341")
        known = len(reader.diagnostics)
        found = OPTIONS.read_block(reader)
        if found or reader.mistaken(known):
            config = Config(*(_change(found.get(which, [])) for which in ("query", "response")))
    if config is None:
        reader.record(reader.arg_error())
    return config


def _change(rules: list[list[tuple[int, bool]]]) -> Change:
    """The rules, one after the other, as one step."""
    cleared = added = 0
    for flag, state in (one for line in rules for one in line):
        cleared, added = cleared | flag, added | flag if state else added & ~flag
    return Change(cleared, added)
