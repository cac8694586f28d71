"""Colours for people's terminals, and text that is safe to print. What is coloured is the formats' business."""

from __future__ import annotations

from dataclasses import dataclass

_CODES = {"error": "1;31", "warning": "1;33", "note": "1;36", "bold": "1", "blue": "1;34", "green": "1;32"}


@dataclass(frozen=True, slots=True)
class Style:
    """How to show things: with colours or without."""

    colour: bool = False

    def paint(self, text: str, name: str) -> str:
        """The text in the colour of that name."""
        return f"\x1b[{_CODES[name]}m{text}\x1b[0m" if self.colour else text


def plain(text: str) -> str:
    """The text with what would steer a terminal, or break the line, escaped."""
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() else char.encode("unicode_escape").decode("ascii") for char in text)


def headline(message: str) -> str:
    """The first line of a message; what CoreDNS draws below it is for `full`."""
    return plain(message.split("\n", 1)[0])
