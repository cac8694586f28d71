"""What can go wrong with an expression: while it is read and checked, and while it is evaluated.

Nothing is raised here.
"""

from __future__ import annotations


class ExpressionError(ValueError):
    """A text that the reference refuses as an expression; `offset` is the character that it complains about.

    As a string it is the reference's text: the complaint, line and column, the line itself and a mark below it.
    """

    def __init__(self, message: str, source: str, offset: int) -> None:
        self.message = message
        self.offset = min(offset, len(source))
        before = source[: self.offset]
        start = before.rfind("\n") + 1
        line = source[start:].partition("\n")[0]
        shown = message
        if line:
            column = self.offset - start
            place = f"({before.count(chr(10)) + 1}:{column + 1})"
            mark = "." * column + "^"
            shown = f"{message} {place}\n | {line.replace(chr(9), ' ')}\n | {mark}"
        super().__init__(shown)


class EvaluationError(Exception):
    """An expression that has no value for this query."""
