"""Whether two server blocks claim the same zone, port and address: refused, with both places.

As the reference does, a block without `bind` overlaps every bound one for the same zone and port.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from corefile import Diagnostic, Severity, Word


@dataclass(frozen=True, slots=True)
class Listening:
    """One zone on one address ("" for all) and port, and the key that says so.

    `chosen` says that a `view` chooses the block's queries: it may share them with a block that takes all.
    """

    zone: str
    host: str
    port: int
    key: Word
    transport: str = "dns"
    chosen: bool = False

    def __str__(self) -> str:
        """As the reference writes it."""
        text = f"{self.transport}://{self.zone}:{self.port}"
        return f"{text} on {self.host}" if self.host else text


def find_overlaps(places: Sequence[Listening]) -> list[Diagnostic]:
    """An error for each key that claims what an earlier one has."""
    errors: list[Diagnostic] = []
    exact: dict[tuple[str, str, int, str], Listening] = {}
    unbound: dict[tuple[str, str, int], Listening] = {}
    for place in places:
        zone = (place.transport, place.zone, place.port)
        same, other, wildcard = exact.get((*zone, place.host)), unbound.get(zone), exact.get((*zone, ""))
        if same is not None:
            if not place.chosen:
                errors.append(_error(place, f"cannot serve {place} - it is already defined", same))
        elif other is not None and (not place.host or wildcard is not None):
            first = wildcard if place.host and wildcard is not None else other
            text = f"cannot serve {place} - zone overlap listener capacity with {first}"
            errors.append(_error(place, text, first))
        elif not place.chosen:
            exact[*zone, place.host] = place
            unbound[zone] = place
    return errors


def _error(place: Listening, text: str, first: Listening) -> Diagnostic:
    span = first.key.span
    hint = f"the other one is at {span.file}:{span.line}:{span.column}"
    return Diagnostic(place.key.span, Severity.ERROR, "CF104", text, hint, source=place.key.source)
