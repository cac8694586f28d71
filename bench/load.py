"""Load by dnsperf, and what its summary says.

Closed loop: a fixed number of questions is under way at any time, so a server is as busy as it can be.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from bench.namespaces import Namespace
from bench.scenarios import Scenario

# Found by trying: from 64 under way on, no server here is ever idle, and beyond 100 only the waiting grows.
SOCKETS = 20
UNDER_WAY = 100
_SOCKETS_A_THREAD = 256  # dnsperf opens no more, whatever it is asked for

_NUMBER = re.compile(r"^\s*(Queries sent|Queries completed|Queries lost|Run time \(s\)):\s+([\d.]+)", re.MULTILINE)
_RCODE = re.compile(r"(\w+) (\d+) \([\d.]+%\)")
_RCODES = re.compile(r"^\s*Response codes:(.*)$", re.MULTILINE)


@dataclass(frozen=True)
class Pace:
    """How dnsperf asks: questions under way at a time, over how many sockets, UDP or TCP, and how long it waits.

    With a `rate` no more than so many are asked a second: below its peak a server then has time to spare. With
    `once` each question is asked once, and the time is only a bound. With `edns` there is room for 4,096 octets.
    """

    under_way: int = UNDER_WAY
    rate: float | None = None
    sockets: int = SOCKETS
    mode: str = "udp"
    patience: float = 2.0  # seconds until a question counts as lost
    once: bool = False
    edns: bool = False


PACE = Pace()  # a server as busy as it can be


@dataclass(frozen=True)
class Load:
    """One run of dnsperf: its counts, and the seconds that it took."""

    sent: int
    completed: int
    lost: int
    seconds: float
    rcodes: dict[str, int]

    @property
    def good(self) -> int:
        """Answers with NOERROR, which is what every scenario's questions are to get."""
        return self.rcodes.get("NOERROR", 0)


class LoadError(Exception):
    """dnsperf did not run, or said something else than a summary."""


def write_questions(scenario: Scenario, path: Path) -> None:
    """dnsperf's data file: name and type a line."""
    path.write_text("".join(f"{question.name} {question.type}\n" for question in scenario.questions))


def command(questions: Path, seconds: float, pace: Pace = PACE) -> list[str]:
    """The words that ask `questions` round and round for that long, at `pace`."""
    argv = ["dnsperf", "-s", "127.0.0.1", "-p", "53", "-d", str(questions), "-l", f"{seconds:g}"]
    argv += [
        "-T",
        str(-(-pace.sockets // _SOCKETS_A_THREAD)),
        "-m",
        pace.mode,
        "-c",
        str(pace.sockets),
        "-q",
        str(pace.under_way),
        "-t",
        f"{pace.patience:g}",
    ]
    argv += ["-Q", f"{pace.rate:.0f}"] if pace.rate else []
    return argv + (["-n", "1"] if pace.once else []) + (["-e"] if pace.edns else [])


def run(namespace: Namespace, questions: Path, seconds: float, core: int | None, pace: Pace = PACE) -> Load:
    """Ask `questions` at `pace`; raises `LoadError` with dnsperf's words if it fails."""
    done = namespace.run(command(questions, seconds, pace), core)
    if done.returncode:
        raise LoadError(done.stderr.strip() or done.stdout.strip())
    return parse(done.stdout)


def parse(summary: str) -> Load:
    """What dnsperf printed, as numbers; raises `LoadError` if it is no summary."""
    numbers = dict(_NUMBER.findall(summary))
    try:
        seconds = float(numbers["Run time (s)"])
        sent, completed, lost = (int(numbers[f"Queries {what}"]) for what in ("sent", "completed", "lost"))
    except KeyError as missing:
        raise LoadError(f"dnsperf's summary has no line {missing}:\n{summary}") from None
    codes = _RCODES.search(summary)
    rcodes = {code: int(count) for code, count in _RCODE.findall(codes[1])} if codes else {}
    return Load(sent, completed, lost, seconds, rcodes)
