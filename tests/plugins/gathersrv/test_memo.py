"""When a merged answer may be given again: only while the clusters say the same, and only so many."""

from __future__ import annotations

from typing import Any

import pytest

from pydns_host import names
from pydns_host.message import Question, Response
from pydns_host.plugins.gathersrv import memo as module
from pydns_host.plugins.gathersrv.memo import Memo
from pydns_host.plugins.gathersrv.merge import Reply, merge
from pydns_host.plugins.gathersrv.rewrite import View, parse_prefix
from pydns_host.testing import record, rows
from pydns_host.wire import pack

ZONE = names.from_text("d.local.")
VIEWS = tuple(View(ZONE, names.from_text(f"{one}.local."), *parse_prefix(f"{one}-")) for one in "ab")
QUESTION = Question(names.from_text("x.d.local."), 1)


def _reply(cluster: int = 0, address: str = "192.0.2.1", **facts: Any) -> Reply:
    """A reply as it comes from a socket: octets, a new object each time."""
    name = "x.a.local." if cluster == 0 else "x.b.local."
    response = Response(0, 0x0400, [record(f"{name} 9 IN A {address}")]).replace(**facts)
    question = Question(names.from_text(name), 1)
    return Reply(cluster, (VIEWS[cluster], VIEWS[1 - cluster]), question.key, pack(response, question))


def test_equal_replies_give_the_same_answer() -> None:
    memo = Memo(ZONE)
    first = memo.merge(QUESTION, [_reply(), _reply(1)], missing=False)
    assert memo.merge(QUESTION, [_reply(), _reply(1)], missing=False) is first
    assert rows(first.answer) == ["x.d.local. 9 IN A 192.0.2.1"]


@pytest.mark.parametrize(
    "reply",
    [
        _reply(address="192.0.2.2"),
        _reply(rcode=3),
        _reply(flags=0),
        _reply(options=b"\0\x0f\0\2\0\3"),
        _reply(answer=[]),
        _reply(1),
        _reply()._replace(key=names.from_text("y.a.local.")),
    ],
    ids=["data", "rcode", "flags", "options", "counts", "cluster", "name"],
)
def test_whatever_differs_is_merged_anew(reply: Reply) -> None:
    memo = Memo(ZONE)
    first = memo.merge(QUESTION, [_reply()], missing=False)
    assert memo.merge(QUESTION, [reply], missing=False) is not first
    fresh = Memo(ZONE).merge(QUESTION, [reply], missing=False)
    again = memo.merge(QUESTION, [reply], missing=False)
    assert (again.rcode, again.flags, again.options, again.body) == (
        fresh.rcode,
        fresh.flags,
        fresh.options,
        fresh.body,
    )


def test_a_missing_cluster_makes_another_answer() -> None:
    memo = Memo(ZONE)
    first = memo.merge(QUESTION, [_reply()], missing=False)
    assert memo.merge(QUESTION, [_reply()], missing=True) is not first


def test_another_question_has_its_own_answer() -> None:
    memo = Memo(ZONE)
    other = Question(names.from_text("X.D.local."), 1)
    assert memo.merge(other, [_reply()], missing=False) is not memo.merge(QUESTION, [_reply()], missing=False)


def test_a_reply_of_records_is_known_by_itself() -> None:
    memo = Memo(ZONE)
    reply = _reply()._replace(response=Response(0, 0, [record("x.a.local. 9 IN A 192.0.2.1")]))
    first = memo.merge(QUESTION, [reply], missing=False)
    assert memo.merge(QUESTION, [reply], missing=False) is first
    equal = reply._replace(response=reply.response.replace())
    assert memo.merge(QUESTION, [equal], missing=False) is not first


def test_long_answers_are_not_kept() -> None:
    memo = Memo(ZONE)
    long = [record(f"x.a.local. 9 IN TXT {'x' * 200}{number}") for number in range(30)]
    assert memo.merge(QUESTION, [_reply(answer=long)], missing=False) is not memo.merge(
        QUESTION, [_reply(answer=long)], missing=False
    )


def test_only_so_many_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pydns_host.plugins.gathersrv.memo.MAX_KNOWN", 2)
    memo = Memo(ZONE)
    for number in range(5):
        memo.merge(Question(names.from_text(f"x{number}.d.local."), 1), [_reply()], missing=False)
    assert len(memo._known) <= 2


def _counted(ttls: tuple[int, ...], *records: str, cluster: int = 0) -> Reply:
    """A reply of these records with so many seconds to live each."""
    answer = [record(text.format(ttl)) for text, ttl in zip(records, ttls, strict=True)]
    name = "x.a.local." if cluster == 0 else "x.b.local."
    question = Question(names.from_text(name), 1)
    return Reply(cluster, (VIEWS[cluster], VIEWS[1 - cluster]), question.key, pack(Response(0, 0, answer), question))


FIRST = ("x.a.local. {} IN A 192.0.2.1", "x.a.local. {} IN A 192.0.2.2")
OTHER = ("x.b.local. {} IN A 192.0.2.3",)
EQUAL = ("x.b.local. {} IN A 192.0.2.1",)
ALIAS = ("x.b.local. {} IN CNAME y.b.local.", "y.b.local. {} IN A 192.0.2.9")


@pytest.mark.parametrize("second", [OTHER, EQUAL, ALIAS, ()], ids=["different", "equal", "alias", "none"])
def test_ttls_that_count_down_change_nothing_else(second: tuple[str, ...]) -> None:
    memo = Memo(ZONE)
    for left in range(9, 2, -1):
        replies = [_counted((left, 5), *FIRST), _counted((7 - left % 3,) * len(second), *second, cluster=1)]
        merged = memo.merge(QUESTION, replies, missing=False)
        fresh = Memo(ZONE).merge(QUESTION, replies, missing=False)
        assert rows(merged.answer) == rows(fresh.answer)
        assert (merged.body, merged.counts, merged.flags) == (fresh.body, fresh.counts, fresh.flags)


@pytest.fixture
def merges(monkeypatch: pytest.MonkeyPatch) -> list[Question]:
    """The questions for which answers were merged."""
    seen: list[Question] = []

    def counting(question: Question, *args: Any) -> Response:
        seen.append(question)
        return merge(question, *args)

    monkeypatch.setattr(module, "merge", counting)
    return seen


def test_other_ttls_of_the_same_records_are_not_merged_again(merges: list[Question]) -> None:
    memo = Memo(ZONE)
    for left in range(9, 2, -1):
        memo.merge(QUESTION, [_counted((left, left), *FIRST), _counted((left,), *OTHER, cluster=1)], missing=False)
    assert len(merges) == 1


def test_equal_records_with_other_ttls_are_merged_once_each(merges: list[Question]) -> None:
    memo = Memo(ZONE)
    for left in range(9, 2, -1):
        memo.merge(QUESTION, [_counted((left, left), *FIRST), _counted((left,), *EQUAL, cluster=1)], missing=False)
    assert len(merges) == 1 + 7  # once to see that it cannot be told where each TTL of the answer comes from


def test_authority_that_is_not_merged_does_not_stand_in_the_way() -> None:
    memo = Memo(ZONE)
    for left in range(9, 5, -1):
        said = Response(0, 0, [record(FIRST[0].format(left))], [record(f"a.local. {left + 1} IN NS ns.a.local.")])
        question = Question(names.from_text("x.a.local."), 1)
        merged = memo.merge(QUESTION, [Reply(0, VIEWS, question.key, pack(said, question))], missing=False)
        assert rows(merged.answer) == [f"x.d.local. {left} IN A 192.0.2.1"]
        assert merged.counts == (1, 0, 0)
