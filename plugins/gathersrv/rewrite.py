"""One cluster's names as the distributed zone shows them, and back: names in, names out, on wire octets.

Messages and sockets are elsewhere: every function here is pure and knows nothing of records.
"""

from __future__ import annotations

from dataclasses import dataclass

from pydns_host import names
from pydns_host.names import ROOT

MAX_LABEL, MAX_NAME = 63, 255  # octets, RFC 1035 section 2.3.4
UNFIT = bytes(MAX_LABEL + 1)  # the beginning of no label: a prefix that no name can carry
_UNDERSCORE = 0x5F


def parse_prefix(text: str) -> tuple[bytes, bytes]:
    """A prefix as whole labels, in wire form, and the octets that then begin the next label.

    "a-" is no label and "a-", "a." is the label "a" and nothing. What no name can carry gives `UNFIT`.
    """
    octets = text.encode("utf-8", "surrogateescape")
    ascii_only = "".join(chr(octet) if octet < 128 else f"\\{octet:03d}" for octet in octets)
    try:
        wire = names.from_text(ascii_only + "x")
    except names.BadName:
        return b"", UNFIT
    *whole, last = names.labels(wire)
    return b"".join(bytes((len(label),)) + label for label in whole), last[:-1]


def below(key: bytes, zone: bytes) -> int:
    """How many octets of a name stand before `zone`, 0 for the zone itself; -1 when it is not in the zone.

    Both are in lower case; the zone begins at a label border (RFC 1034 section 3.1).
    """
    cut = len(key) - len(zone)
    return cut if names.is_subdomain(key, zone) else -1


def moved(qname: bytes, cut: int, zone: bytes) -> bytes | None:
    """The first `cut` octets of a name in another zone; None when no name can be that long."""
    return qname[:cut] + zone if cut + len(zone) <= MAX_NAME else None


def host_label(name: bytes, cut: int) -> int:
    """Where the first label without a leading underscore stands; `cut` when there is none before it.

    Such labels name a service and its protocol (RFC 2782, RFC 8552): a prefix goes behind them.
    """
    offset = 0
    while offset < cut and name[offset + 1] == _UNDERSCORE:
        offset += name[offset] + 1
    return offset


@dataclass(frozen=True, slots=True)
class View:
    """A cluster's `zone` shown inside the `distributed` zone, both in wire form and lower case.

    A name of the cluster gets the prefix (`labels` and `start`, as `parse_prefix` gives them) in front of its first
    label without a leading underscore, and the distributed zone for its own.
    """

    distributed: bytes
    zone: bytes
    labels: bytes = b""
    start: bytes = b""

    def show(self, name: bytes) -> bytes | None:
        """A cluster's name in the distributed zone; None when it is not in the cluster's zone or fits nowhere.

        The cluster's apex is the distributed zone's; the root names no host (RFC 2782: no service) and is nobody's.
        """
        zone, start = self.zone, self.start
        cut = len(name) - len(zone)
        if cut < 0 or name == ROOT or (not name.endswith(zone) and not name.lower().endswith(zone)):
            return None
        place = host_label(name, cut)
        offset = place
        while offset < cut:
            offset += name[offset] + 1
        if offset != cut:
            return None  # the zone's octets stand inside a label
        if place < cut:
            length = name[place] + len(start)
            if length > MAX_LABEL:
                return None
            shown = name[:place] + self.labels + bytes((length,)) + start + name[place + 1 : cut] + self.distributed
        elif start:
            shown = name[:cut] + self.distributed  # no label that could begin with the prefix
        else:
            shown = name[:cut] + self.labels + self.distributed
        return shown if len(shown) <= MAX_NAME else None

    def hide(self, qname: bytes, key: bytes, cut: int) -> bytes | None:
        """The cluster's name for a distributed one that carries this cluster's prefix; None when it does not.

        `key` is `qname` in lower case, `cut` where the distributed zone begins. The prefix compares without case.
        """
        place = host_label(key, cut)
        labels, start = self.labels.lower(), self.start.lower()
        rest = place + len(labels)
        if rest > cut or key[place:rest] != labels:
            return None
        if not start:
            head = qname[:place] + qname[rest:cut]
        elif rest < cut and key[rest] > len(start) and key[rest + 1 :].startswith(start):
            length = bytes((key[rest] - len(start),))
            head = qname[:place] + length + qname[rest + 1 + len(start) : cut]
        else:
            return None
        return head + self.zone if len(head) + len(self.zone) <= MAX_NAME else None


Views = tuple[View, ...]
"""All clusters' views, the one that gave an answer first."""


def shown(name: bytes, views: Views) -> bytes:
    """A name as clients may ask for it here: by the first view that can show it, or as it is."""
    for view in views:
        found = view.show(name)
        if found is not None:
            return found
    return name


class Shown(dict[bytes, bytes]):
    """`shown` for one set of views, each name once."""

    def __init__(self, views: Views) -> None:
        super().__init__()
        self._views = views

    def __missing__(self, name: bytes) -> bytes:
        found = self[name] = shown(name, self._views)
        return found
