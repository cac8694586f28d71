"""The flags of `pydns-host` without a command: CoreDNS's own, and ours beside them.

What they do is `run`'s business.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from typing import Any

_SWITCHES = frozenset({"plugins", "quiet", "strict", "version"})
_TRUE = frozenset({"1", "t", "T", "true", "TRUE", "True"})
_FALSE = frozenset({"0", "f", "F", "false", "FALSE", "False"})


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> None:  # type: ignore[override]
        self.exit(2, f"pydns-host: {message}\n{self.format_usage()}")


def _port(text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text) > 65535:
        raise argparse.ArgumentTypeError(f"invalid port {text!r}")
    return int(text)


_SWITCH: dict[str, Any] = {"action": "store_true"}
# Names without their dashes, and what argparse is told of each.
_FLAGS: tuple[tuple[tuple[str, ...], dict[str, Any], str], ...] = (
    (("conf",), {"default": "", "metavar": "FILE"}, "Corefile to load; `stdin` or `-`: standard input (./Corefile)"),
    (("dns.port", "p"), {"dest": "port", "default": 53, "type": _port, "metavar": "PORT"}, "default port (53)"),
    (("pidfile",), {"default": "", "metavar": "FILE"}, "write the process id to this file"),
    (("plugins",), _SWITCH, "list the plugins that can be served, and exit"),
    (
        ("plugin",),
        {"action": "append", "default": [], "metavar": "PATH"},
        "a file or folder with plugins; repeatable, beside PYDNS_HOST_PLUGINS",
    ),
    (("quiet",), _SWITCH, "print nothing at the start"),
    (("strict",), _SWITCH, "refuse to start on warnings"),
    (("version",), _SWITCH, "show the version, and exit"),
    (("help", "h"), {"action": "help"}, "show this, and exit"),
)


def parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    """The flags as attributes; leaves the process with status 2 for one that is none, as Go's flags do."""
    parser = _Parser(
        prog="pydns-host",
        allow_abbrev=False,
        add_help=False,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        description="Runs a CoreDNS Corefile unchanged, in Python.",
        epilog="Signals: SIGTERM and SIGINT finish what is in flight and exit 0; SIGUSR1 reloads the Corefile.",
    )
    for names, told, help in _FLAGS:
        both = [f"{dashes}{name}" for name in names for dashes in (("-", "--") if len(name) > 1 else ("-",))]
        parser.add_argument(*both, help=help, **told)
    parser.add_argument("extra", nargs="*", help=argparse.SUPPRESS)
    return parser.parse_args(_without_booleans(parser, sys.argv[1:] if arguments is None else arguments))


def _without_booleans(parser: _Parser, arguments: Sequence[str]) -> list[str]:
    """The arguments with `-quiet=true` as `-quiet` and without `-quiet=false`, both of which Go's flags take."""
    kept: list[str] = []
    for argument in arguments:
        name, given, value = argument.partition("=")
        if not given or name.lstrip("-") not in _SWITCHES or not name.startswith("-"):
            kept.append(argument)
        elif value in _TRUE:
            kept.append(name)
        elif value not in _FALSE:
            parser.error(f"invalid boolean value {value!r} for {name}")
    return kept
