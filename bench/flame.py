"""Folded stacks -> a flame graph as SVG: each function as wide as its share of the samples, callers below.

Pure; needs no script to be read: a browser shows name, samples and share of whatever it points at.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html import escape
from zlib import crc32

WIDTH, ROW, MARGIN, HEAD = 1200.0, 16, 10, 40  # pixels
LEAST = 0.3  # pixels; what is narrower is not drawn
_LETTER = 6.6  # pixels of one in the font below
_BEFORE = """\
<svg xmlns="http://www.w3.org/2000/svg" width="{width:g}" height="{height}" viewBox="0 0 {width:g} {height}"
 font-family="monospace" font-size="11">
<style>g:hover rect {{ stroke: black }} text {{ pointer-events: none }}</style>
<rect width="100%" height="100%" fill="white"/>
<text x="{middle:g}" y="24" text-anchor="middle" font-size="15">{title}</text>
"""


@dataclass
class Frame:
    """A function in its place on the stack: samples in it and what it called, by name."""

    count: int = 0
    calls: dict[str, Frame] = field(default_factory=dict)

    def depth(self) -> int:
        """How many rows stand on each other, this one too."""
        return 1 + max((called.depth() for called in self.calls.values()), default=0)


def tree(stacks: Mapping[tuple[str, ...], int]) -> Frame:
    """All stacks in one: the root stands for the process."""
    root = Frame()
    for stack, count in stacks.items():
        frame = root
        frame.count += count
        for name in stack:
            frame = frame.calls.setdefault(name, Frame())
            frame.count += count
    return root


def svg(stacks: Mapping[tuple[str, ...], int], title: str) -> str:
    """The graph; frames of one module have one colour, and stand in the order of their names, so two are alike."""
    root = tree(stacks)
    height = HEAD + ROW * root.depth() + MARGIN
    width = WIDTH + 2 * MARGIN
    head = _BEFORE.format(width=width, height=height, middle=width / 2, title=escape(title))
    scale = WIDTH / max(1, root.count)
    frames = _drawn("all", root, root.count, MARGIN, height - MARGIN - ROW, scale)
    return head + "".join(frames) + "</svg>\n"


def _drawn(name: str, frame: Frame, total: int, left: float, top: float, scale: float) -> Iterator[str]:
    width = frame.count * scale
    if width < LEAST:
        return
    told = escape(f"{name}: {frame.count} samples, {100 * frame.count / max(1, total):.1f}%")
    box = f'<rect x="{left:.1f}" y="{top:g}" width="{width:.1f}" height="{ROW - 1}" rx="2" fill="{_colour(name)}"/>'
    room = int((width - 4) / _LETTER)
    text = name if len(name) <= room else f"{name[: room - 1]}…" if room > 2 else ""
    label = f'<text x="{left + 2:.1f}" y="{top + ROW - 4:g}">{escape(text)}</text>' if text else ""
    yield f"<g><title>{told}</title>{box}{label}</g>\n"
    for called in sorted(frame.calls):
        yield from _drawn(called, frame.calls[called], total, left, top - ROW, scale)
        left += frame.calls[called].count * scale


def _colour(name: str) -> str:
    module = name.rpartition("(")[2].partition(":")[0]
    shade = crc32(module.encode())
    return f"rgb({205 + shade % 50},{90 + (shade >> 8) % 120},{40 + (shade >> 16) % 60})"
