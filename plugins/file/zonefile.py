"""From a zone file to a zone: reads it whole, or says why not, worded as CoreDNS words it.

How single records are read is `reader`'s business; when files are read again is `reload`'s.
"""

from __future__ import annotations

import os

from pydns_host import names
from pydns_host.plugins.file.zone import Zone, build
from pydns_host.records import Record
from pydns_host.zonefile.lexer import ZoneFileError
from pydns_host.zonefile.reader import Open, Reader, go_words
from pydns_host.zonefile.rrtypes import NSEC3, NSEC3PARAM, SOA


class BadZoneError(Exception):
    """A file that makes no zone; the text names file, origin and place."""


class MissingFileError(Exception):
    """A file that cannot be opened; the text is the reference's."""


def read_text(path: str) -> str:
    """A file's text, one letter an octet; raises OSError."""
    with open(path, "rb") as file:
        return file.read().decode("latin-1")


def load(path: str, origin: bytes, *, loaded: int | None = None, open: Open = read_text) -> Zone | None:
    """The zone of this origin in a file; None when the file's SOA still has the serial `loaded`.

    Raises `MissingFileError` for a file that cannot be opened, `BadZoneError` for one that makes no zone.
    """
    shown = names.to_text(origin)
    problem = f'failed to parse file "{path}" for origin {shown} with error '
    try:
        text = open(os.path.normpath(path))
    except IsADirectoryError as error:
        raise BadZoneError(problem + go_words(error, "read", path)) from error
    except OSError as error:
        raise MissingFileError(go_words(error, "open", path)) from error
    notes: list[str] = []
    records: list[Record] = []
    outside: Record | None = None
    seen = False
    try:
        for record in Reader(text, origin, path, open, notes).records():
            if record.type == SOA and not seen:
                seen = True
                if loaded is not None and _serial(record) == loaded:
                    return None
            elif record.type in (NSEC3, NSEC3PARAM):
                owner = names.to_text(record.owner)
                raise BadZoneError(f"NSEC3 zone is not supported, dropping RR: {owner} for zone: {shown}")
            if outside is None and not names.is_subdomain(record.owner, origin):
                outside = record
            records.append(record)
    except ZoneFileError as error:
        raise BadZoneError(problem + str(error)) from error
    if outside is not None:
        owner = names.to_text(outside.owner)
        notes.append(f"{path}: {owner} and perhaps more names are not in the zone {shown}: nobody can ask for them")
    zone = build(origin, records, tuple(notes))
    if zone is None:
        raise BadZoneError(f'file "{path}" has no SOA record for origin {shown}')
    return zone


def _serial(soa: Record) -> int:
    return int.from_bytes(soa.rdata[-20:-16], "big")
