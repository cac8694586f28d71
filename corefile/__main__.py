"""`python -m corefile [--json] FILE`: whether a Corefile reads, and as what; plugins are not asked.

The command for people is `pydns-host check`; this one shows the language alone.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from typing import Any

from corefile import CorefileError, Resolved, load
from corefile.directives import DIRECTIVES


def main(arguments: list[str] | None = None) -> int:
    """0 for a Corefile that reads, 1 for one that does not; wrong usage is 2."""
    parser = argparse.ArgumentParser(prog="python -m corefile", description=__doc__.partition("\n")[0])
    parser.add_argument("--json", action="store_true", help="print blocks and errors as JSON")
    parser.add_argument("file")
    options = parser.parse_args(arguments)
    try:
        resolved, error = load(options.file, directives=DIRECTIVES), None
    except CorefileError as refused:
        resolved, error = None, refused
    if options.json:
        print(json.dumps(_document(resolved, error, os.path.dirname(os.path.abspath(options.file)))))
    elif error is not None:
        print(error, file=sys.stderr)
    return 0 if error is None else 1


def _document(resolved: Resolved | None, error: CorefileError | None, folder: str) -> dict[str, Any]:
    return {
        "ok": error is None,
        "blocks": None if resolved is None else _blocks(resolved, folder),
        "errors": [
            {
                "file": found.span.file if found.span else None,
                "line": found.span.line if found.span else None,
                "column": found.span.column if found.span else None,
                "message": found.message,
            }
            for found in (error.diagnostics if error is not None else ())
        ],
    }


def _blocks(resolved: Resolved, folder: str) -> list[dict[str, Any]]:
    return [
        {
            "keys": [word.value for word in block.keys],
            "directives": {
                name: [
                    [word.value, word.line, os.path.relpath(word.file, folder) if word.file else ""] for word in words
                ]
                for name, words in sorted(block.directives.items())
            },
        }
        for block in resolved.blocks
    ]


if __name__ == "__main__":
    sys.exit(main())
