"""`pydns-host check`: from arguments to reports on standard output and an exit status.

Nothing is bound, sent or started; what is checked is `engine`'s business.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TextIO

from corefile import Severity
from corefile.files import reason
from pydns_host.check import arguments, project
from pydns_host.check.engine import Engine
from pydns_host.check.formats import renderer
from pydns_host.check.formats.style import Style
from pydns_host.check.report import Report, reaches
from pydns_host.check.settings import Settings, codes, plugins_from, version
from pydns_host.check.sources.paths import STDIN, Inputs, Unreadable
from pydns_host.cli.output import nobody_reads
from pydns_host.errors import StartError
from pydns_host.registry import VARIABLE, Registry, paths_from_environment

CLEAN, FOUND, USAGE, FAULT = 0, 1, 2, 3


class _Usage(Exception):
    """A command line that cannot be followed."""


def main(argv: Sequence[str]) -> int:
    """Check what the arguments name; 0 clean, 1 findings, 2 wrong usage or unreadable input, 3 our own fault."""
    options = arguments.parse(argv, os.environ)
    try:
        return _explain(options.explain) if options.explain is not None else _check(options)
    except (_Usage, Unreadable, project.BadProject, StartError) as error:
        print(f"pydns-host check: {error}", file=sys.stderr)
        return USAGE
    except BrokenPipeError:
        nobody_reads()
        return FOUND
    except Exception as error:  # a traceback would help nobody who writes a Corefile
        print(f"pydns-host check: a fault of check itself: {type(error).__name__}: {error}", file=sys.stderr)
        return FAULT


def validate(argv: Sequence[str]) -> int:
    """`pydns-host -conf FILE -validate`: the same check, with the flags of the serving command."""
    from pydns_host.cli import flags

    options = flags.parse(argv)
    paths = [STDIN if options.conf == "stdin" else options.conf] if options.conf else []
    plugins = [f"--plugin={path}" for path in options.plugin]
    strict = ["--fail-on=warning"] if options.strict else []
    return main([*plugins, *strict, f"--port={options.port}", *paths])


def _explain(code: str) -> int:
    from pydns_host.check.rules.table import rules

    table = rules()
    if code.upper() not in table:
        raise _Usage(f"there is no rule {code}; the rules are {', '.join(table)}")
    print(table[code.upper()].page(), end="")
    return CLEAN


def _check(options: argparse.Namespace) -> int:
    inputs = Inputs.read(options.paths, options.stdin_filename)
    found = inputs.documents()
    if not inputs.texts:
        raise Unreadable(f"no Corefile in {', '.join(options.paths)}")
    if not found:  # hooks name every manifest that changes
        print(f"pydns-host check: warning: no Corefile in {', '.join(inputs.texts)}", file=sys.stderr)
    given = _given(options)
    settings = {file: _joined(project.settings_for(file), given) for file in inputs.texts}
    registry = Registry([*paths_from_environment(os.environ.get(VARIABLE)), *options.plugin])
    engine = Engine(registry, os.environ, not options.no_files, options.syntax_only, options.port)
    reports = engine.check(found, settings)
    if options.fix or options.diff:
        return _fix(options, engine, settings, inputs, reports)
    return _show(options, settings, reports, sys.stdout)


def _fix(
    options: argparse.Namespace, engine: Engine, settings: Mapping[str, Settings], inputs: Inputs, reports: list[Report]
) -> int:
    from pydns_host.check import fixes, fixing

    fixed, reports = fixing.fixed(engine, settings, inputs, reports)
    changed = [file for file, text in fixed.texts.items() if text != inputs.texts[file]]
    if options.diff:
        sys.stdout.write("".join(fixes.diff(file, inputs.texts[file], fixed.texts[file]) for file in changed))
        return FOUND if changed and not options.exit_zero else CLEAN
    for file in changed:
        if file != inputs.piped:
            try:
                fixes.write(file, fixed.texts[file])
            except OSError as error:
                raise Unreadable(reason(file, error)) from None
    if inputs.piped:
        sys.stdout.write(fixed.texts[inputs.piped])
    return _show(options, settings, reports, sys.stderr if inputs.piped else sys.stdout)


def _show(options: argparse.Namespace, settings: Mapping[str, Settings], reports: list[Report], out: TextIO) -> int:
    text = renderer(options.format)(reports, Style(_in_colour(options.color, out)))
    if text:
        print(text, file=out, flush=True)
    return FOUND if not options.exit_zero and _fails(reports, settings) else CLEAN


def _fails(reports: list[Report], settings: Mapping[str, Settings]) -> bool:
    return any(reaches([report], settings[report.file].fail_on or Severity.ERROR) for report in reports)


def _in_colour(wish: str, out: TextIO) -> bool:
    """Whether to write in colours: as told, else on a terminal, unless NO_COLOR says otherwise (no-color.org)."""
    if wish != "auto":
        return wish == "always"
    return out.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def _given(options: argparse.Namespace) -> Settings:
    """What the command line says of the settings; raises `_Usage`."""
    try:
        return Settings(
            ignore=codes(options.ignore),
            env=_env(options),
            plugins=None if options.plugins_from is None else plugins_from(_read(options.plugins_from)),
            coredns=None if options.coredns is None else version(options.coredns),
            fail_on=None if options.fail_on is None else Severity(options.fail_on),
        )
    except (ValueError, OSError) as error:
        raise _Usage(str(error)) from None


def _joined(project: Settings, given: Settings) -> Settings:
    """The project's settings with those of the command line on top."""
    return replace(
        project,
        ignore=(*project.ignore, *given.ignore),
        env={**project.env, **given.env},
        plugins=project.plugins if given.plugins is None else given.plugins,
        coredns=given.coredns or project.coredns,
        fail_on=given.fail_on or project.fail_on,
    )


def _env(options: argparse.Namespace) -> dict[str, str]:
    """The variables of --env-file, then those of --env; lines that are empty or begin with # are skipped."""
    lines = [] if options.env_file is None else _read(options.env_file).splitlines()
    pairs = [line.strip().removeprefix("export ") for line in lines]
    found: dict[str, str] = {}
    for pair in (*(pair for pair in pairs if pair and not pair.startswith("#")), *options.env):
        name, given, value = pair.partition("=")
        if not given or not name.strip():
            raise ValueError(f"{pair!r} is not K=V")
        found[name.strip()] = _unquoted(value) if pair in pairs else value
    return found


def _unquoted(value: str) -> str:
    text = value.strip()
    return text[1:-1] if len(text) > 1 and text[0] == text[-1] and text[0] in "\"'" else text


def _read(path: str) -> str:
    with open(path, encoding="utf-8") as file:
        return file.read()
