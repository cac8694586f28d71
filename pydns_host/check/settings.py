"""What is wanted of a check: rules left out or weighed otherwise, variables, directives, the version of CoreDNS.

Where settings are written is `project`'s business, what the rules are `rules`'.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from corefile import Severity

Version = tuple[int, int, int]
_VERSION = re.compile(r"v?(\d{1,4})\.(\d{1,4})(?:\.(\d{1,4}))?")
CODE = re.compile(r"CF\d{0,3}")


@dataclass(frozen=True, slots=True)
class Settings:
    """Settings for one file. `ignore` and the keys of `severity` are codes or beginnings of codes (`CF4`).

    `directives` are known although they are no plugins here; `plugins`, if given, are all that the CoreDNS binary
    meant has; `coredns` is the version that the Corefile is for, None for the newest.
    """

    ignore: tuple[str, ...] = ()
    severity: Mapping[str, Severity] = field(default_factory=dict)
    env: Mapping[str, str] = field(default_factory=dict)
    directives: frozenset[str] = frozenset()
    plugins: frozenset[str] | None = None
    coredns: Version | None = None
    fail_on: Severity | None = None

    def ignores(self, code: str) -> bool:
        """Whether a rule is left out."""
        return code.startswith(self.ignore) if self.ignore else False

    def knows(self, directive: str | None) -> bool:
        """Whether a directive that is no plugin here is known all the same."""
        return directive in self.directives or directive in (self.plugins or ())

    def weight(self, code: str) -> Severity | None:
        """The severity that is set for a rule, by the longest beginning of its code; None for its own."""
        fitting = [key for key in self.severity if code.startswith(key)]
        return self.severity[max(fitting, key=len)] if fitting else None


def version(text: str) -> Version:
    """A version of CoreDNS such as 1.11 or v1.11.3; without the last number, the last one of that series.

    Raises ValueError.
    """
    match = _VERSION.fullmatch(text)
    if match is None:
        raise ValueError(f"{text!r} is no version such as 1.11.3")
    return int(match[1]), int(match[2]), int(match[3]) if match[3] else 9999


def shown(version: Version) -> str:
    """A version as text."""
    return ".".join(str(number) for number in version[: 2 if version[2] == 9999 else 3])


def codes(texts: list[str]) -> tuple[str, ...]:
    """Codes or beginnings of codes, which may be joined by commas; raises ValueError for anything else."""
    found = [code for text in texts for code in text.replace(",", " ").split()]
    for code in found:
        if not CODE.fullmatch(code):
            raise ValueError(f"{code!r} is no code such as CF401, nor the beginning of one")
    return tuple(found)


def plugins_from(text: str) -> frozenset[str]:
    """The directives in the output of `coredns -plugins`, by its two layouts: bare names, or `dns.NAME` in lists."""
    names = (line.strip().removeprefix("dns.") for line in text.splitlines() if line.strip())
    return frozenset(name for name in names if re.fullmatch(r"[A-Za-z0-9_]+", name))
