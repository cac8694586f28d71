"""Draws a graph as SVG by Graphviz, where that is installed. What is drawn is `dot`'s business."""

from __future__ import annotations

import shutil
import subprocess

from pydns_host.errors import StartError

_LIMIT = 120  # seconds; Graphviz needs less than one for hundreds of blocks


def svg(graph: str) -> bytes:
    """The picture of a graph in Graphviz' language; raises `StartError` where there is none to be had."""
    dot = shutil.which("dot")
    if dot is None:
        raise StartError("Graphviz is not installed: there is no command `dot` (--format mermaid needs none)")
    try:
        ran = subprocess.run([dot, "-Tsvg"], input=graph.encode(), capture_output=True, check=False, timeout=_LIMIT)
    except subprocess.TimeoutExpired:
        raise StartError(f"Graphviz did not end within {_LIMIT} seconds") from None
    if ran.returncode:
        raise StartError(f"Graphviz failed: {ran.stderr.decode(errors='replace').strip()}")
    return ran.stdout
