"""What a template sees of a question: the fields of the reference's template data. Nothing is answered here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydns_host import names
from pydns_host.gotemplate import Function, Map, Slice, Struct, Uint
from pydns_host.gotemplate.values import from_python
from pydns_host.header import AA, AD, CD, RA, RD, TC
from pydns_host.mnemonics import CLASSES, TYPES
from pydns_host.plugins.template.config import ANY, Rule

if TYPE_CHECKING:
    from pydns_host.message import Request

_CLASSES = {1: "IN", 2: "CS", 3: "CH", 4: "HS", 254: "NONE", 255: "ANY"}
_ZERO = 0x40  # the header bit that is reserved (RFC 1035 section 4.1.1)


def see(request: Request, rule: Rule, zone: bytes) -> Struct | None:
    """The data for the first pattern of a rule that the name matches; None when none does, or the rule does not fit.

    Raises `EvaluationError` for an expression of the rule that has no value.
    """
    for pattern in rule.patterns:
        matched = pattern.groups(request.text)
        if matched is not None:
            numbered, named = matched
            groups = {**{str(number): group for number, group in enumerate(numbered)}, **named}
            variables = rule.conditions.hold(request, groups)
            return (
                None if variables is None else _data(request, rule, zone, pattern.source, numbered, groups, variables)
            )
    return None


def _data(
    request: Request,
    rule: Rule,
    zone: bytes,
    pattern: str,
    numbered: tuple[str, ...],
    groups: dict[str, str],
    variables: dict[str, Any],
) -> Struct:
    question = _question(request)
    fields = {
        "Zone": names.to_text(zone),
        "Name": request.text,
        "Regex": pattern,
        "Match": Slice("string", numbered),
        "Group": Map("string", groups, ""),
        "Class": _CLASSES.get(request.rclass if request.rclass != ANY else rule.rclass, ""),
        "Type": TYPES.get(request.type if request.type != ANY else rule.type, ""),
        "Message": _message(request, question),
        "Question": question,
        "Remote": request.client,
        "Var": from_python(variables),
    }
    # Labels of metadata come with the plugin of that name; without it the reference's are empty, too.
    meta = Function(lambda label: "", ("string",))
    return Struct("*template.templateData", fields, {"Meta": meta}, hidden=frozenset(("md",)))


def _question(request: Request) -> Struct:
    name = names.to_text(request.qname)
    shown = f";{name}\t{CLASSES[request.rclass]}\t {TYPES[request.type]}"
    fields = {"Name": name, "Qtype": Uint(request.type, 16), "Qclass": Uint(request.rclass, 16)}
    return Struct("*dns.Question", fields, {"String": Function(lambda: shown)}, lambda: shown)


def _message(request: Request, question: Struct) -> Struct:
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
        "Question": Slice("dns.Question", (question,)),
    }
    return Struct("*dns.Msg", fields)
