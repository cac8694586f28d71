"""What a lookup in a zone comes to: the records of the three sections, and what kind of answer they make.

How the sections are filled is `lookup`'s business, which rcode goes out is `plugin`'s.
"""

from __future__ import annotations

from enum import Enum, auto
from typing import NamedTuple

from pydns_host.plugins.file.zone import RRset


class Kind(Enum):
    """What was found."""

    SUCCESS = auto()
    """Records, or an alias whose target has none of that type."""

    NODATA = auto()
    """The name is there, this type is not (RFC 2308 section 2.2)."""

    EMPTY = auto()
    """The name owns nothing, but others below it do: no data, and `fallthrough` may go on."""

    NXDOMAIN = auto()
    """No such name (RFC 2308 section 2.1)."""

    DELEGATION = auto()
    """A referral to another zone's servers; behind an alias if there is one."""

    FAILURE = auto()
    """It cannot be told: a chain of aliases that does not end, a lookup elsewhere that failed."""

    YXDOMAIN = auto()
    """A DNAME makes a name that is too long (RFC 6672 section 2.2)."""


class Answer(NamedTuple):
    """The sections; with `chase` the answer goes on at that name, which is not in this zone's file.

    Then `authority` has only what must stand beside the zone's NS or SOA, whichever it will be.
    """

    kind: Kind
    answer: RRset = ()
    authority: RRset = ()
    additional: RRset = ()
    chase: bytes | None = None
