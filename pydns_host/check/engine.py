"""From documents to reports: read, resolve, understand, apply the rules, leave out what is not wanted.

Which rules there are is `rules`' business, where documents come from `sources`', how reports look `formats`'.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from corefile import Diagnostic, Span
from corefile.expand import resolve
from corefile.nodes import Word
from corefile.scanner import words
from pydns_host.check import suppressions
from pydns_host.check.adjust import UNSET, adjusted
from pydns_host.check.explained import explained
from pydns_host.check.report import RANKS, Report
from pydns_host.check.rules import Checked, apply_rules
from pydns_host.check.rules.versions import old
from pydns_host.check.settings import Settings
from pydns_host.check.sources.bases import AROUND, as_corefile
from pydns_host.check.sources.document import Document, Role
from pydns_host.check.sources.mounted import Mounted
from pydns_host.check.view import view
from pydns_host.registry import Registry
from pydns_host.understand import in_order, understand


@dataclass(slots=True)
class Engine:
    """What is the same for all documents of a run; `registry` knows the plugins, `env` the variables."""

    registry: Registry
    env: Mapping[str, str]
    on_disk: bool = True
    syntax_only: bool = False
    default_port: int = 53

    def check(self, documents: Sequence[Document], settings: Mapping[str, Settings]) -> list[Report]:
        """A report for each file, in their order; `settings` are those of each file.

        What another one imports is checked there, and not alone.
        """
        found: dict[str, list[Diagnostic]] = {document.file: [] for document in documents}
        imported: dict[Document, None] = {}
        alone = [document for document in documents if document.role is Role.COREFILE]
        checked = [(each, list(self._findings(each, documents, settings[each.file], imported))) for each in alone]
        for document in documents:
            if document.role is not Role.COREFILE and document not in imported:
                checked.append((document, list(self._findings(document, documents, settings[document.file], imported))))
        for document, findings in checked:
            if document.role is not Role.COREFILE or document not in imported:
                for file, diagnostic in findings:
                    found[file].append(diagnostic)
        return [Report(file, tuple(in_order(diagnostics))) for file, diagnostics in found.items()]

    def _findings(
        self, document: Document, documents: Sequence[Document], settings: Settings, imported: dict[Document, None]
    ) -> Iterable[tuple[str, Diagnostic]]:
        """What is wrong with one Corefile and all that it imports, each finding with the file whose report it is in."""
        main, mounts = as_corefile(document, documents)
        # In a cluster, what is imported comes from other mounts; where the manifest lies says nothing of it.
        on_disk = self.on_disk and document.locate is None
        files = Mounted(main.name, mounts, on_disk)
        text = words(main.text, main.name)
        resolved, errors = resolve(text, files, {**self.env, **settings.env})
        understood = understand(resolved, self.registry, self.default_port)
        imported.update(files.imported)
        on_disk_too = set(files.read[1:])
        imported.update((each, None) for each in documents if os.path.abspath(each.file) in on_disk_too)
        known = {one.name: one for one in (*files.imported, main, document)}
        found = [*errors, *understood.diagnostics]
        blocks = [view(block, self.registry.order) for block in understood.blocks]
        found = list(explained(found, old(blocks), settings))
        if not self.syntax_only:
            found.extend(_not_outdone(found, list(apply_rules(Checked(blocks, understood, settings, on_disk)))))
        unset = {(one.span.file, one.span.line) for one in found if one.code == UNSET and one.span}
        found = [each for one in found for each in adjusted(one, settings, unset)]
        found = suppressions.apply(found, _texts(text, files))
        for diagnostic in {(one.span, one.code, one.message): one for one in found}.values():
            place = known.get(diagnostic.span.file) if diagnostic.span else document
            shown = _renamed(diagnostic, known.values(), main)
            if place is None:
                yield document.file, shown
            elif place is document or place.key:
                yield place.file, place.placed(shown)


def _not_outdone(found: Iterable[Diagnostic], ruled: Sequence[Diagnostic]) -> Iterator[Diagnostic]:
    """What rules found, but for places of which something worse is said."""
    worst: dict[Span | None, int] = {}
    for one in (*found, *ruled):
        worst[one.span] = max(worst.get(one.span, 0), RANKS[one.severity])
    return (one for one in ruled if one.span is None or RANKS[one.severity] == worst[one.span])


def _renamed(found: Diagnostic, known: Iterable[Document], main: Document) -> Diagnostic:
    """The finding with the places in its words as people know them."""

    def shown(text: str) -> str:
        for document in known:
            text = document.renamed(text)
        return re.sub(rf"at {re.escape(main.name)}:\d+", AROUND, text) if main.key == "" and main.owner else text

    return replace(found, message=shown(found.message), hint=found.hint and shown(found.hint))


def _texts(main: list[Word], files: Mounted) -> dict[str, str]:
    """The text of each file that was read, by the name that it has in spans."""
    return {word[0].origin.file: word[0].origin.text for word in (main, *files.words_read) if word}
