"""The grammar's terminals are read without Lark, and mean the same as with it. Its rules are tested elsewhere."""

from __future__ import annotations

import re
import subprocess
import sys

from hypothesis import given
from hypothesis import strategies as st

from corefile import grammar


def _pieces(pattern: re.Pattern[str], text: str) -> list[tuple[str | None, str]]:
    return [(match.lastgroup, match[0]) for match in pattern.finditer(text)]


def _of_lark() -> re.Pattern[str]:
    return re.compile("|".join(f"(?P<{each.name}>{each.pattern.to_regexp()})" for each in grammar.lark().terminals))


@given(st.text(st.sampled_from('a}{#"\\\n\r\t \ufeff\u200b\x1c\x85\xa0\u3000,')))
def test_any_text_falls_into_the_same_pieces_as_with_lark(text: str) -> None:
    assert _pieces(grammar.terminals(), text) == _pieces(_of_lark(), text)


def test_every_character_is_in_the_terminal_that_lark_puts_it_in() -> None:
    text = "".join(map(chr, [*range(0xD800), *range(0xE000, 0x11000)]))
    assert _pieces(grammar.terminals(), text) == _pieces(_of_lark(), text)


def test_reading_a_corefile_does_not_import_lark() -> None:
    code = "import sys, corefile; corefile.loads('. {\\nwhoami\\n}\\n', 'x', {}); print('lark' in sys.modules)"
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ended.stdout.strip() == "False"
