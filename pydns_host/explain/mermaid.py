"""An explanation as a Mermaid flowchart, which Markdown on GitHub and GitLab shows as a picture.

Which edges there are is `graph`'s business.
"""

from __future__ import annotations

from collections.abc import Iterator

from pydns_host.explain.graph import Graph, graph
from pydns_host.explain.model import Explanation

_ESCAPES = str.maketrans({"#": "#35;", '"': "#quot;", "<": "#lt;", ">": "#gt;", "`": "#96;", "\n": " "})


def render(found: Explanation) -> str:
    """The flowchart."""
    return "\n".join(_lines(found, graph(found))) + "\n"


def _lines(found: Explanation, edges: Graph) -> Iterator[str]:
    yield "flowchart LR"
    for number, listener in enumerate(found.listeners):
        yield f"    l{number}([{_text(listener.name)}])"
    for number, server in enumerate(found.servers):
        title = f"{' '.join(server.keys)} · {server.place}"
        yield f"    subgraph s{number}[{_text(title)}]"
        yield "        direction TB"
        links = [f"s{number}p{link}[{_text(step.written[0])}]" for link, step in enumerate(server.chain)]
        yield from (f"        {link}" for link in links or [f"s{number}p0[{_text('REFUSED')}]"])
        if len(links) > 1:
            yield "        " + " --> ".join(f"s{number}p{link}" for link in range(len(links)))
        yield "    end"
    for number, upstream in enumerate(edges.upstreams):
        yield f"    u{number}[({_text(upstream)})]"
    yield from _edges(found, edges)


def _edges(found: Explanation, edges: Graph) -> Iterator[str]:
    for takes in edges.takes:
        arrow = "==>" if takes.chosen else "-->"
        yield f"    l{takes.listener} {arrow}|{_text(', '.join(takes.zones))}| s{takes.server}p0"
    for asks in edges.asks:
        target = f"u{asks.upstream}" if asks.listener is None else f"l{asks.listener}"
        yield f"    s{asks.server}p{asks.link} -.-> {target}"
    for number, server in enumerate(found.servers):
        for link, step in enumerate(server.chain):
            if step.mine is False:
                yield f"    style s{number}p{link} stroke-dasharray: 4 4,color:#888"


def _text(text: str) -> str:
    return f'"{text.translate(_ESCAPES)}"'
