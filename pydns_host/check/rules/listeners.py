"""CF1xx: keys of server blocks that are taken and mean something else than they look like.

What CoreDNS refuses of a key is found when blocks are understood, not here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from corefile import Diagnostic, Severity
from corefile.directives import DIRECTIVES
from corefile.nodes import Word
from corefile.zones import ServerKey, split_transport
from pydns_host.check.rules.base import Check, Checked, finding, instead

_ZONES_TOO = frozenset({"local"})  # RFC 6762
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*)://(.*)", re.S)
_KNOWN = {"doh": "https", "http": "https", "dot": "tls", "doq": "quic", "udp": "dns", "tcp": "dns", "h3": "https3"}
_REVERSE = re.compile(r"(?P<labels>(?:[^.]+\.)*)(?P<tree>in[-.]?addr[-.]?arpa|ip6[-.]?arpa)\.?", re.I)
_NETWORK = re.compile(r"[0-9.]+/\d+|[0-9A-Fa-f:]+:[0-9A-Fa-f:]*/\d+")
_PLAIN = {"tls": "plain DNS over TCP", "https": "plain HTTP", "grpc": "plain gRPC"}


def odd_keys(checked: Checked) -> Iterator[Diagnostic]:
    """Keys that are names to CoreDNS and something else to people."""
    for block in checked.blocks:
        for key, word in block.understood.keys:
            yield from _odd_key(key, word)


def _odd_key(key: ServerKey, word: Word) -> Iterator[Diagnostic]:
    transport, rest = split_transport(word.value)
    scheme = _SCHEME.match(rest)
    if scheme is not None:
        yield _unknown_scheme(word, scheme)
        return
    _, colon, port = rest.rpartition(":")
    if colon and not port.lstrip("+-").isdigit() and "::" not in rest:
        text = f"'{port}' is no port: the block is for the zone {key.zone} on port {key.port}"
        yield finding(word, "CF114", text, "write the number of the port")
    elif "," in rest:
        text = f"'{word.value}' is one key: commas separate keys only at the end of a word"
        yield finding(
            word,
            "CF116",
            text,
            "put a space behind the comma",
            fix=instead(word, word.value.replace(",", ", "), raw=True),
        )
    elif _NETWORK.fullmatch(key.zone.rstrip(".")):
        yield finding(word, "CF115", f"'{key.zone.rstrip('.')}' is no network: it is taken for a name")
    yield from _reverse(key, word)
    if transport == "unix":
        yield finding(word, "CF121", "unix:// is taken, and nothing is served")


def _unknown_scheme(word: Word, scheme: re.Match[str]) -> Diagnostic:
    lower = scheme[1].lower()
    meant = _KNOWN.get(lower) or (lower if split_transport(f"{lower}://x")[1] == "x" else None)
    text = f"'{scheme[1]}://' is no scheme: it is taken for a part of the zone's name"
    hint = f"write {meant}://" if meant else "schemes are dns, tls, quic, grpc, https and https3, in lower case"
    fix = instead(word, f"{meant}://{scheme[2]}") if meant and meant != "dns" else None
    return finding(word, "CF113", text, hint, fix=fix)


def _reverse(key: ServerKey, word: Word) -> Iterator[Diagnostic]:
    """Zones like 10.in-addr-arpa, and reverse zones with labels that no address has."""
    match = _REVERSE.fullmatch(key.zone)
    if match is None:
        return
    tree = "ip6.arpa" if match["tree"].startswith("ip6") else "in-addr.arpa"
    labels = match["labels"].split(".")[:-1]
    if match["tree"] != tree:
        right = f"{match['labels']}{tree}"
        text = f"no address is looked up in the zone {key.zone}"
        written = re.compile(re.escape(match["tree"]), re.I).sub(tree, word.value, count=1)
        yield finding(word, "CF112", text, f"did you mean '{right}'?", fix=instead(word, written))
    elif tree == "in-addr.arpa" and (len(labels) > 4 or not all(_octet(label) for label in labels)):
        yield finding(
            word, "CF112", f"no address is looked up in the zone {key.zone}", "each label is one octet: 0-255"
        )
    elif tree == "ip6.arpa" and not all(re.fullmatch("[0-9a-f]", label) for label in labels):
        yield finding(word, "CF112", f"no address is looked up in the zone {key.zone}", "each label is one nibble: 0-f")


def _octet(label: str) -> bool:
    # RFC 2317 section 4 names classless zones 0/25 or 0-127 and the like; they are reached by CNAME.
    return bool(re.fullmatch(r"\d{1,3}", label) and int(label) < 256) or "/" in label or "-" in label


def encrypted_without_certificate(checked: Checked) -> Iterator[Diagnostic]:
    """Transports that start without a certificate, and without a word, in the clear."""
    for block in checked.blocks:
        for key, word in block.understood.keys:
            if key.transport in _PLAIN and not block.has("tls"):
                plain = _PLAIN[key.transport]
                text = f"{key.transport}:// without the directive tls is {plain}: nothing is encrypted"
                yield finding(word, "CF120", text, "add: tls CERT KEY")


def nothing_served(checked: Checked) -> Iterator[Diagnostic]:
    """Blocks that refuse every query."""
    for block in checked.blocks:
        if not block.source.directives:
            yield finding(block.key, "CF122", "this server block has no directive: it refuses every query")


def no_server_block(checked: Checked) -> Iterator[Diagnostic]:
    """A file without any server, of which one may expect that nothing is served."""
    wrong = any(found.severity is Severity.ERROR for found in checked.understood.diagnostics)
    if not checked.understood.blocks and not wrong:
        text = "no server block: CoreDNS serves whoami and log for all names on port 53"
        yield Diagnostic(None, Severity.NOTE, "CF123", text, None, "semantics")


def directives_as_keys(checked: Checked) -> Iterator[Diagnostic]:
    """Directives outside of a server block, whose words become the keys of one."""
    for block in checked.blocks:
        first = block.key
        if first.value in DIRECTIVES and first.value not in _ZONES_TOO and len(block.source.keys) > 1:
            text = f"'{first.value}' is taken for a zone here, and the words behind it, too: no server block is open"
            yield finding(first, "CF124", text, "put the directive into a server block: KEY { ... }")


CHECKS: tuple[Check, ...] = (
    directives_as_keys,
    odd_keys,
    encrypted_without_certificate,
    nothing_served,
    no_server_block,
)
