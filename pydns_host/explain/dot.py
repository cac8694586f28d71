"""An explanation in Graphviz' language: listeners at the left, server blocks as tables of their chains, upstreams.

Which edges there are is `graph`'s business.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from pydns_host.explain.graph import Graph, graph
from pydns_host.explain.model import Explanation, Server, Step

_INK, _PALE, _HEAD, _CHOSEN, _LINE = "#1c2733", "#8a96a3", "#24476b", "#d2691e", "#c3ccd6"
_FONT = "Helvetica,Arial,sans-serif"
_WIDEST = 60  # characters of a directive that are shown


def render(found: Explanation) -> str:
    """The graph."""
    return "\n".join(_lines(found, graph(found))) + "\n"


def _lines(found: Explanation, edges: Graph) -> Iterator[str]:
    yield "digraph corefile {"
    title = found.file if found.question is None else f"{found.question} in {found.file}"
    yield f"    label={_quoted(title)}; labelloc=t; fontname={_quoted(_FONT)}; fontsize=14; fontcolor={_quoted(_INK)};"
    yield "    rankdir=LR; nodesep=0.35; ranksep=0.9; bgcolor=white; pad=0.3;"
    yield f"    node [shape=plain, fontname={_quoted(_FONT)}, fontsize=11, fontcolor={_quoted(_INK)}];"
    yield f"    edge [fontname={_quoted(_FONT)}, fontsize=9, color={_quoted(_PALE)}, fontcolor={_quoted(_INK)}];"
    for number, listener in enumerate(found.listeners):
        style = 'shape=box, style="rounded,filled", fillcolor="#e6eef7", margin="0.15,0.08"'
        yield f"    l{number} [{style}, color={_quoted(_HEAD)}, label={_quoted(listener.name)}];"
    for number, server in enumerate(found.servers):
        yield f"    s{number} [label=<{_table(server)}>];"
    for number, upstream in enumerate(edges.upstreams):
        style = 'shape=cylinder, style=filled, fillcolor="#f4f1ea", margin="0.15,0.08"'
        yield f"    u{number} [{style}, color={_quoted(_PALE)}, label={_quoted(upstream)}];"
    yield from _edges(edges)
    yield "}"


def _edges(edges: Graph) -> Iterator[str]:
    for takes in edges.takes:
        look = f", color={_quoted(_CHOSEN)}, penwidth=2.2" if takes.chosen else ""
        zones = ", ".join(takes.zones)
        yield f"    l{takes.listener} -> s{takes.server}:head:w [label={_quoted(zones)}{look}];"
    for asks in edges.asks:
        target = f"u{asks.upstream}" if asks.listener is None else f"l{asks.listener}"
        yield f"    s{asks.server}:p{asks.link}:e -> {target} [style=dashed];"


def _table(server: Server) -> str:
    place = f'<FONT POINT-SIZE="8" COLOR="#c9d6e6">{escape(server.place)}</FONT>'
    keys = "<BR/>".join(escape(_short(key)) for key in server.keys)
    head = f'<TD PORT="head" BGCOLOR="{_HEAD}"><FONT COLOR="white"><B>{keys}</B></FONT><BR/>{place}</TD>'
    rows = [f"<TR>{head}</TR>"]
    settings = "<BR/>".join(escape(_short(step.written[0])) for step in server.steps if step.setting)
    if settings:
        rows.append(f'<TR><TD BGCOLOR="#f1f4f8"><FONT POINT-SIZE="9" COLOR="{_PALE}">{settings}</FONT></TD></TR>')
    rows.extend(_row(number, step) for number, step in enumerate(server.chain))
    if not server.chain:
        rows.append(f'<TR><TD><FONT COLOR="{_PALE}">REFUSED</FONT></TD></TR>')
    inner = "".join(rows)
    return f'<TABLE BORDER="0" CELLBORDER="1" CELLSPACING="0" CELLPADDING="6" COLOR="{_LINE}">{inner}</TABLE>'


def _row(number: int, step: Step) -> str:
    colour = _PALE if step.mine is False or step.status != "served" else _INK
    text = f"<B>{escape(step.directive)}</B>"
    rest = step.written[0].partition(" ")[2]
    if rest:
        text += f" {escape(_short(rest))}"
    return f'<TR><TD PORT="p{number}" ALIGN="LEFT"><FONT COLOR="{colour}">{text}</FONT></TD></TR>'


def _short(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= _WIDEST else f"{flat[: _WIDEST - 1]}…"


def _quoted(text: str) -> str:
    flat = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ")
    return f'"{flat}"'
