"""What each placeholder of a log format prints, byte for byte as the reference prints it.

How placeholders are found in a format and put together is in `formats`.
"""

from __future__ import annotations

from collections.abc import Callable

from pydns_host.header import TC
from pydns_host.mnemonics import CLASSES, RCODES
from pydns_host.plugins.log.exchange import Exchange
from pydns_host.question import Edns, Question
from pydns_host.typify import typify

EMPTY = "-"
_KEPT_OPTIONS = frozenset((3, 9, 10, 11, 12))  # NSID, EXPIRE, COOKIE, TCP-KEEPALIVE, PADDING
_BITS = ("aa", "tc", "rd", "ra", "z", "ad", "cd")  # a header's bits from 0x0400 down
_FLAGS = tuple(
    ",".join(["qr", *(name for place, name in enumerate(_BITS) if bits & 0x40 >> place)]) for bits in range(0x80)
)


Asked = Callable[[Question, str, bool], str]
Answer = Callable[[Exchange], str]


def _query_size(question: Question, proto: str, stripped: bool) -> str:
    octets, edns = 12 + len(question.section) + question.others, question.edns
    if edns is not None:
        octets += 11 + (_kept(edns) if stripped else len(edns.options))
    return str(octets)


def _kept(edns: Edns) -> int:
    kept = offset = 0
    options = edns.options
    while offset < len(options):
        octets = 4 + int.from_bytes(options[offset + 2 : offset + 4], "big")
        if int.from_bytes(options[offset : offset + 2], "big") in _KEPT_OPTIONS:
            kept += octets
        offset += octets
    return kept


def _do(question: Question, proto: str, stripped: bool) -> str:
    return "true" if question.edns is not None and question.edns.do else "false"


def _bracketed(address: str) -> str:
    return f"[{address}]" if ":" in address else address


def _rcode(exchange: Exchange) -> str:
    return EMPTY if exchange.response is None else RCODES[exchange.response.rcode]


def _rsize(exchange: Exchange) -> str:
    return str(exchange.octets)


def rflags(exchange: Exchange) -> str:
    """The flags of the answer, as in `qr,aa,rd`."""
    if exchange.response is None:
        return EMPTY
    flags = exchange.response.flags
    return _FLAGS[(flags | TC if exchange.cut else flags) >> 4 & 0x7F]


def duration(seconds: float) -> str:
    """What an answer took, in seconds without exponent or final zeros."""
    return f"{seconds:.9f}".rstrip("0").rstrip(".") + "s"


# What depends on the question and its transport alone.
ASKED: dict[str, Asked] = {
    "type": lambda question, proto, stripped: question.type_text,
    "name": lambda question, proto, stripped: question.text,
    "class": lambda question, proto, stripped: CLASSES[question.rclass],
    "proto": lambda question, proto, stripped: proto,
    "size": _query_size,
    ">opcode": lambda question, proto, stripped: str(question.opcode),
    ">do": _do,
    ">bufsize": lambda question, proto, stripped: str(question.payload if proto == "udp" else 65535),
}
ANSWERED: dict[str, Answer] = {
    "remote": lambda exchange: _bracketed(exchange.request.client),
    "port": lambda exchange: str(exchange.request.port),
    "local": lambda exchange: _bracketed(exchange.request.via.local),
    ">id": lambda exchange: str(exchange.request.id),
    "rcode": _rcode,
    "rsize": _rsize,
    ">rflags": rflags,
    "duration": lambda exchange: duration(exchange.seconds),
}
# What the plugin itself tells to the metadata of a query.
LABELS: dict[str, Answer] = {
    "log/class": lambda exchange: typify(exchange.request, exchange.response, exchange.now()).sorted,
    "log/type": lambda exchange: typify(exchange.request, exchange.response, exchange.now()).value,
}
