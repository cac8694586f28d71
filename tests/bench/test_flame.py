"""Folded stacks in, SVG out. How it looks is for eyes."""

from __future__ import annotations

from xml.etree import ElementTree

from bench.flame import HEAD, MARGIN, ROW, WIDTH, svg, tree

STACKS = {("main", "serve <locals> (a.py:1)"): 3, ("main", "send (b.py:2)"): 1, ("main",): 1}
_SVG = "{http://www.w3.org/2000/svg}"


def _boxes(text: str) -> dict[str, tuple[float, float, float]]:
    """The left edge, the top and the width of each frame by the name in its title."""
    found = {}
    for group in ElementTree.fromstring(text).iter(f"{_SVG}g"):
        box = group.find(f"{_SVG}rect")
        assert box is not None
        title = group.findtext(f"{_SVG}title", "")
        found[title.rpartition(": ")[0]] = float(box.get("x", 0)), float(box.get("y", 0)), float(box.get("width", 0))
    return found


def test_a_caller_counts_the_samples_of_what_it_calls() -> None:
    root = tree(STACKS)
    assert (root.count, root.calls["main"].count, root.calls["main"].calls["send (b.py:2)"].count) == (5, 5, 1)


def test_a_frame_is_as_wide_as_its_share_and_stands_on_its_caller() -> None:
    boxes = _boxes(svg(STACKS, "title"))
    left, top, width = boxes["main"]
    assert (left, width) == (MARGIN, WIDTH)
    assert boxes["serve <locals> (a.py:1)"] == (MARGIN + WIDTH / 5, top - ROW, WIDTH * 3 / 5)
    assert boxes["send (b.py:2)"][0] == left


def test_the_picture_is_as_high_as_the_deepest_stack() -> None:
    root = ElementTree.fromstring(svg(STACKS, "a < b"))
    assert root.get("height") == str(HEAD + 3 * ROW + MARGIN)


def test_frames_too_narrow_to_be_seen_are_left_out() -> None:
    assert "rare" not in svg({("main",): 100_000, ("main", "rare"): 1}, "title")


def test_no_samples_are_an_empty_picture() -> None:
    assert ElementTree.fromstring(svg({}, "title")).tag == f"{_SVG}svg"
