"""What is asked of which cluster for a question: with its prefix taken away, or as it is of all. Pure.

How long answers are waited for is `waiting`'s business, what is made of them `merge`'s.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from pydns_host.message import Question
from pydns_host.plugins.gathersrv.rewrite import View, below, moved

A, TXT, AAAA, SRV = 1, 16, 28, 33
GATHERED = frozenset({SRV, A, AAAA, TXT})


class Sub(NamedTuple):
    """A sub-query: the cluster's place in the Corefile, counted from 0, and what it is asked."""

    cluster: int
    question: Question


class Plan(NamedTuple):
    """Sub-queries to send side by side; `otherwise` those to send when these find nothing."""

    subs: tuple[Sub, ...]
    otherwise: tuple[Sub, ...] = ()


def plan(question: Question, zone: bytes, views: Sequence[View]) -> Plan | None:
    """What to ask the clusters, `views` in the order of the Corefile; None when the question is none to gather.

    A name whose host label begins with prefixes goes to those clusters alone, without the prefix. It may also be
    the true name of a service ("a-team"), so all clusters are asked for it as it is when that finds nothing.
    """
    if question.type not in GATHERED:
        return None
    cut = below(question.key, zone)
    if cut < 0:
        return None
    prefixed: list[Sub] = []
    plain: list[Sub] = []  # a zone with several prefixes is asked once, and shown with the first
    for index, view in enumerate(views):
        hidden = view.hide(question.qname, question.key, cut)
        if hidden is not None:
            prefixed.append(_sub(index, question, hidden))
        name = moved(question.qname, cut, view.zone)
        if name is not None and name != hidden and all(name != sub.question.qname for sub in plain):
            plain.append(_sub(index, question, name))
    return Plan(tuple(prefixed), tuple(plain)) if prefixed else Plan(tuple(plain))


def _sub(index: int, question: Question, qname: bytes) -> Sub:
    """The cluster is asked with the client's own flags and EDNS, as the reference does."""
    asked = Question(qname, question.type, question.rclass, question.flags, question.opcode, question.edns)
    return Sub(index, asked)
