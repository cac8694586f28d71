"""Which answers loadbalance touches, and its file of weights from start to stop."""

from __future__ import annotations

from pathlib import Path

import pytest

from pydns_host.chain import always
from pydns_host.drive import Wait
from pydns_host.errors import StartError
from pydns_host.message import TC, Response, ede_option
from pydns_host.plugins.loadbalance.plugin import Loadbalance
from pydns_host.testing import Bench, answering, ask, block, make, request, rows

A = [f"www.test. 60 IN A 192.0.2.{number}" for number in range(1, 9)]
EXTRA = [f"ns.test. 60 IN A 192.0.2.{number}" for number in range(1, 9)]
NS = [f"test. 60 IN MX {number} m.test." for number in range(1, 9)]


async def orders(plugin: Loadbalance, type: str = "A", **facts: object) -> list[bool]:
    """Whether each of the sections is in another order at least once."""
    changed = [False, False, False]
    behind = answering(*A, authority=NS, additional=EXTRA, **facts)  # type: ignore[arg-type]
    for _ in range(20):
        response = await ask(plugin, "www.test", type, behind)
        for number, (section, before) in enumerate(zip(response.sections, (A, NS, EXTRA), strict=True)):
            assert sorted(rows(section)) == sorted(before)
            changed[number] |= rows(section) != before
    return changed


@pytest.mark.parametrize(
    ("directive", "type", "rcode", "changed"),
    [
        ("loadbalance", "A", 0, [True, True, True]),
        ("loadbalance", "ANY", 0, [True, True, True]),
        ("loadbalance", "A", 3, [False, False, False]),
        ("loadbalance", "AXFR", 0, [False, False, False]),
        ("loadbalance", "IXFR", 0, [False, False, False]),
        ("loadbalance weighted w", "A", 0, [True, False, True]),
        ("loadbalance weighted w", "AAAA", 0, [True, False, True]),
        ("loadbalance weighted w", "SRV", 0, [True, False, True]),
        ("loadbalance weighted w", "MX", 0, [False, False, False]),
        ("loadbalance weighted w", "A", 2, [False, False, False]),
    ],
)
async def test_which_sections_are_ordered(directive: str, type: str, rcode: int, changed: list[bool]) -> None:
    assert await orders(make(Loadbalance, directive), type, rcode=rcode) == changed


@pytest.mark.parametrize("directive", ["loadbalance", "loadbalance weighted w", "loadbalance {\nprefer ::/0\n}"])
async def test_an_answer_with_one_record_a_section_is_passed_on_as_it_is(directive: str) -> None:
    answer = await ask(answering(A[0], authority=NS[:1], additional=EXTRA[:1]), "www.test")
    assert await make(Loadbalance, directive).serve(request("www.test"), always(lambda _: answer)) is answer


async def test_silence_stays_silence() -> None:
    assert await make(Loadbalance, "loadbalance").serve(request("www.test"), always(lambda _: None)) is None


async def test_an_answer_that_is_known_at_once_is_ordered_at_once() -> None:
    plugin, answer = make(Loadbalance, "loadbalance"), await ask(answering(*A), "www.test")
    found = {rows(plugin.quick(request("www.test"), lambda _: answer).answer)[0] for _ in range(50)}
    assert len(found) > 1


@pytest.mark.parametrize("found", [None, Wait()], ids=["unknown", "later"])
def test_an_answer_that_is_not_known_at_once_is_left_to_serve(found: Wait[Response] | None) -> None:
    assert make(Loadbalance, "loadbalance").quick(request("www.test"), lambda _: found) is None


async def test_everything_but_the_order_stays() -> None:
    answer = await ask(answering(*A), "www.test")
    answer = Response(0, TC, answer.answer, options=ede_option(4, "x"))
    found = await make(Loadbalance, "loadbalance").serve(request("www.test"), always(lambda _: answer))
    assert found is not None
    assert (found.rcode, found.flags, found.options) == (0, TC, ede_option(4, "x"))


async def test_a_preferred_network_is_first_after_every_shuffle() -> None:
    plugin = make(Loadbalance, "loadbalance {\nprefer 192.0.2.5/32 192.0.2.4/32\n}")
    rest = set()
    for _ in range(50):
        response = await ask(plugin, "www.test", "A", answering(*A))
        assert rows(response.answer)[:2] == [A[4], A[3]]
        rest.add(rows(response.answer)[2])
    assert len(rest) > 1


async def test_weights_are_read_at_the_start_and_again_when_they_change(tmp_path: Path) -> None:
    file, bench = tmp_path / "w", Bench(block(root=str(tmp_path)))
    file.write_text("www.test\n192.0.2.1 1\n")
    plugin = make(Loadbalance, "loadbalance weighted w", bench)
    await plugin.start()
    try:
        file.write_text("www.test\n192.0.2.1 x\n")
        await plugin.refresh(plugin.file)
        file.unlink()
        await plugin.refresh(plugin.file)
        assert bench.lines == [
            f"[INFO] plugin/loadbalance: Successfully reloaded weight file {file}",
            f'[ERROR] plugin/loadbalance: wrong weight value:"x" in weight file {file}',
            "[ERROR] plugin/loadbalance: weight file open error",
        ]
    finally:
        await plugin.stop()


async def test_weights_that_are_not_there_yet_are_waited_for(tmp_path: Path) -> None:
    bench = Bench(block(root=str(tmp_path)))
    plugin = make(Loadbalance, "loadbalance weighted w", bench)
    await plugin.start()
    await plugin.stop()
    text = "Failed to open weight file:weight file open error. Will try again in 30s"
    assert bench.lines == [f"[WARNING] plugin/loadbalance: {text}"]


@pytest.mark.parametrize(
    ("options", "text", "message"),
    [
        ("{\nreload 0\n}", None, "weight file open error"),
        ("", "a a a", 'could not parse weight line:"a a a" in weight file'),
    ],
    ids=["missing", "bad"],
)
async def test_weights_that_never_can_be_read_stop_the_start(
    tmp_path: Path, options: str, text: str | None, message: str
) -> None:
    if text is not None:
        (tmp_path / "w").write_text(text)
    plugin = make(Loadbalance, f"loadbalance weighted w {options}", Bench(block(root=str(tmp_path))))
    with pytest.raises(StartError, match=f"^plugin/loadbalance: {message}"):
        await plugin.start()
    await plugin.stop()
