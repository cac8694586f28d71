"""One record from a text, as `dns.NewRR` of the reference's DNS library reads it.

Whole files are `reader`'s business.
"""

from __future__ import annotations

from pydns_host import names
from pydns_host.records import Record
from pydns_host.zonefile.rdata import UnusableError
from pydns_host.zonefile.reader import Reader

DEFAULT_TTL = 3600  # seconds, of a record that states none


def record(text: str) -> Record | None:
    """The first record of a text whose names are all absolute, in its spelling; None when there is none in it.

    Raises `ZoneFileError` for a text that is none, `UnusableError` for one that cannot be sent. No file is opened.
    """
    octets = text.encode("utf-8", "surrogateescape").decode("latin-1")
    unusable: list[str] = []
    reader = Reader(f"{octets}\n", names.ROOT, "", _open, unusable, default_ttl=DEFAULT_TTL, folds=False)
    found = next(reader.records(), None)
    if unusable:
        raise UnusableError(unusable[0].partition(": ")[2])
    return found


def _open(path: str) -> str:
    raise PermissionError(1, "operation not permitted", path)


__all__ = ["DEFAULT_TTL", "UnusableError", "record"]
