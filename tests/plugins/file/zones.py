"""Zones for tests, made from text without a file, and what a lookup in them comes to as text."""

from __future__ import annotations

import errno
import os

import dns.rdatatype

from pydns_host import names
from pydns_host.plugins.file.answer import Answer
from pydns_host.plugins.file.lookup import lookup
from pydns_host.plugins.file.zone import Zone
from pydns_host.plugins.file.zonefile import load
from pydns_host.records import Record
from pydns_host.zonefile.reader import Open, Reader

ORIGIN = names.from_text("z.test.")
APEX = "$TTL 60\n@ SOA ns host 1 2 3 4 5\n@ NS ns\n"


def opener(**files: str) -> Open:
    """Opens files that exist only here."""

    def open_text(path: str) -> str:
        if path not in files:
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), path)
        return files[path]

    return open_text


def zone(text: str, origin: str = "z.test.") -> Zone:
    """The zone that a file with this text makes."""
    found = load("db", names.from_text(origin), open=opener(db=text))
    assert found is not None
    return found


def read(text: str, **files: str) -> list[Record]:
    """The records of a text whose origin is z.test."""
    return list(Reader(text, ORIGIN, "db", opener(**files), []).records())


def lines(text: str, **files: str) -> list[str]:
    """The same, one line a record."""
    return [record.to_text() for record in read(text, **files)]


def find(zone: Zone, name: str, rtype: str, do: bool = False) -> Answer:
    """The answer to a question given as text."""
    return lookup(zone, names.from_text(name).lower(), int(dns.rdatatype.from_text(rtype)), do)


def shown(answer: Answer) -> list[str]:
    """An answer as lines: its kind, its records behind the letter of their section, and where it goes on."""
    sections = zip("anx", answer[1:4], strict=True)
    found = [answer.kind.name, *(f"{letter} {record.to_text()}" for letter, records in sections for record in records)]
    return found if answer.chase is None else [*found, f"-> {names.to_text(answer.chase)}"]
