"""`pydns-host fmt`: from arguments to formatted files and an exit status.

What the style is, and the proof that nothing else changes, is in `corefile.formatter`.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Iterator, Sequence

from corefile import CorefileError
from corefile.files import reason
from corefile.formatter import Unproven, formatted
from pydns_host.check import fixes
from pydns_host.check.sources.paths import STDIN, looks_like_a_manifest, walk
from pydns_host.cli.output import nobody_reads

SAME, WOULD_CHANGE, ERROR = 0, 1, 2
_EXITS = "Exit status: 0 done, 1 something would change (--check, --diff), 2 errors; a file with errors stays as it is."


class _Refused(Exception):
    """A file that cannot be formatted; the text is for people."""


def main(argv: Sequence[str]) -> int:
    """Format what the arguments name; 0 done, 1 something would change (--check, --diff), 2 errors."""
    options = _parse(argv)
    status = SAME
    try:
        for file in _files(options.paths):
            status = max(status, _one(file, options))
        sys.stdout.flush()
    except BrokenPipeError:
        nobody_reads()
    return status


def _parse(argv: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="pydns-host fmt", description="Formats Corefiles in the one style there is.", epilog=_EXITS
    )
    parser.add_argument("paths", nargs="+", metavar="PATH", help="a Corefile, a folder (its Corefiles), or -")
    how = parser.add_mutually_exclusive_group()
    told: tuple[tuple[str, Callable[[str, str, str], int], str], ...] = (
        ("--check", _check, "name the files that would change, and change none"),
        ("--diff", _diff, "show what would change, and change nothing"),
        ("--write", _write, "write the files (without any of these: to standard output)"),
    )
    for flag, action, text in told:
        how.add_argument(flag, dest="action", action="store_const", const=action, default=_print, help=text)
    parser.add_argument("--stdin-filename", default="stdin", metavar="NAME", help="what standard input is called")
    return parser.parse_args(argv)


def _files(paths: Sequence[str]) -> Iterator[str]:
    for path in paths:
        if path != STDIN and os.path.isdir(path):
            yield from (file for file, corefile in walk(path) if corefile)
        else:
            yield path


def _one(path: str, options: argparse.Namespace) -> int:
    name = options.stdin_filename if path == STDIN else path
    try:
        before = _read(path)
        if looks_like_a_manifest(name, before):
            raise _Refused(f"{name}: this is a manifest; only Corefiles are formatted")
        after = formatted(before, name)
        if path == STDIN and options.action is _write:
            return _print(name, before, after)
        status: int = options.action(name, before, after)
        return status
    except CorefileError as error:
        print(error, file=sys.stderr)
    except BrokenPipeError:
        raise
    except OSError as error:
        print(f"pydns-host fmt: {reason(name, error)}", file=sys.stderr)
    except (_Refused, Unproven, ValueError) as error:
        print(f"pydns-host fmt: {error}", file=sys.stderr)
    return ERROR


def _read(path: str) -> str:
    """A file's text, of which no octet is lost whatever it is."""
    if path != STDIN:
        with open(path, "rb") as file:
            return file.read().decode("utf-8", "surrogateescape")
    if sys.stdin is None:
        raise _Refused("standard input is closed")
    return sys.stdin.buffer.read().decode("utf-8", "surrogateescape")


def _say(text: str) -> None:
    sys.stdout.flush()
    sys.stdout.buffer.write(text.encode("utf-8", "surrogateescape"))


def _check(file: str, before: str, after: str) -> int:
    if before == after:
        return SAME
    _say(f"{file}: would change\n")
    return WOULD_CHANGE


def _diff(file: str, before: str, after: str) -> int:
    _say(fixes.diff(file, before, after, "formatted"))
    return SAME if before == after else WOULD_CHANGE


def _write(file: str, before: str, after: str) -> int:
    if before != after:
        fixes.write(file, after)
        _say(f"{file}: formatted\n")
    return SAME


def _print(file: str, before: str, after: str) -> int:
    _say(after)
    return SAME
