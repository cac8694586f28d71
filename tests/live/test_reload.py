"""A server that takes up another Corefile, by signal or by itself, loses no query of those that come meanwhile.

What a reload does to each plugin is tested with the plugins.
"""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bench import load
from bench.load import Load, Pace
from tests.live.shape import Shape, records
from tests.live.world import TOOLS
from tests.tools import require

PACE = Pace(under_way=50, rate=1000, sockets=10, patience=5.0)
LONGEST = 120.0  # seconds after which the load ends by itself; the test ends it before
QUESTIONS = "www.example.test A\nwww.example.test AAAA\nalias.example.test A\nweb.default.svc.cluster.local A\n"
TIMES = 3  # a reload is not lucky once
COMPLETE = "[INFO] Reloading complete"
FAILED = "coredns_reload_failed_total 1\n"

Change = Callable[[Shape, str], None]


def by_signal(shape: Shape, text: str) -> None:
    """Have it read by whoever wrote it."""
    shape.corefile.write_text(text)
    os.kill(shape.server.pid, signal.SIGUSR1)


def by_itself(shape: Shape, text: str) -> None:
    """Leave it to the plugin *reload* to see the change."""
    shape.corefile.write_text(text)


@pytest.fixture(params=["signal", "plugin"])
def change(request: pytest.FixtureRequest) -> Change:
    return by_signal if request.param == "signal" else by_itself


@pytest.fixture
def shape(tmp_path: Path) -> Iterator[Shape]:
    require(*TOOLS, "dnsperf", "tail", root=True)
    made = Shape("kubeadm", tmp_path)
    made.corefile.write_text(corefile(0))
    with made:
        yield made


def corefile(number: int) -> str:
    """kubeadm's, with an address that tells one from the other."""
    text = Path(__file__).with_name("data").joinpath("shapes", "kubeadm", "Corefile").read_text()
    hosts = f"    hosts {{\n        192.0.2.{number} number.test\n        fallthrough\n    }}\n"
    return text.replace("    reload\n", f"    reload 2s 0s\n{hosts}")


@contextmanager
def loaded(shape: Shape, folder: Path) -> Iterator[Callable[[], Load]]:
    """dnsperf at work; what is given ends it and returns what it counted."""
    questions, summary = folder / "questions", folder / "dnsperf.out"
    questions.write_text(QUESTIONS)
    with open(summary, "wb") as out:
        dnsperf = shape.near.start(load.command(questions, LONGEST, PACE), stdout=out, stderr=subprocess.STDOUT)

    def ended() -> Load:
        assert dnsperf.poll() is None, summary.read_text()
        dnsperf.send_signal(signal.SIGINT)
        dnsperf.wait()
        return load.parse(summary.read_text())

    yield ended


def number(shape: Shape) -> list[str]:
    """What tells which Corefile is served."""
    return records(shape.dig("@127.0.0.1", "number.test", "A").answer)


def test_no_query_is_lost_while_another_corefile_is_taken_up(shape: Shape, change: Change, tmp_path: Path) -> None:
    with loaded(shape, tmp_path) as ended, shape.following() as until:
        for now in range(1, TIMES + 1):
            change(shape, corefile(now))
            until(COMPLETE)
            assert number(shape) == [f"number.test. A 192.0.2.{now}"]
        counted = ended()
    assert counted.lost == 0
    assert counted.rcodes == {"NOERROR": counted.completed}
    assert counted.completed > 0


def test_no_query_is_lost_to_a_corefile_that_is_broken(shape: Shape, change: Change, tmp_path: Path) -> None:
    with loaded(shape, tmp_path) as ended, shape.following() as until:
        change(shape, corefile(1).replace("loadbalance", "nonsense"))
        until("Unknown directive 'nonsense'")
        assert number(shape) == ["number.test. A 192.0.2.0"]
        assert shape.get("http://127.0.0.1:8080/health") == (200, "OK")
        assert FAILED in shape.get("http://127.0.0.1:9153/metrics")[1]
        counted = ended()
    assert (counted.lost, counted.rcodes) == (0, {"NOERROR": counted.completed})
