"""How a refusal to start reads on standard error. What is refused, and why, is its finder's business."""

from __future__ import annotations

from corefile import CorefileError


def told(error: Exception) -> str:
    """The text for the user: diagnostics as they are, and everything else with the program's name before it."""
    text = str(error)
    return text if isinstance(error, CorefileError) or text.startswith("plugin/") else f"pydns-host: {text}"
