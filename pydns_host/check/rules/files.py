"""CF24x, CF105: files and interfaces that this machine does not have. Another may: their kind is environment.

What is imported is read before rules are asked, and what files say is not looked at.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, replace

from corefile import Diagnostic, Severity
from corefile.addresses import parse_ip
from corefile.nodes import Word
from pydns_host.check.rules.base import Check, Checked, finding
from pydns_host.check.view import BlockView, Occurrence


@dataclass(frozen=True, slots=True)
class Named:
    """Where a directive, or one of its options, names files: which words, whether below root, and what a lack does.

    A key is two files with `suffixes`, of which it may be written with any or none. `said` is what CoreDNS puts in
    front of the complaint, with `{}` for the file.
    """

    directive: str
    words: slice
    option: str = ""
    kind: str = ""  # the word behind the option that must come first
    rooted: bool = True
    severity: Severity = Severity.ERROR
    suffixes: tuple[str, ...] = ()
    said: str = ""

    def of(self, each: Occurrence) -> Iterator[Word]:
        """The words of an occurrence that name files."""
        if not self.option:
            yield from (word for word in each.args[self.words] if not word.value.startswith("@"))
        for line in each.named(self.option) if self.option else ():
            if not self.kind or (len(line) > 1 and line[1].value == self.kind):
                yield from line[self.words]


_LOGGED = Severity.WARNING  # CoreDNS starts, and says it in its log
_FIRST, _ALL = slice(0, 1), slice(1, None)
_KEYS = (".key", ".private")
_NAMED = (
    Named("root", _FIRST, rooted=False, severity=_LOGGED),
    Named("tls", slice(0, 3)),
    Named("file", _FIRST, severity=_LOGGED),
    Named("hosts", _FIRST, severity=_LOGGED),
    Named("auto", slice(1, 2), "directory", severity=_LOGGED),
    Named("sign", _FIRST, severity=_LOGGED),
    Named("sign", slice(2, None), "key", "file", suffixes=_KEYS),
    Named("dnssec", slice(2, None), "key", "file", suffixes=_KEYS),
    Named("geoip", _FIRST, rooted=False, said="failed to open database file: "),
    Named("autopath", slice(-1, None), rooted=False, said='failed to parse "{}": '),  # or a plugin, behind an @
    Named("forward", _ALL, "tls"),
    Named("grpc", _ALL, "tls"),
    Named("etcd", _ALL, "tls"),
    Named("tsig", _ALL, "secrets", rooted=False),
    Named("kubernetes", slice(1, 2), "kubeconfig", rooted=False),
    Named("kubernetes", _ALL, "tls", rooted=False),
    Named("clouddns", slice(1, 2), "credentials", rooted=False, said='invalid credentials file "{}": '),
)
_INTERFACES = "/sys/class/net"  # Linux
_RESOLVERS = ("forward", "grpc")


def missing_files(checked: Checked) -> Iterator[Diagnostic]:
    """Files that are not there."""
    for block in checked.blocks if checked.on_disk else ():
        for named in _NAMED:
            for each in block.of(named.directive):
                for word in named.of(each):
                    yield from _missing(block, word, named)
        for each in block.of(*_RESOLVERS):
            for word in each.args[1:]:
                if word.value.startswith(("/", "./", "../")):
                    yield from _missing(block, word, Named(each.name, _ALL, rooted=False))


def _missing(block: BlockView, word: Word, named: Named) -> Iterator[Diagnostic]:
    written = block.understood.block.path(word.value) if named.rooted else word.value
    base = next((written.removesuffix(each) for each in named.suffixes if written.endswith(each)), written)
    for path in [base + suffix for suffix in named.suffixes] or [written]:
        if written and "\0" not in path and not os.path.exists(path):
            text = f"plugin/{named.directive}: {named.said.format(path)}open {path}: no such file or directory"
            found = finding(word, "CF240", text, severity=named.severity, plugin=named.directive)
            yield replace(found, kind="environment")
            return


def missing_interfaces(checked: Checked) -> Iterator[Diagnostic]:
    """Interfaces that bind names and this machine does not have, where the system lists them."""
    bound = [word for block in checked.blocks for bind in block.understood.block.binds for word in bind.hosts]
    if not checked.on_disk or not bound or not os.path.isdir(_INTERFACES):
        return
    interfaces = os.listdir(_INTERFACES)
    refused = {found.span for found in checked.understood.diagnostics if found.plugin == "bind"}
    for word in bound:
        if parse_ip(word.value) is None and word.value not in interfaces and word.span not in refused:
            text = f'plugin/bind: not a valid IP address or interface name: "{word.value}"'
            hint = f"interfaces here: {', '.join(sorted(interfaces))}"
            found = finding(word, "CF105", text, hint, severity=Severity.ERROR, plugin="bind")
            yield replace(found, kind="environment")


CHECKS: tuple[Check, ...] = (missing_files, missing_interfaces)
