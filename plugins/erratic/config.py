"""What a Corefile says about erratic: how many queries fare badly, and how. Answers are `plugin`'s business."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from corefile.durations import MILLISECOND
from corefile.nodes import Word
from corefile.options import Option, Options, Reader, parse_duration, parse_int, quote, words
from pydns_host.block import Block

USUAL = 2  # an amount that is not given: every second query
USUAL_DURATION = 100 * MILLISECOND


@dataclass(frozen=True, slots=True)
class Config:
    """The first of each `drop`, `delay` queries is dropped or delayed (0: none), by `duration` nanoseconds.

    `truncate` is a mask over the number of a query: it is truncated when they have no bit in common (0: never).
    `large` answers have thirty records.
    """

    drop: int = USUAL
    delay: int = 0
    truncate: int = 0
    duration: int = USUAL_DURATION
    large: bool = False


def _amount(reader: Reader, word: Word) -> int:
    try:
        amount = parse_int(word.value, 32)
    except ValueError as error:
        raise reader.error(str(error), word) from None
    if amount < 0:
        raise reader.error(f"illegal amount value given {quote(word.value)}", word)
    return amount


def _amounts(most: int = 1) -> Callable[[Reader], int | None]:
    def read(reader: Reader) -> int | None:
        args = words(0, most)(reader)
        return _amount(reader, args[0]) if args else None

    return read


def _delay(reader: Reader) -> tuple[int | None, int | None]:
    args = words(0, 2)(reader)
    amount = _amount(reader, args[0]) if args else None
    try:
        return amount, parse_duration(args[1].value) if len(args) > 1 else None
    except ValueError as error:
        raise reader.error(str(error), args[1]) from None


def _large(reader: Reader) -> bool:
    return True  # a word behind it is read as the next option


OPTIONS = Options(
    Option("drop", _amounts(), "[AMOUNT]: drop one in so many queries"),
    Option("truncate", _amounts(), "[AMOUNT]: truncate some answers"),
    Option("delay", _delay, "[AMOUNT [DURATION]]: delay one in so many queries"),
    Option("large", _large, "answer A with thirty records"),
)


def parse(reader: Reader, block: Block) -> Config:
    """All occurrences make one plugin; arguments behind the directive are not read, as in the reference."""
    found: dict[str, list[Any]] = {name: [] for name in OPTIONS.table}
    for begins in reader.occurrences():
        if begins.value != "erratic":
            reader.warn(f"'{begins.value}' is not read: erratic has no arguments", begins, code="CF341")
        for name, values in OPTIONS.read_block(reader).items():
            found[name].extend(values)
    drops = [amount for amount in found["drop"] if amount is not None]
    truncate = _last(found["truncate"])
    delay, duration = found["delay"][-1] if found["delay"] else (0, None)
    delay = USUAL if delay is None else delay
    return Config(
        drop=drops[-1] if drops else 0 if delay or truncate else USUAL,
        delay=delay,
        truncate=truncate,
        duration=USUAL_DURATION if duration is None else duration,
        large=bool(found["large"]),
    )


def _last(amounts: list[int | None]) -> int:
    """The last amount, the usual one where it is left out, 0 for an option that is not there."""
    if not amounts:
        return 0
    return USUAL if amounts[-1] is None else amounts[-1]
