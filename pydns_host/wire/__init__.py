"""The only package, with `upstream`, that indexes into packets: octets to Request, Response to octets.

Sockets and policy are elsewhere; everything here is a pure function, proven against dnspython by property tests.
"""

from __future__ import annotations

from pydns_host.wire.decoding import MAX_DECODED, to_message
from pydns_host.wire.ingress import ingress
from pydns_host.wire.render import error, pack, render
from pydns_host.wire.scan import Malformed, Scan, decode_sections, scan

__all__ = [
    "MAX_DECODED", "Malformed", "Scan", "decode_sections", "error", "ingress", "pack", "render",
    "scan", "to_message",
]  # fmt: skip
