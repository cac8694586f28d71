"""What a Corefile says about loadbalance: the policy, the networks that come first, the file of weights.

No file is opened here; that is `weights`' business.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from corefile.addresses import Network, parse_cidr
from corefile.arguments import CONTRADICTION, REPLACED, every_occurrence, last
from corefile.durations import SECOND
from corefile.options import Option, Options, Reader, one_of, parse_duration, quote, words

if TYPE_CHECKING:
    from pydns_host.block import Block

DEFAULT_RELOAD = 30 * SECOND
ROUND_ROBIN, WEIGHTED = "round_robin", "weighted"


@dataclass(frozen=True, slots=True)
class Config:
    """`prefer` are networks whose addresses come first, in this order.

    `weights` is the file of the weighted policy, None for round_robin; it is read again every `reload` nanoseconds
    (0: never).
    """

    prefer: tuple[Network, ...] = ()
    weights: str | None = None
    reload: int = DEFAULT_RELOAD


def _prefer(reader: Reader) -> list[Network]:
    found = []
    for word in words()(reader):
        network = parse_cidr(word.value)
        if network is None:
            text = f"invalid CIDR {quote(word.value)}: invalid CIDR address: {word.value}"
            reader.record(reader.error(text, word))
        else:
            found.append(network)
    return found


def _reload(reader: Reader) -> int:
    args = words()(reader)
    if not args:
        raise reader.error("reload duration value is missing", code="CF211")
    if len(args) > 1:
        raise reader.error("unexpected argument", args[1], code="CF211")
    wrong = reader.error(f"invalid reload duration '{args[0].value}'", args[0])
    try:
        value = parse_duration(args[0].value)
    except ValueError:
        raise wrong from None
    if value < 0:
        raise wrong
    return value


OPTIONS = Options(Option("prefer", _prefer, "CIDR...: addresses in these networks come first"))
WEIGHTED_OPTIONS = Options(Option("reload", _reload, "DURATION: how often to look for a changed file; 0s: never"))


def parse(reader: Reader, block: Block) -> Config:
    """All occurrences make one plugin: the last policy counts, preferred networks add up."""
    config = Config()
    for begins in every_occurrence(reader):
        with reader.recovering():
            weights = _weights(reader)
            if config.weights is not None:
                reader.warn("the weights that were named before are not used", begins, code=REPLACED)
            if weights is None:
                config = replace(config, weights=None)
            else:
                config = _weighted(reader, block.path(weights), config)
        with reader.recovering():
            for networks in OPTIONS.read_block(reader).get("prefer", []):
                config = replace(config, prefer=(*config.prefer, *networks))
    return config


def _weights(reader: Reader) -> str | None:
    """The file that the words behind the directive name; None for round_robin."""
    args = reader.remaining_args()
    policy = args[0].value if args else ROUND_ROBIN
    if policy == ROUND_ROBIN:
        if len(args) > 1:
            raise reader.error(f"unknown property for {policy}", args[1])
        return None
    if policy != WEIGHTED:
        raise reader.error(f"unknown policy: {policy}", args[0], one_of(policy, (ROUND_ROBIN, WEIGHTED)))
    if len(args) < 2:
        raise reader.error("missing weight file argument", code="CF211")
    if len(args) > 2:
        raise reader.error("unexpected argument(s)", args[2], code="CF211")
    return args[1].value


def _weighted(reader: Reader, path: str, before: Config) -> Config:
    """The weighted policy with its options; what was preferred before is forgotten, as in the reference."""
    if before.prefer:
        reader.warn("the networks that were preferred before are forgotten", code=CONTRADICTION)
    return Config(weights=path, reload=last(WEIGHTED_OPTIONS.read_block(reader), "reload", DEFAULT_RELOAD))
