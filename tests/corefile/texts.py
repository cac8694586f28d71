"""Texts that look like Corefiles, for property tests. No test stands here."""

from __future__ import annotations

from hypothesis import strategies as st

_PIECES = [
    ".", "example.org", "a.org,", "log", "whoami", "(s)", "{", "}", " {\n", "\n}\n", "\n", "\n", " ", "\t", "\r",
    "import s", "\nimport s\n", "\nimport nowhere\n", '"', '"two words"', '"{"', '""', "\\", '\\"', "#", "# c\n", "a#b",
    "{$A}", "{%A%}", "{$LOOP}", "{$BRACE}", "{$", "{$}", "\ufeff", "\u00a0", "\u001c", "\x00", "é",
]  # fmt: skip

ENVIRONMENT = {"A": "value", "LOOP": "x{$LOOP}", "BRACE": "{", "GROWS": "{$GROWS}{$GROWS}"}

corefiles = st.lists(st.sampled_from(_PIECES) | st.text(max_size=3), max_size=40).map("".join)
