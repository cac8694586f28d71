"""What can go wrong with a template: while it is parsed, and while it is executed. The texts are Go's.

Nothing is raised here.
"""

from __future__ import annotations


class ParseError(ValueError):
    """A text that Go refuses as a template; for example `template: answer:1: unclosed action`."""


class ExecError(Exception):
    """A template that could not be executed on its values; the text names the place and the node."""


class FunctionError(Exception):
    """What a function called from a template complains of; it becomes a part of an `ExecError`."""
