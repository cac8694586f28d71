"""Small random numbers and orders, cheap enough for every answer: from the operating system's random octets.

What is put into that order is not known here.
"""

from __future__ import annotations

import os
from collections.abc import Callable, MutableSequence
from typing import TypeVar

_BLOCK = 4096  # octets fetched at once
_RANGE = 1 << 16

T = TypeVar("T")


class Dice:
    """An endless row of random numbers of 16 bits."""

    def __init__(self, random: Callable[[int], bytes] = os.urandom) -> None:
        self._random = random
        self._ready: list[int] = []

    def below(self, count: int) -> int:
        """A number from 0 up to, not including, `count`, which is at most 65536; all are equally likely."""
        while True:
            if not self._ready:
                self._ready = memoryview(self._random(_BLOCK)).cast("H").tolist()
            number = self._ready.pop()
            if number >= _RANGE % count:  # below it, some numbers would be likelier than others
                return number % count

    def shuffle(self, items: MutableSequence[T]) -> None:
        """Put items into one of all their orders, each equally likely (Fisher and Yates)."""
        for last in range(len(items) - 1, 0, -1):
            other = self.below(last + 1)
            items[last], items[other] = items[other], items[last]
