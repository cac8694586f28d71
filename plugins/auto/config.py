"""What a Corefile says about auto: a directory of zone files, and how their names become those of zones.

No directory is read here, and this version serves none.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from corefile.arguments import UNUSABLE, every_occurrence, last, origins, unread, without_effect
from corefile.options import Option, Options, Reader, parse_duration, words
from pydns_host import regexps

if TYPE_CHECKING:
    from pydns_host.block import Block

DEFAULT_RELOAD = 60_000_000_000  # nanoseconds
_GROUP = re.compile(r"\{([0-9]+)\}")


@dataclass(frozen=True, slots=True)
class Files:
    """Files of a directory whose names `pattern` matches; `template` makes the name of a zone from its groups."""

    directory: str = ""
    pattern: str = r"db\.(.*)"
    template: str = "{1}"


@dataclass(frozen=True, slots=True)
class Config:
    """The zones that are looked for, in which files, and how often in nanoseconds (0: once)."""

    zones: tuple[str, ...]
    files: Files = Files()
    reload: int = DEFAULT_RELOAD


def _directory(reader: Reader) -> Files:
    if not reader.next_arg():
        raise reader.arg_error()
    directory, files = reader.value, Files()
    if reader.next_arg():
        pattern = _pattern(reader)
        if not reader.next_arg():
            raise reader.arg_error()
        files = Files(pattern=pattern, template=_template(reader, pattern))
    if reader.next_arg():
        raise reader.arg_error()
    return Files(directory, files.pattern, files.template)


def _pattern(reader: Reader) -> str:
    pattern = reader.value
    if len(pattern.encode("utf-8", "surrogatepass")) > regexps.MAX_LENGTH:
        raise reader.error("regexp too large")
    try:
        regexps.compile(pattern)
    except regexps.RegexpError as error:
        raise reader.error(str(error), code="CF231") from None
    if not regexps.group_count(pattern):
        raise reader.error("Need at least one sub expression", hint="put the zone's name in parentheses: db\\.(.*)")
    return pattern


def _template(reader: Reader, pattern: str) -> str:
    groups = regexps.group_count(pattern)
    for number in _GROUP.findall(reader.value):
        if int(number) > groups:
            text = f"the template names group {number}, and the regexp has {groups}: it stands for nothing"
            reader.warn(text, code=UNUSABLE)
    return reader.value


def _reload(reader: Reader) -> int:
    args = words()(reader)
    if not args:
        raise reader.error("reload duration value is expected", code="CF211")
    unread(reader, args[1:], "reload takes one duration")
    wrong = "plugin/auto: plugin/file: {}"  # another plugin's name, as in the reference
    try:
        interval = parse_duration(args[0].value)
    except ValueError as error:
        raise reader.error(wrong.format(error), args[0]) from None
    if interval < 0:
        raise reader.error(wrong.format("invalid duration"), args[0])
    return interval


OPTIONS = Options(
    Option("directory", _directory, "NAME [REGEXP TEMPLATE]: where the zone files are", single=True),
    Option("reload", _reload, "DURATION: look for new files so often; 0: never", single=True),
    Option("upstream", without_effect("names outside the zones are always looked up in this server"), "does nothing"),
)


def parse(reader: Reader, block: Block) -> Config:
    """All occurrences make one plugin; the zones are those of the last."""
    zones, found = block.zones, dict[str, list[Any]]()
    for _ in every_occurrence(reader, replaces=True):
        zones = origins(reader, block.zones)
        for option, values in OPTIONS.read_block(reader).items():
            found.setdefault(option, []).extend(values)
    files = last(found, "directory", Files())
    return Config(
        zones,
        Files(block.path(files.directory), files.pattern, files.template),
        last(found, "reload", DEFAULT_RELOAD),
    )
