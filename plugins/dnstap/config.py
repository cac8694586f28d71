"""What a Corefile says about dnstap: where copies of messages go, and what goes with them. This version sends none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from corefile.arguments import NOT_READ, UNUSABLE, every_occurrence, last, unread, value_of, within
from corefile.options import Option, Options, Reader, atoi, one, words
from corefile.urls import parse_url

if TYPE_CHECKING:
    from corefile.nodes import Word
    from pydns_host.block import Block

MAX_BUFFER, MAX_QUEUE = 1024, 4096


@dataclass(frozen=True, slots=True)
class Config:
    """One `dnstap`: a network ("tcp", "tls" or "unix") and an address there, to connect to or to `listen` on.

    `buffer` counts MiB, `queue` ten thousand messages; `full` sends messages whole. `tls` are a certificate, its key
    and a CA for those who connect; `identity` and `version` are None for the host's name and this program's.
    """

    network: str
    address: str
    listen: bool = False
    full: bool = False
    buffer: int = 1
    queue: int = 1
    identity: str | None = None
    version: str | None = None
    extra: str = ""
    verify: bool = True
    tls: tuple[str, ...] = ()


def _flag(reader: Reader) -> bool:
    return True  # a word behind it is read as the next option


def _tls(reader: Reader) -> tuple[str, ...]:
    args = reader.remaining_args()
    if len(args) < 2:
        raise reader.error("tls requires cert and key file paths", code="CF211")
    unread(reader, args[3:], "tls takes a certificate, its key and a CA")
    return tuple(word.value for word in args[:3])


def _not_here(reader: Reader) -> None:
    raise reader.error("tls directive only valid for listeners")


def _options(listen: bool) -> Options:
    return Options(
        Option("identity", one(), "TEXT: what the server is called", single=True),
        Option("version", one(), "TEXT: what it says that it is", single=True),
        Option("extra", one(), "FORMAT: more about a message, with what metadata knows", single=True),
        Option("skipverify", _flag, "take any certificate", single=True),
        Option("tls", _tls if listen else _not_here, "CERT KEY [CA]: what to listen with", single=True),
    )


OPTIONS = _options(listen=True)
OPTIONS_TO_CONNECT = _options(listen=False)


def parse(reader: Reader, block: Block) -> list[Config]:
    """Every occurrence is a link of its own."""
    found = []
    for _ in every_occurrence(reader):
        config, listen = None, False
        with reader.recovering():
            args = words(1)(reader)
            listen = args[0].value == "listen"
            config = _where(reader, args[1:] if listen else args, listen)
        options = (OPTIONS if listen else OPTIONS_TO_CONNECT).read_block(reader)
        if config is not None:
            network, address, full, buffer, queue = config
            identity, version = (last(options, name, None) for name in ("identity", "version"))
            extra, tls = last(options, "extra", ""), last(options, "tls", ())
            verify = "skipverify" not in options
            found.append(Config(network, address, listen, full, buffer, queue, identity, version, extra, verify, tls))
    return found


def _where(reader: Reader, args: list[Word], listen: bool) -> tuple[str, str, bool, int, int]:
    """Network, address, whether messages go whole, and the two sizes."""
    if not args:
        raise reader.error("dnstap listen requires an endpoint argument", code="CF211")
    buffer = _size(reader, args, 2, "MultipleTcpWriteBuf", MAX_BUFFER, "MiB units")
    queue = _size(reader, args, 3, "MultipleQueue", MAX_QUEUE, "x10k messages")
    if len(args) > 1 and args[1].value != "full":
        reader.warn(f"'{args[1].value}' is not read: only 'full' says something here", args[1], code=NOT_READ)
    unread(reader, args[4:], "dnstap takes an address, 'full' and two sizes")
    network, address = _endpoint(reader, args[0])
    return network, address, len(args) > 1 and args[1].value == "full", buffer, queue


def _size(reader: Reader, args: list[Word], place: int, name: str, most: int, unit: str) -> int:
    if len(args) <= place:
        return 1
    number = within(atoi, 1, most, wrong=f"dnstap: {name} must be between 1 and {most} ({unit}): {{}}")
    unreadable = f'dnstap: invalid {name} "{{word}}": {{error}}'
    size: int = value_of(reader, args[place], number, unreadable)
    return size


def _endpoint(reader: Reader, word: Word) -> tuple[str, str]:
    text = word.value
    network, separator, _ = text.partition("://")
    if separator and network in ("tcp", "tls"):
        try:
            return network, parse_url(text).host
        except ValueError as error:
            raise reader.error(
                f"Wrong argument count or unexpected line ending after '{reader.value}'", word, str(error), code="CF211"
            ) from None
    if separator and network != "unix":
        hint = "known here: tcp://, tls://, unix://"
        reader.warn(
            f"'{text}' is taken for the path of a socket: '{network}://' is no network", word, hint, code=UNUSABLE
        )
    return "unix", text.removeprefix("unix://")
