"""The flags of `pydns-host` without a command: CoreDNS's own, and ours beside them.

What they do is `run`'s business.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from typing import Any

from pydns_host.block import AS_MANY_AS_CORES

_SWITCHES = frozenset({"plugins", "quiet", "strict", "validate", "version"})
_MOST_WORKERS = 1024  # as many as a multisocket may have
_TRUE = frozenset({"1", "t", "T", "true", "TRUE", "True"})
_FALSE = frozenset({"0", "f", "F", "false", "FALSE", "False"})


class _Parser(argparse.ArgumentParser):
    """Knows every flag with two dashes, for which argparse takes no abbreviation, and shows it with one as Go does."""

    def error(self, message: str) -> None:  # type: ignore[override]
        self.exit(2, f"pydns-host: {message}\n{self.format_usage()}".replace("--", "-"))

    def format_help(self) -> str:
        return super().format_help().replace("--", "-")


def _port(text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text) > 65535:
        raise argparse.ArgumentTypeError(f"invalid port {text!r}")
    return int(text)


def _workers(text: str) -> int:
    if text == "auto":
        return AS_MANY_AS_CORES
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= _MOST_WORKERS:
        raise argparse.ArgumentTypeError(f"invalid number {text!r}: from 1 to {_MOST_WORKERS}, or auto")
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
    (("validate",), _SWITCH, "check the Corefile as `pydns-host check` does, and exit"),
    (
        ("workers",),
        {"default": None, "type": _workers, "metavar": "N|auto"},
        "processes that answer; auto: as many as there are cores (the greatest `multisocket`)",
    ),
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
        epilog="Commands: pydns-host check, fmt, adapt, explain, plugins; each knows --help.\n"
        "Signals: SIGTERM and SIGINT finish what is in flight and exit 0; SIGUSR1 reloads the Corefile.",
    )
    for names, told, help in _FLAGS:
        parser.add_argument(*(f"--{name}" for name in names), help=help, **told)
    parser.add_argument("extra", nargs="*", help=argparse.SUPPRESS)
    return parser.parse_args(_normalized(parser, sys.argv[1:] if arguments is None else arguments))


def _normalized(parser: _Parser, arguments: Sequence[str]) -> list[str]:
    """The arguments with two dashes each; `-quiet=true` is a switch and `-quiet=false` is none, as for Go's flags."""
    kept: list[str] = []
    for argument in arguments:
        if argument.startswith("-") and argument[1:2] not in ("", "-"):
            argument = f"-{argument}"
        name, given, value = argument.partition("=")
        if not given or name.removeprefix("--") not in _SWITCHES:
            kept.append(argument)
        elif value in _TRUE:
            kept.append(name)
        elif value not in _FALSE:
            parser.error(f"invalid boolean value {value!r} for {name}")
    return kept
