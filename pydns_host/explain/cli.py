"""`pydns-host explain`: from arguments to an explanation on standard output, and an exit status.

What is explained is `build`'s business, what a question runs through `query`'s.
"""

from __future__ import annotations

import argparse
import ipaddress
import json
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict, replace
from pathlib import Path

import corefile
from corefile import CorefileError, Resolved, Severity
from corefile.files import decode
from pydns_host import names
from pydns_host.cli.output import nobody_reads
from pydns_host.errors import StartError
from pydns_host.explain import dot, mermaid, picture, text
from pydns_host.explain.build import explanation
from pydns_host.explain.model import Explanation
from pydns_host.mnemonics import TYPES
from pydns_host.question import Edns, Question
from pydns_host.registry import VARIABLE, Registry, paths_from_environment
from pydns_host.understand import understand

DONE, REFUSED, USAGE = 0, 1, 2
VERSION = 1
_PAYLOAD = 1232  # octets; with an OPT the answer can say why it is as it is (RFC 8914)


def _json(found: Explanation) -> str:
    return json.dumps({"version": VERSION} | asdict(found), indent=2, ensure_ascii=False) + "\n"


FORMATS: dict[str, Callable[[Explanation], str]] = {
    "text": text.render,
    "json": _json,
    "mermaid": mermaid.render,
    "dot": dot.render,
}


def main(argv: Sequence[str]) -> int:
    """Explain what the arguments name; 0 done, 1 a Corefile that is refused, 2 wrong usage or unreadable input."""
    options = _parse(argv)
    try:
        question = None if options.name is None else _question(options.name, options.type)
        sys.stdout.buffer.write(_explained(options, question).encode("utf-8", "backslashreplace"))
        sys.stdout.flush()
    except CorefileError as error:
        print(error, file=sys.stderr)
        return USAGE if any(found.code == "CF002" for found in error.diagnostics) else REFUSED
    except (StartError, OSError, ValueError) as error:
        if isinstance(error, BrokenPipeError):
            nobody_reads()
            return DONE
        print(f"pydns-host explain: {error}", file=sys.stderr)
        return USAGE
    return DONE


def _parse(argv: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="pydns-host explain",
        description="Tells which server block takes a question, and what its chain does, in the order of execution.",
        epilog="Exit status: 0 done, 1 the Corefile is refused, 2 wrong usage or unreadable input.",
    )
    add = parser.add_argument
    add("file", metavar="FILE", help="a Corefile, or - for standard input")
    add("name", nargs="?", metavar="NAME", help="the question's name")
    add("type", nargs="?", metavar="TYPE", default="A", help="the question's type (A)")
    add("--format", choices=FORMATS, default="text", help="how it is shown (text)")
    add("--svg", metavar="OUT", help="write a picture of blocks, listeners and chains; Graphviz draws it")
    add("--query", action="store_true", help="run the question through the chains, and show what becomes of it")
    add("--send", action="store_true", help="with --query: let plugins open sockets, and so ask other servers")
    add("--client", metavar="ADDRESS", default="127.0.0.1", help="with --query: who asks (127.0.0.1)")
    add("--tcp", action="store_true", help="with --query: ask over TCP")
    add("--at", type=int, metavar="PORT", help="with --query: the port that is asked (the first that takes it)")
    add("--plugin", action="append", default=[], metavar="PATH", help="a file or folder with plugins; repeatable")
    add("--port", type=int, default=53, metavar="N", help="the port of dns:// keys without one (53)")
    options = parser.parse_args(argv)
    if options.query and options.name is None:
        parser.error("--query needs a NAME")
    return options


def _question(name: str, type: str) -> Question:
    """The question; raises ValueError for a name or type that is none."""
    numbers = {text: number for number, text in TYPES.items()}
    upper = type.upper()
    number = numbers.get(upper)
    if number is None and upper.startswith("TYPE") and upper[4:].isdecimal():
        number = int(upper[4:])
    if number is None or number > 0xFFFF:
        raise ValueError(f"{type}: not a type of records")
    return Question(names.from_text(name), number, edns=Edns(_PAYLOAD))


def _explained(options: argparse.Namespace, question: Question | None) -> str:
    resolved = _resolved(options.file)
    registry = Registry([*paths_from_environment(os.environ.get(VARIABLE)), *options.plugin])
    understood = understand(resolved, registry, options.port)
    errors = [found for found in understood.of(Severity.ERROR) if found.code != "CF201"]
    if errors:
        raise CorefileError(errors)
    found = explanation(options.file, understood, registry, question)
    if options.query and question is not None:
        from pydns_host.explain.query import Asker, run

        ipaddress.ip_address(options.client)
        asker = Asker(options.client, "tcp" if options.tcp else "udp", options.at, options.send)
        found = replace(found, ran=run(understood, registry, question, asker))
    if options.svg is not None:
        Path(options.svg).write_bytes(picture.svg(dot.render(found)))
        return ""
    return FORMATS[options.format](found)


def _resolved(file: str) -> Resolved:
    if file != "-":
        return corefile.load(file)
    if sys.stdin is None:
        raise StartError("standard input is closed")
    return corefile.loads(decode(sys.stdin.buffer.read()), "stdin")
