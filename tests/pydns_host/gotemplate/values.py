"""The values on which the recorded templates were executed; they look like those of the template plugin."""

from __future__ import annotations

from corefile.numbers import parse_uint
from pydns_host.gotemplate import Function, FunctionError, Map, Slice, Struct, Uint

_MATCHES = ("ip-10-0.a.example.", "10", "0a")
_VARIABLES = {
    "n": 7,
    "s": "text",
    "b": True,
    "f": 2.5,
    "list": Slice("any", (1, "two", None)),
    "none": None,
    "map": Map("any", {"k": "v"}),
}


def data() -> Struct:
    """What `.` is at the start."""
    groups = {**{str(place): match for place, match in enumerate(_MATCHES)}, "a": "10", "b": "0a", "empty": ""}
    question = {"Name": "Ip-10-0.a.example.", "Qtype": Uint(1, 16), "Qclass": Uint(1, 16)}
    shown = Function(lambda: ";Ip-10-0.a.example.\tIN\tA")
    fields = {
        "Zone": "example.",
        "Name": _MATCHES[0],
        "Regex": "^x",
        "Match": Slice("string", _MATCHES),
        "Group": Map("string", groups, ""),
        "Class": "IN",
        "Type": "A",
        "Message": Struct("*dns.Msg", {"Id": Uint(4660, 16), "RecursionDesired": True, "Opcode": 0}),
        "Question": Struct("*dns.Question", question, {"String": shown}, shown.call),
        "Remote": "192.0.2.7",
        "Var": Map("any", _VARIABLES),
    }
    meta = Function(lambda label: "eu" if label == "test/region" else "", ("string",))
    return Struct("*template.templateData", fields, {"Meta": meta}, hidden=frozenset(("md",)))


def _parse_int(text: str, base: int, bits: int) -> Uint:
    try:
        return Uint(parse_uint(text, bits, base))
    except ValueError as error:
        raise FunctionError(str(error)) from None


FUNCTIONS = {"parseInt": Function(_parse_int, ("string", "int", "int"))}
