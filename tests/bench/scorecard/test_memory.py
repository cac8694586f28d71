"""M1 and M2: samples in, verdicts out. Waiting is left to the scorecard."""

from __future__ import annotations

from dataclasses import replace

import pytest

import corefile
from bench.scorecard.memory import SLACK_DESCRIPTORS, Kubeadm, kubeadm, soak
from bench.scorecard.memory import corefile as kubeadms
from bench.scorecard.setting import Facts

from . import made

FACTS = Facts(40_000, 20, 2)
KUBEADM = Kubeadm(["kubernetes"], 30 * 1024, 60 * 1024, made.load(20_000))


def test_growth_in_the_first_quarter_is_allowed() -> None:
    assert soak([replace(FACTS, memory=10_000)] * 3 + [FACTS] * 9, made.load()).ok is True


@pytest.mark.parametrize(
    "last",
    [
        replace(FACTS, memory=41_000),
        replace(FACTS, descriptors=21 + SLACK_DESCRIPTORS),
        replace(FACTS, threads=3),
    ],
    ids=["memory", "descriptors", "threads"],
)
def test_growth_after_it_is_not(last: Facts) -> None:
    assert soak([FACTS] * 11 + [last], made.load()).ok is False


def test_a_soak_that_loses_answers_fails() -> None:
    assert soak([FACTS] * 12, made.load(lost=1)).ok is False


def test_too_few_samples_show_nothing() -> None:
    assert soak([FACTS] * 3, made.load()).ok is False


@pytest.mark.parametrize(
    ("seen", "ok"),
    [
        (KUBEADM, True),
        (replace(KUBEADM, idle=70 * 1024), False),
        (replace(KUBEADM, peak=170 * 1024), False),
        (replace(KUBEADM, cached=made.load(9_999)), False),
    ],
    ids=["well", "idle", "peak", "too few names"],
)
def test_memory_stays_within_what_the_add_on_has(seen: Kubeadm, ok: bool) -> None:
    assert kubeadm(seen).ok is ok


def test_kubeadms_corefile_names_what_the_server_has_and_tells_the_rest() -> None:
    text, left_out = kubeadms("resolv.conf", {"forward", "cache", "errors"}.__contains__)
    (block,) = corefile.loads(text, "Corefile", env={}).blocks
    assert list(block.directives) == ["errors", "forward", "cache"]
    assert left_out == ["kubernetes", "health", "ready", "prometheus", "loop", "reload", "loadbalance"]
