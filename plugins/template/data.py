"""What a template sees of a question: the fields of the reference's template data. Nothing is answered here."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from pydns_host import names
from pydns_host.gotemplate import Function, Map, Slice, Struct, Uint
from pydns_host.gotemplate.values import Later, from_python
from pydns_host.header import AA, AD, CD, RA, RD, TC
from pydns_host.mnemonics import CLASSES, TYPES
from pydns_host.plugins.template.config import ANY, Rule

if TYPE_CHECKING:
    from pydns_host.message import Request

_CLASSES = {1: "IN", 2: "CS", 3: "CH", 4: "HS", 254: "NONE", 255: "ANY"}
_ZERO = 0x40  # the header bit that is reserved (RFC 1035 section 4.1.1)


class Seen(NamedTuple):
    """A question that a rule fits: its zone, class and type as templates and metrics name them.

    `values` are what the rule's templates see, None when they look at nothing.
    """

    zone: str
    rclass: str
    type: str
    values: Struct | None


def see(request: Request, rule: Rule, zone: bytes) -> Seen | None:
    """What the rule's templates see of a question; None when no pattern matches, or an expression is not true.

    Raises `EvaluationError` for an expression of the rule that has no value.
    """
    rclass = _CLASSES.get(request.rclass if request.rclass != ANY else rule.rclass, "")
    rtype = TYPES.get(request.type if request.type != ANY else rule.type, "")
    shown = names.to_text(zone)
    if rule.blind:
        found = any(pattern.search(request.text) for pattern in rule.patterns)
        return Seen(shown, rclass, rtype, None) if found else None
    for pattern in rule.patterns:
        matched = pattern.groups(request.text)
        if matched is not None:
            numbered, named = matched
            groups = {**{str(number): group for number, group in enumerate(numbered)}, **named}
            variables = {} if rule.conditions is None else rule.conditions.hold(request, groups)
            if variables is None:
                return None
            fields = {
                "Zone": shown,
                "Name": request.text,
                "Regex": pattern.source,
                "Match": Slice("string", numbered),
                "Group": Map("string", groups, ""),
                "Class": rclass,
                "Type": rtype,
                "Message": Later(partial(_message, request)),
                "Question": Later(partial(_question, request)),
                "Remote": request.client,
                "Var": from_python(variables),
            }
            methods = {"Meta": Function(request.label, ("string",))}
            return Seen(shown, rclass, rtype, Struct("*template.templateData", fields, methods, hidden=_HIDDEN))
    return None


_HIDDEN = frozenset(("md",))


def _question(request: Request) -> Struct:
    name = names.to_text(request.qname)
    shown = f";{name}\t{CLASSES[request.rclass]}\t {TYPES[request.type]}"
    fields = {"Name": name, "Qtype": Uint(request.type, 16), "Qclass": Uint(request.rclass, 16)}
    return Struct("*dns.Question", fields, {"String": Function(lambda: shown)}, lambda: shown)


def _message(request: Request) -> Struct:
    fields = {
        "Id": Uint(request.id, 16),
        "Response": False,
        "Opcode": request.opcode,
        "Authoritative": bool(request.flags & AA),
        "Truncated": bool(request.flags & TC),
        "RecursionDesired": bool(request.flags & RD),
        "RecursionAvailable": bool(request.flags & RA),
        "Zero": bool(request.flags & _ZERO),
        "AuthenticatedData": bool(request.flags & AD),
        "CheckingDisabled": bool(request.flags & CD),
        "Rcode": 0,
        "Compress": False,
        "Question": Slice("dns.Question", (_question(request),)),
    }
    return Struct("*dns.Msg", fields)
