"""Rules that set or take away EDNS options of queries: local ones, NSID, client subnet.

How a rule is applied to a query is not here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from corefile.numbers import parse_uint, quote
from pydns_host.plugins.rewrite.rules import Args

SET, APPEND, REPLACE, UNSET = ACTIONS = ("set", "append", "replace", "unset")
VARIABLES = ("{qname}", "{qtype}", "{client_ip}", "{client_port}", "{protocol}", "{server_ip}", "{server_port}")
_LABEL = re.compile(r"\{[^/]+/.+\}", re.DOTALL)
_MASKS = ((4, 32), (6, 128))  # IP version, bits of an address


@dataclass(frozen=True, slots=True)
class EdnsRule:
    """An `action` on an option: `kind` is "local" (with `code` and `data` or `variable`), "nsid" or "subnet" (`masks`).

    With `revert` the option is taken out of the answer again.
    """

    action: str
    kind: str
    code: int = 0
    data: bytes = b""
    variable: str = ""
    masks: tuple[int, ...] = ()
    revert: bool = False


def edns_rule(args: Args) -> EdnsRule:
    """`local|nsid|subnet set|append|replace|unset ... [revert]`; raises `OptionError`."""
    if len(args) < 2:
        raise args.error("too few arguments for an EDNS0 rule", code="CF211")
    kind, action = args[0].lower(), args[1].lower()
    if action not in ACTIONS:
        raise args.error(f"invalid action: {quote(action)}", 1)
    if action == UNSET:
        return _unset(args, kind)
    revert = args[len(args) - 1] == "revert"
    if revert:
        args = Args(args.reader, args.words[:-1], args.kind)
    if kind == "local":
        return _local(args, action, revert)
    if kind == "nsid":
        if len(args) != 2:
            raise args.error("EDNS0 NSID rules can accept no more than one arg", 0, code="CF211")
        return EdnsRule(action, kind, revert=revert)
    if kind == "subnet":
        if len(args) != 4:
            raise args.error("EDNS0 subnet rules require three or four args", 0, code="CF211")
        return EdnsRule(action, kind, masks=tuple(_mask(args, at) for at in (2, 3)), revert=revert)
    raise args.error(f"invalid rule type {quote(kind)}", 0)


def _unset(args: Args, kind: str) -> EdnsRule:
    if kind not in ("local", "nsid", "subnet"):
        raise args.error(f"invalid rule type {quote(kind)}", 0)
    if kind == "local":
        if len(args) != 3:
            raise args.error("local unset action requires exactly two arguments", 1, code="CF211")
        return EdnsRule(UNSET, kind, _code(args))
    if len(args) != 2:
        raise args.error(f"{kind} unset action requires exactly one argument", 1, code="CF211")
    return EdnsRule(UNSET, kind)


def _local(args: Args, action: str, revert: bool) -> EdnsRule:
    if len(args) != 4:
        raise args.error("EDNS0 local rules require three or four args", 0, code="CF211")
    text = args[3]
    if text.startswith("{") and text.endswith("}"):
        code = _code(args)
        if text not in VARIABLES and not _LABEL.fullmatch(text):
            raise args.error(f"unsupported variable name {quote(text)}", 3)
        return EdnsRule(action, "local", code, variable=text, revert=revert)
    return EdnsRule(action, "local", _code(args), _data(args), revert=revert)


def _code(args: Args) -> int:
    try:
        return int(parse_uint(args[2], 16, base=0))
    except ValueError as error:
        raise args.error(str(error), 2) from None


def _data(args: Args) -> bytes:
    """Hexadecimal behind `0x`, else the text itself."""
    text = args[3]
    if not text.startswith("0x"):
        return text.encode("utf-8", "surrogateescape")
    digits = text[2:]
    wrong = re.search(r"[^0-9a-fA-F]", digits)
    if wrong is not None:
        shown = f"U+{ord(wrong[0]):04X}" + (f" '{wrong[0]}'" if wrong[0].isprintable() else "")
        raise args.error(f"encoding/hex: invalid byte: {shown}", 3)
    if len(digits) % 2:
        raise args.error("encoding/hex: odd length hex string", 3)
    return bytes.fromhex(digits)


def _mask(args: Args, at: int) -> int:
    version, most = _MASKS[at - 2]
    try:
        bits = int(parse_uint(args[at], 16, base=0))
    except ValueError as error:
        raise args.error(str(error), at) from None
    if bits > most:
        raise args.error(f"invalid IPv{version} bit mask length {bits}", at)
    return bits
