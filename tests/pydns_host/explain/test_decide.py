"""Which server block takes a question at a listener, and why."""

from __future__ import annotations

import pytest

from tests.pydns_host.explain.explaining import explained

BLOCKS = ". {\nwhoami\n}\norg {\nwhoami\n}\na.org {\nwhoami\n}\nempty.org {\n}\n"


@pytest.mark.parametrize(
    ("asked", "server", "why"),
    [
        ("x.net", 0, ". is the only zone there that x.net. is in"),
        (
            "x.A.org",
            2,
            "a.org. is the longest zone there that x.a.org. is in, before org. (Corefile:4), . (Corefile:1)",
        ),
        ("xa.org", 1, "org. is the longest zone there that xa.org. is in, before . (Corefile:1)"),
        ("a.org DS", 1, "DS records are the parent's: org. is chosen before a.org. (Corefile:7), . (Corefile:1)"),
        (
            "empty.org",
            3,
            "empty.org. is the longest zone there that empty.org. is in, before org. (Corefile:4), "
            ". (Corefile:1); the block has no plugin that answers: REFUSED",
        ),
    ],
)
def test_the_block_that_takes_a_question_is_told_with_the_reason(asked: str, server: int, why: str) -> None:
    (decision,) = explained(BLOCKS, asked).decisions
    assert (decision.server, decision.why) == (server, why)


def test_a_question_that_nobody_takes_is_refused() -> None:
    (decision,) = explained("a.org b.org {\nwhoami\n}\n", "c.org").decisions
    assert decision.server is None
    assert decision.why == "c.org. is in no zone that is served there (a.org., b.org.): REFUSED"


def test_each_listener_decides_for_itself() -> None:
    found = explained("a.org {\nwhoami\n}\n.:1053 {\nwhoami\n}\n", "a.org").decisions
    assert [(each.listener.name, each.server) for each in found] == [("dns://:53", 0), ("dns://:1053", 1)]


def test_blocks_that_share_a_zone_are_named_since_their_views_tell_them_apart() -> None:
    text = "a.org {\nview v {\nexpr true\n}\nwhoami\n}\na.org {\nwhoami\n}\n"
    (decision,) = explained(text, "a.org").decisions
    assert decision.why.endswith("; of Corefile:1, Corefile:7 the first one whose view takes the question")
