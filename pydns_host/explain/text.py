"""An explanation as text for people. What is in it is `build`'s business."""

from __future__ import annotations

from collections.abc import Iterator

from pydns_host.explain.model import Answer, Decision, Explanation, Server, Step

_NOTES = {
    "checked": "this version checks it and does not serve it",
    "not known": "no plugin of this name is known here",
}


def render(found: Explanation) -> str:
    """The whole Corefile; or where a question goes, and the blocks that it goes to."""
    if found.question is None:
        parts = ["\n".join(_block(found, index)) for index in range(len(found.servers))]
    else:
        parts = [found.question, *("\n".join(_decided(each, found)) for each in found.decisions)]
        taken = dict.fromkeys(each.server for each in found.decisions if each.server is not None)
        parts.extend("\n".join(_block(found, index)) for index in taken)
        if found.ran is not None:
            parts = [found.question, "\n".join(_ran(found.ran))]
    return "\n\n".join(parts) + "\n" if parts else "no server block\n"


def _ran(ran: Answer) -> Iterator[str]:
    yield f"asked at {ran.listener}"
    depths: list[int] = []
    for hop in ran.hops:
        depths.append(0 if hop.inside is None else depths[hop.inside] + 1)
        margin = "  " * depths[-1]
        yield f"{hop.microseconds / 1000:9.3f} ms  {margin}{hop.directive} ({hop.place}): {hop.outcome}"
        if hop.inside is None or ran.hops[hop.inside].question != hop.question:
            yield f"{' ' * 14}{margin}  asked {hop.question}"
    yield ""
    yield "nothing is sent" if ran.rcode is None else f"{ran.rcode}  {' '.join(ran.flags)}".rstrip()
    for title in ("answer", "authority", "additional", "errors", "log", "notes"):
        lines: tuple[str, ...] = getattr(ran, title)
        if lines:
            yield title
            yield from (f"    {line}" for line in lines)


def _decided(decision: Decision, found: Explanation) -> Iterator[str]:
    taken = decision.server
    who = "nobody" if taken is None else f"the server block at {found.servers[taken].place}"
    yield f"at {decision.listener.name}: {who} takes it"
    yield f"    {decision.why}"


def _block(found: Explanation, index: int) -> Iterator[str]:
    server = found.servers[index]
    yield f"{server.place}  {' '.join(server.keys)}"
    at = [each.name for each in found.listeners if any(one == index for _, one in each.zones)]
    yield f"  listens on {', '.join(at) or 'nothing'}"
    settings = [step for step in server.steps if step.setting]
    if settings:
        yield "  settings"
        for step in settings:
            yield from _step(step, "    ")
    yield from _chain(server)


def _chain(server: Server) -> Iterator[str]:
    if not server.chain:
        yield "  no chain: every question is REFUSED"
        return
    yield "  chain, in the order of execution"
    for number, step in enumerate(server.chain, 1):
        yield from _step(step, f"    {number}. ")
    yield "    what no link answers is SERVFAIL"


def _step(step: Step, begin: str) -> Iterator[str]:
    margin = " " * len(begin)
    first, *more = step.written or (step.directive,)
    yield f"{begin}{first}  ({step.place})"
    yield from (f"{margin}{line}" for line in more)
    notes = (step.about, *step.says, _NOTES.get(step.status, ""))
    yield from (f"{margin}    {note}" for note in notes if note)
