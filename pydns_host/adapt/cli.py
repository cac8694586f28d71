"""`pydns-host adapt`: from arguments to a document or a Corefile on standard output, and an exit status.

What stands in them is `document`'s and `corefile.single`'s business.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path

import corefile
from corefile import CorefileError, Resolved
from corefile.files import decode
from corefile.single import Unwritable, single
from pydns_host.adapt.document import document
from pydns_host.cli.output import nobody_reads
from pydns_host.errors import StartError
from pydns_host.registry import VARIABLE, Registry, paths_from_environment

DONE, REFUSED, USAGE = 0, 1, 2
SCHEMA = Path(__file__).with_name("schema.json")


def main(argv: Sequence[str]) -> int:
    """Print what the arguments name; 0 done, 1 a Corefile that is refused, 2 wrong usage or unreadable input."""
    options = _parse(argv)
    try:
        sys.stdout.buffer.write(_printed(options).encode("utf-8", "backslashreplace"))
        sys.stdout.flush()
    except CorefileError as error:
        print(error, file=sys.stderr)
        return USAGE if any(found.code == "CF002" for found in error.diagnostics) else REFUSED
    except (StartError, ValueError) as error:
        print(f"pydns-host adapt: {error}", file=sys.stderr)
        return REFUSED if isinstance(error, Unwritable) else USAGE
    except BrokenPipeError:
        nobody_reads()
    return DONE


def _parse(argv: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="pydns-host adapt",
        description="Shows a Corefile with imports, snippets and variables put in, as JSON.",
        epilog="Exit status: 0 done, 1 the Corefile is refused, 2 wrong usage or unreadable input.",
    )
    parser.add_argument("file", nargs="?", metavar="FILE", default="Corefile", help="a Corefile, or - (./Corefile)")
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--corefile", action="store_true", help="print a single Corefile instead of JSON")
    what.add_argument("--schema", action="store_true", help="print the JSON Schema of what is printed, and exit")
    parser.add_argument("--stdin-filename", default="stdin", metavar="NAME", help="what standard input is called")
    parser.add_argument(
        "--plugin", action="append", default=[], metavar="PATH", help="a file or folder with plugins; repeatable"
    )
    parser.add_argument("--port", type=int, default=53, metavar="N", help="the port of dns:// keys without one (53)")
    return parser.parse_args(argv)


def _printed(options: argparse.Namespace) -> str:
    if options.schema:
        return SCHEMA.read_text(encoding="utf-8")
    file, resolved = _resolved(options)
    if options.corefile:
        return single(resolved, os.environ)
    registry = Registry([*paths_from_environment(os.environ.get(VARIABLE)), *options.plugin])
    registry.admit(name for block in resolved.blocks for name in block.directives)
    found = document(file, resolved, registry.order, options.port, os.environ)
    return json.dumps(found, indent=2, ensure_ascii=False) + "\n"


def _resolved(options: argparse.Namespace) -> tuple[str, Resolved]:
    if options.file != "-":
        return options.file, corefile.load(options.file)
    if sys.stdin is None:
        raise StartError("standard input is closed")
    text = decode(sys.stdin.buffer.read())
    return options.stdin_filename, corefile.loads(text, options.stdin_filename)
