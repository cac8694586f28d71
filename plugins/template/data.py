"""What a template sees of a question: the fields of the reference's template data. Nothing is answered here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydns_host import names
from pydns_host.gotemplate import Function, Map, Slice, Struct, Uint
from pydns_host.header import CD, RD
from pydns_host.mnemonics import TYPES
from pydns_host.plugins.template.config import ANY, Rule

if TYPE_CHECKING:
    from pydns_host.message import Request

_CLASSES = {1: "IN", 2: "CS", 3: "CH", 4: "HS", 254: "NONE", 255: "ANY"}


def see(request: Request, rule: Rule, zone: bytes) -> Struct | None:
    """The data for the first pattern of a rule that the name matches; None when none does."""
    for pattern in rule.patterns:
        groups = pattern.groups(request.text)
        if groups is not None:
            numbered, named = groups
            asked = request.rclass if request.rclass != ANY else rule.rclass
            kind = request.type if request.type != ANY else rule.type
            question = _question(request)
            fields = {
                "Zone": names.to_text(zone),
                "Name": request.text,
                "Regex": pattern.source,
                "Match": Slice("string", numbered),
                "Group": Map(
                    "string", {**dict(zip(map(str, range(len(numbered))), numbered, strict=False)), **named}, ""
                ),
                "Class": _CLASSES.get(asked, ""),
                "Type": TYPES[kind],
                "Message": _message(request, question),
                "Question": question,
                "Remote": request.client,
                "Var": Map("any", {}),
            }
            # Labels of metadata come with the plugin of that name; without it the reference's are empty, too.
            meta = Function(lambda label: "", ("string",))
            return Struct("*template.templateData", fields, {"Meta": meta}, hidden=frozenset(("md",)))
    return None


def _question(request: Request) -> Struct:
    name = names.to_text(request.qname)
    shown = f";{name}\t{_CLASSES.get(request.rclass, f'CLASS{request.rclass}')}\t {TYPES[request.type]}"
    fields = {"Name": name, "Qtype": Uint(request.type, 16), "Qclass": Uint(request.rclass, 16)}
    return Struct("*dns.Question", fields, {"String": Function(lambda: shown)}, lambda: shown)


def _message(request: Request, question: Struct) -> Struct:
    fields = {
        "Id": Uint(request.id, 16),
        "Response": False,
        "Opcode": request.opcode,
        "RecursionDesired": bool(request.flags & RD),
        "CheckingDisabled": bool(request.flags & CD),
        "Question": Slice("dns.Question", (question,)),
    }
    return Struct("*dns.Msg", fields)
