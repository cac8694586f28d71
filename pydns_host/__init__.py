"""The host: runs the plugins that a Corefile names and answers DNS with them.

What a plugin writer imports is in `chain`, `message`, `errors` and `testing`; the rest is the host's own.
"""

from __future__ import annotations

__version__ = "0.1.0"
