"""Who gets the small answer."""

from __future__ import annotations

from pydns_host.plugins.any.plugin import Any
from pydns_host.testing import answering, ask, make, rows

NEXT = answering("a.test. 60 IN A 192.0.2.1")


async def test_a_question_for_everything_gets_one_record() -> None:
    response = await ask(make(Any, "any"), "A.test.", "ANY", next=NEXT)
    assert rows(response.answer) == ['A.test. 8482 IN HINFO "ANY obsoleted" "See RFC 8482"']


async def test_other_questions_pass() -> None:
    response = await ask(make(Any, "any"), "a.test.", next=NEXT)
    assert rows(response.answer) == ["a.test. 60 IN A 192.0.2.1"]
