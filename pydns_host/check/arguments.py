"""The command line of `pydns-host check`, as it is written; what it asks for is done by `cli`.

`-validate` of the serving command line is put into the same terms here.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Mapping, Sequence

from pydns_host.check.formats import FORMATS

_EXITS = (
    "Exit status: 0 nothing at or above --fail-on, 1 findings, 2 wrong usage or unreadable input, 3 a fault of check."
)


def parse(arguments: Sequence[str], env: Mapping[str, str]) -> argparse.Namespace:
    """The flags as attributes; leaves the process with status 2 for wrong ones."""
    parser = argparse.ArgumentParser(
        prog="pydns-host check", description="Tells what is wrong in Corefiles; nothing is started.", epilog=_EXITS
    )
    parser.add_argument("paths", nargs="*", metavar="PATH", help="a Corefile, a manifest, a folder, or - (./Corefile)")
    _add_output(parser, env)
    _add_what(parser)
    options = parser.parse_args(arguments)
    if not options.paths and options.explain is None:
        if not os.path.lexists("Corefile"):
            parser.error("name a Corefile, a folder or -: there is no file Corefile here")
        options.paths = ["Corefile"]
    return options


def _add_output(parser: argparse.ArgumentParser, env: Mapping[str, str]) -> None:
    default = "github" if env.get("GITHUB_ACTIONS") == "true" else "full"
    add = parser.add_argument_group("output").add_argument
    add("--format", choices=FORMATS, default=default, help="how findings are shown (full; github in GitHub Actions)")
    add("--fail-on", choices=("error", "warning"), help="the least severity that ends with status 1 (error)")
    add("--exit-zero", action="store_true", help="end with status 0 whatever is found")
    add("--fix", action="store_true", help="write what can be put right into the files")
    add("--diff", action="store_true", help="show what --fix would change, and change nothing")
    add("--explain", metavar="CODE", help="show the page of a rule, such as CF201, and exit")
    add("--color", choices=("auto", "always", "never"), default="auto", help="colours (auto: on a terminal)")


def _add_what(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument_group("what is checked").add_argument
    add("--syntax-only", action="store_true", help="only what CoreDNS itself reads; no rules about meaning")
    add("--no-files", action="store_true", help="read no file but those named here: imports and others are left out")
    add("--env", action="append", default=[], metavar="K=V", help="set a variable; repeatable")
    add("--env-file", metavar="FILE", help="set the variables of a file with a K=V a line")
    add("--plugin", action="append", default=[], metavar="PATH", help="a file or folder with plugins; repeatable")
    add("--plugins-from", metavar="FILE", help="the output of `coredns -plugins`: the directives that there are")
    add("--coredns", metavar="VERSION", help="the version of CoreDNS that the Corefile is for, such as 1.11")
    add("--ignore", action="append", default=[], metavar="CODES", help="rules to leave out: CF401, or CF4 for all")
    add("--stdin-filename", default="", metavar="NAME", help="what standard input is called in findings")
    add("--port", type=int, default=53, help=argparse.SUPPRESS)
